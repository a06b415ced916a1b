/**
 * pcap files (draft-ietf-opsawg-pcap): both byte orders, microseconds and
 * nanoseconds, and Kuznetsov's form with a longer packet header.
 */
import type { Intake } from './intake.ts';
import type { Packet } from './packet.ts';
import { READ } from './read-step.ts';

export interface PcapForm {
  readonly little: boolean;
  /** Ticks of the fraction in a second. */
  readonly ticksPerSecond: number;
  readonly packetHeaderBytes: number;
}

export class PcapReader {
  problem = '';
  frames = 0;
  startedAtEpochMs = Number.NaN;
  readonly #intake: Intake;
  readonly #form: PcapForm;
  #linkType = -1;
  #baseSeconds = 0;
  #baseTicks = 0;

  constructor(intake: Intake, form: PcapForm) {
    this.#intake = intake;
    this.#form = form;
  }

  /** By the first four octets; `undefined`: it is no pcap. */
  static formOf(magic: number): PcapForm | undefined {
    return FORMS.get(magic);
  }

  next(packet: Packet): number {
    if (this.problem !== '') return READ.broken;
    if (this.#linkType < 0 && !this.#readFileHeader()) return READ.more;
    const intake = this.#intake;
    const { little, ticksPerSecond, packetHeaderBytes } = this.#form;
    if (!intake.has(packetHeaderBytes)) return READ.more;
    const { view, at } = intake;
    const capturedBytes = view.getUint32(at + CAPTURED_AT, little);
    if (capturedBytes > MOST_CAPTURED_BYTES) {
      this.problem = `frame ${this.frames + 1} (at octet ${intake.offsetBytes}) claims ${capturedBytes} captured octets`;
      return READ.broken;
    }
    if (!intake.has(packetHeaderBytes + capturedBytes)) return READ.more;
    const seconds = view.getUint32(at, little);
    const ticks = view.getUint32(at + TICKS_AT, little);
    if (this.frames === 0) {
      this.#baseSeconds = seconds;
      this.#baseTicks = ticks;
      this.startedAtEpochMs = seconds * 1000 + (ticks * 1000) / ticksPerSecond;
    }
    this.frames += 1;
    packet.view = view;
    packet.at = at + packetHeaderBytes;
    packet.end = packet.at + capturedBytes;
    packet.wireEnd = packet.at + Math.max(capturedBytes, view.getUint32(at + ORIGINAL_AT, little));
    packet.linkType = this.#linkType;
    packet.frame = this.frames;
    packet.atMs = (seconds - this.#baseSeconds) * 1000 + ((ticks - this.#baseTicks) * 1000) / ticksPerSecond;
    intake.at = packet.end;
    return READ.packet;
  }

  #readFileHeader(): boolean {
    const intake = this.#intake;
    if (!intake.has(FILE_HEADER_BYTES)) return false;
    // The upper bits say how long the frame check sequence is.
    this.#linkType = intake.view.getUint32(intake.at + LINK_TYPE_AT, this.#form.little) & LINK_TYPE_MASK;
    intake.at += FILE_HEADER_BYTES;
    return true;
  }
}

const FORMS: ReadonlyMap<number, PcapForm> = new Map([
  [0xa1b2c3d4, { little: false, ticksPerSecond: 1e6, packetHeaderBytes: 16 }],
  [0xd4c3b2a1, { little: true, ticksPerSecond: 1e6, packetHeaderBytes: 16 }],
  [0xa1b23c4d, { little: false, ticksPerSecond: 1e9, packetHeaderBytes: 16 }],
  [0x4d3cb2a1, { little: true, ticksPerSecond: 1e9, packetHeaderBytes: 16 }],
  [0xa1b2cd34, { little: false, ticksPerSecond: 1e6, packetHeaderBytes: 24 }],
  [0x34cdb2a1, { little: true, ticksPerSecond: 1e6, packetHeaderBytes: 24 }],
]);

const FILE_HEADER_BYTES = 24;
const LINK_TYPE_AT = 20;
const LINK_TYPE_MASK = 0xffff;
const TICKS_AT = 4;
const CAPTURED_AT = 8;
const ORIGINAL_AT = 12;
/** Wireshark's WTAP_MAX_PACKET_SIZE_DBUS, the largest of its limits, is 128 MiB; network frames stay below 256 KiB. */
const MOST_CAPTURED_BYTES = 16 * 1024 * 1024;
