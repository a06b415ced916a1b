/** Captures made for tests: segments in, the octets of a pcap file out. Addresses are of RFC 5737. */
import { Capture } from '../../../src/core/capture/capture.ts';
import type { ConnectionReport } from '../../../src/core/capture-report/model.ts';
import { Survey } from '../../../src/core/capture-report/survey.ts';
import { Intake } from '../../../src/core/wire/intake.ts';
import { Packet } from '../../../src/core/wire/packet.ts';
import { type CaptureReader, readerFor } from '../../../src/core/wire/reader.ts';

export interface Segment {
  readonly atMs: number;
  readonly by: 'client' | 'server';
  /** As tcpdump writes them: `S`, `S.`, `.`, `P.`, `F.`, `R`, `R.`. */
  readonly flags: string;
  readonly seq?: number;
  readonly ack?: number;
  readonly bytes?: number;
  readonly ttl?: number;
  readonly id?: number;
  readonly window?: number;
  readonly timestamp?: number;
  readonly ports?: readonly [number, number];
  readonly text?: string;
}

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, '.': 16 };
const CLIENT = [192, 0, 2, 1];
const SERVER = [198, 51, 100, 9];

/** An Ethernet frame. */
export function frameOf(segment: Segment): Uint8Array {
  const payload = new TextEncoder().encode(segment.text ?? 'x'.repeat(segment.bytes ?? 0));
  const optionBytes = segment.timestamp === undefined ? 0 : 12;
  const frame = new Uint8Array(14 + 20 + 20 + optionBytes + payload.length);
  const view = new DataView(frame.buffer);
  const isClient = segment.by === 'client';
  const [clientPort, serverPort] = segment.ports ?? [51_840, 22];
  view.setUint16(12, 0x0800);
  view.setUint8(14, 0x45);
  view.setUint16(16, frame.length - 14);
  view.setUint16(18, segment.id ?? 0);
  view.setUint8(22, segment.ttl ?? (isClient ? 64 : 52));
  view.setUint8(23, 6);
  frame.set(isClient ? CLIENT : SERVER, 26);
  frame.set(isClient ? SERVER : CLIENT, 30);
  view.setUint16(34, isClient ? clientPort : serverPort);
  view.setUint16(36, isClient ? serverPort : clientPort);
  view.setUint32(38, segment.seq ?? 0);
  view.setUint32(42, segment.ack ?? 0);
  view.setUint8(46, ((20 + optionBytes) / 4) << 4);
  view.setUint8(
    47,
    Array.from(segment.flags).reduce((bits, flag) => bits | (FLAGS[flag] ?? 0), 0),
  );
  view.setUint16(48, segment.window ?? 502);
  if (segment.timestamp !== undefined) {
    view.setUint32(54, 0x0101080a);
    view.setUint32(58, segment.timestamp);
  }
  frame.set(payload, 54 + optionBytes);
  return frame;
}

export interface Frame {
  readonly atMs: number;
  readonly octets: Uint8Array;
  /** On the wire, where the snap length cut it. */
  readonly wireBytes?: number;
}

export interface PcapWish {
  readonly little: boolean;
  readonly nanoseconds: boolean;
  readonly linkType: number;
}

const USUAL: PcapWish = { little: true, nanoseconds: false, linkType: 1 };

export function pcapOf(frames: readonly Frame[], wish: PcapWish = USUAL): Uint8Array {
  const { little, nanoseconds, linkType } = wish;
  const size = frames.reduce((sum, { octets }) => sum + 16 + octets.length, 24);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  view.setUint32(0, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little);
  view.setUint16(4, 2, little);
  view.setUint16(6, 4, little);
  view.setUint32(16, 262_144, little);
  view.setUint32(20, linkType, little);
  let at = 24;
  for (const { atMs, octets, wireBytes = octets.length } of frames) {
    const seconds = Math.floor(atMs / 1000);
    view.setUint32(at, 1_700_000_000 + seconds, little);
    view.setUint32(at + 4, Math.round((atMs - seconds * 1000) * (nanoseconds ? 1e6 : 1e3)), little);
    view.setUint32(at + 8, octets.length, little);
    view.setUint32(at + 12, wireBytes, little);
    file.set(octets, at + 16);
    at += 16 + octets.length;
  }
  return file;
}

export interface Readout {
  readonly connections: readonly ConnectionReport[];
  readonly survey: Survey;
  readonly packets: number;
  readonly problem: string;
}

const EVERYTHING = {
  host: undefined,
  port: undefined,
  sshOnly: false,
  idleOverMs: undefined,
  endedBy: undefined,
};

/** Reads the files in pieces of `pieceBytes`, and judges all connections. */
export function readOut(files: readonly Uint8Array[], pieceBytes: number): Readout {
  const survey = new Survey(true, EVERYTHING);
  let packets = 0;
  let problem = '';
  for (const [file, octets] of files.entries()) {
    const capture = new Capture((flow) => survey.add(flow, file), 1000);
    const intake = new Intake();
    const packet = new Packet();
    let reader: CaptureReader | string | undefined;
    for (let at = 0; at < octets.length; at += pieceBytes) {
      intake.push(octets.subarray(at, at + pieceBytes));
      reader ??= readerFor(intake);
      if (typeof reader === 'string') problem = reader;
      if (typeof reader !== 'object') continue;
      while (reader.next(packet) === 1) capture.take(packet);
      problem = reader.problem;
    }
    packets += capture.packets;
    capture.close();
    const startedAtEpochMs = typeof reader === 'object' ? reader.startedAtEpochMs : Number.NaN;
    survey.endFile(file, capture.lastAtMs, startedAtEpochMs);
  }
  return { connections: [...survey.reports()], survey, packets, problem };
}

/** What is said of a connection of these segments. */
export function judged(segments: readonly Segment[]): readonly ConnectionReport[] {
  const frames = segments.map((segment) => ({ atMs: segment.atMs, octets: frameOf(segment) }));
  return readOut([pcapOf(frames)], 1 << 20).connections;
}

/** SYN, SYN-ACK, ACK, a request and its answer: seq 101 and 201 follow on both sides at 60 ms. */
export function opening(timestamps = false): readonly Segment[] {
  const stamp = (timestamp: number) => (timestamps ? { timestamp } : {});
  return [
    { atMs: 0, by: 'client', flags: 'S', seq: 0, id: 100, ...stamp(1) },
    { atMs: 20, by: 'server', flags: 'S.', seq: 0, ack: 1, id: 0, ...stamp(1) },
    { atMs: 20.1, by: 'client', flags: '.', seq: 1, ack: 1, id: 101, ...stamp(2) },
    { atMs: 21, by: 'client', flags: 'P.', seq: 1, ack: 1, bytes: 100, id: 102, ...stamp(3) },
    { atMs: 45, by: 'server', flags: '.', seq: 1, ack: 101, id: 500, ...stamp(4) },
    { atMs: 50, by: 'server', flags: 'P.', seq: 1, ack: 101, bytes: 200, id: 501, ...stamp(5) },
    { atMs: 51, by: 'client', flags: '.', seq: 101, ack: 201, id: 103, ...stamp(6) },
  ];
}
