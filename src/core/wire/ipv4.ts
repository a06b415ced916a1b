/** IPv4 (RFC 791). What is cut into fragments is handed to the caller's reassembly. */
import type { Fragments } from './fragments.ts';
import { LAYER, type Packet } from './packet.ts';

/** By the first four bits. */
export function decodeIp(packet: Packet): number {
  if (packet.at >= packet.end) return LAYER.none;
  const version = packet.view.getUint8(packet.at) >>> 4;
  return version === 4 ? LAYER.ipv4 : version === 6 ? LAYER.ipv6 : LAYER.none;
}

export function decodeIpv4(packet: Packet, fragments: Fragments): number {
  const { view, at } = packet;
  if (at + LEAST_BYTES > packet.end) return LAYER.none;
  const first = view.getUint8(at);
  const headerBytes = (first & 15) * 4;
  if (first >>> 4 !== 4 || headerBytes < LEAST_BYTES) return LAYER.none;
  const statedBytes = view.getUint16(at + TOTAL_LENGTH_AT);
  // Zero: written before the segmentation offload filled it in.
  const totalBytes = statedBytes === 0 ? packet.wireEnd - at : Math.min(statedBytes, packet.wireEnd - at);
  if (totalBytes < headerBytes || at + headerBytes > packet.end) return LAYER.none;
  packet.ipVersion = 4;
  packet.addresses = view;
  packet.sourceAt = at + SOURCE_AT;
  packet.destinationAt = at + DESTINATION_AT;
  packet.ttlHops = view.getUint8(at + TTL_AT);
  packet.ipId = view.getUint16(at + ID_AT);
  packet.protocol = view.getUint8(at + PROTOCOL_AT);
  packet.at = at + headerBytes;
  packet.end = Math.min(packet.end, at + totalBytes);
  packet.wireEnd = at + totalBytes;
  packet.payloadBytes = totalBytes - headerBytes;
  const fragment = view.getUint16(at + FRAGMENT_AT);
  const offsetBytes = (fragment & OFFSET_MASK) * 8;
  const hasMore = (fragment & MORE_FRAGMENTS) !== 0;
  if ((offsetBytes !== 0 || hasMore) && !fragments.complete(packet, packet.ipId, offsetBytes, hasMore)) {
    return LAYER.none;
  }
  return LAYER.ipProtocol;
}

const LEAST_BYTES = 20;
const TOTAL_LENGTH_AT = 2;
const ID_AT = 4;
const FRAGMENT_AT = 6;
const TTL_AT = 8;
const PROTOCOL_AT = 9;
const SOURCE_AT = 12;
const DESTINATION_AT = 16;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;
