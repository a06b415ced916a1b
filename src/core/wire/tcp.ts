/** TCP segments (RFC 9293 §3.1) and the options that say something about who sent them. */
import { LAYER, type Packet } from './packet.ts';

export function decodeTcp(packet: Packet): number {
  const { view, at, end } = packet;
  if (at + HEADER_BYTES > end) return LAYER.none;
  const headerBytes = (view.getUint8(at + DATA_OFFSET_AT) >>> 4) * 4;
  if (headerBytes < HEADER_BYTES) return LAYER.none;
  packet.sourcePort = view.getUint16(at);
  packet.destinationPort = view.getUint16(at + 2);
  packet.seq = view.getInt32(at + SEQ_AT);
  packet.ack = view.getInt32(at + ACK_AT);
  packet.flags = view.getUint8(at + FLAGS_AT);
  packet.window = view.getUint16(at + WINDOW_AT);
  packet.payloadBytes -= headerBytes;
  // The header says more than the packet holds: no segment that an endpoint would take.
  if (packet.payloadBytes < 0) return LAYER.none;
  packet.payloadAt = at + headerBytes;
  packet.payloadCapturedBytes = Math.max(0, Math.min(end - packet.payloadAt, packet.payloadBytes));
  packet.hasTimestamps = false;
  packet.windowScale = -1;
  if (headerBytes > HEADER_BYTES) decodeOptions(packet, at + HEADER_BYTES, Math.min(end, packet.payloadAt));
  return LAYER.segment;
}

function decodeOptions(packet: Packet, from: number, end: number): void {
  const { view } = packet;
  // Nearly all segments of an established connection: two NOPs, then timestamps (RFC 7323 appendix A).
  if (end - from === 12 && view.getUint32(from) === ALIGNED_TIMESTAMPS) {
    packet.hasTimestamps = true;
    packet.timestamp = view.getInt32(from + 4);
    return;
  }
  for (let at = from; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === END_OF_OPTIONS) return;
    if (kind === NO_OPERATION) {
      at += 1;
      continue;
    }
    if (at + 2 > end) return;
    const length = view.getUint8(at + 1);
    if (length < 2 || at + length > end) return;
    if (kind === TIMESTAMPS && length === 10) {
      packet.hasTimestamps = true;
      packet.timestamp = view.getInt32(at + 2);
    } else if (kind === WINDOW_SCALE && length === 3) {
      // RFC 7323 §2.3: more than 14 counts as 14.
      packet.windowScale = Math.min(14, view.getUint8(at + 2));
    }
    at += length;
  }
}

const HEADER_BYTES = 20;
const SEQ_AT = 4;
const ACK_AT = 8;
const DATA_OFFSET_AT = 12;
const FLAGS_AT = 13;
const WINDOW_AT = 14;
const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const WINDOW_SCALE = 3;
const TIMESTAMPS = 8;
const ALIGNED_TIMESTAMPS = 0x0101080a;
