/** IPv6 (RFC 8200) with its extension headers. */
import type { Fragments } from './fragments.ts';
import { LAYER, type Packet } from './packet.ts';

export function decodeIpv6(packet: Packet, fragments: Fragments): number {
  const { view, at } = packet;
  if (at + HEADER_BYTES > packet.end || view.getUint8(at) >>> 4 !== 6) return LAYER.none;
  const statedBytes = view.getUint16(at + PAYLOAD_LENGTH_AT);
  packet.ipVersion = 6;
  packet.addresses = view;
  packet.sourceAt = at + SOURCE_AT;
  packet.destinationAt = at + DESTINATION_AT;
  packet.ttlHops = view.getUint8(at + HOP_LIMIT_AT);
  packet.ipId = -1;
  packet.protocol = view.getUint8(at + NEXT_HEADER_AT);
  packet.at = at + HEADER_BYTES;
  // Zero: a jumbogram, or written before the segmentation offload filled it in.
  packet.payloadBytes =
    statedBytes === 0 ? packet.wireEnd - packet.at : Math.min(statedBytes, packet.wireEnd - packet.at);
  packet.wireEnd = packet.at + packet.payloadBytes;
  packet.end = Math.min(packet.end, packet.wireEnd);
  return skipExtensions(packet, fragments);
}

/** RFC 8200 §4: each says its own length and what comes next. */
function skipExtensions(packet: Packet, fragments: Fragments): number {
  const { view } = packet;
  for (;;) {
    const header = packet.protocol;
    if (!isExtension(header)) return LAYER.ipProtocol;
    if (packet.at + LEAST_EXTENSION_BYTES > packet.end) return LAYER.none;
    if (header === FRAGMENT) {
      const fragment = view.getUint16(packet.at + 2);
      const id = view.getUint32(packet.at + 4);
      packet.protocol = view.getUint8(packet.at);
      advance(packet, LEAST_EXTENSION_BYTES);
      const offsetBytes = fragment & 0xfff8;
      const hasMore = (fragment & 1) === 1;
      // An atomic fragment (RFC 6946) is whole.
      if (offsetBytes === 0 && !hasMore) continue;
      if (!fragments.complete(packet, id, offsetBytes, hasMore)) return LAYER.none;
      return isExtension(packet.protocol) ? LAYER.none : LAYER.ipProtocol;
    }
    const length = view.getUint8(packet.at + 1);
    packet.protocol = view.getUint8(packet.at);
    // RFC 4302 §2.2: the authentication header counts in units of four octets.
    advance(packet, header === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8);
  }
}

function advance(packet: Packet, bytes: number): void {
  packet.at += bytes;
  packet.payloadBytes -= bytes;
}

/** IANA "IPv6 Extension Header Types": hop-by-hop, routing, fragment, authentication, destination, mobility, HIP, shim6. */
function isExtension(protocol: number): boolean {
  switch (protocol) {
    case 0:
    case 43:
    case FRAGMENT:
    case AUTHENTICATION:
    case 60:
    case 135:
    case 139:
    case 140:
      return true;
    default:
      return false;
  }
}

const HEADER_BYTES = 40;
const PAYLOAD_LENGTH_AT = 4;
const NEXT_HEADER_AT = 6;
const HOP_LIMIT_AT = 7;
const SOURCE_AT = 8;
const DESTINATION_AT = 24;
const LEAST_EXTENSION_BYTES = 8;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
