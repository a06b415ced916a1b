/** ICMP errors (RFC 792, RFC 4443): who reports what, and the TCP segment that they quote. */
import { LAYER, type Packet } from './packet.ts';

/** Destination unreachable, source quench, time exceeded, parameter problem. */
export function decodeIcmp(packet: Packet): number {
  return decodeError(packet, 4, [3, 4, 11, 12], 0);
}

/** Destination unreachable, packet too big, time exceeded, parameter problem. */
export function decodeIcmp6(packet: Packet): number {
  return decodeError(packet, 6, [1, 2, 3, 4], ICMP6_TYPES);
}

function decodeError(packet: Packet, version: number, errors: readonly number[], shift: number): number {
  const { view, at } = packet;
  // A quote in a quote says nothing.
  if (packet.icmpType >= 0 || at + HEADER_BYTES > packet.end) return LAYER.none;
  const type = view.getUint8(at);
  if (!errors.includes(type)) return LAYER.none;
  packet.icmpType = type + shift;
  packet.icmpCode = view.getUint8(at + 1);
  packet.icmpSourceAt = packet.sourceAt;
  packet.icmpVersion = packet.ipVersion;
  packet.icmpAddresses = packet.addresses;
  packet.at = at + HEADER_BYTES;
  // What is quoted is cut off, and its length that of the whole.
  packet.wireEnd = Infinity;
  return version === 4 ? LAYER.ipv4 : LAYER.ipv6;
}

/** The ports, and the sequence number where eight octets were quoted (RFC 792 asks for no more). */
export function decodeQuotedTcp(packet: Packet): number {
  const { view, at, end } = packet;
  if (at + PORTS_BYTES > end) return LAYER.none;
  packet.sourcePort = view.getUint16(at);
  packet.destinationPort = view.getUint16(at + 2);
  packet.quotedSeq = at + PORTS_BYTES + 4 <= end;
  packet.seq = packet.quotedSeq ? view.getInt32(at + PORTS_BYTES) : 0;
  return LAYER.quote;
}

/** Added to ICMPv6 types, which mean other things than those of ICMP. */
export const ICMP6_TYPES = 100;
const HEADER_BYTES = 8;
const PORTS_BYTES = 4;
