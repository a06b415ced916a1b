/** Captures on "any" (LINKTYPE_LINUX_SLL and SLL2), and packets from netfilter's log (LINKTYPE_NFLOG). */
import { DIRECTION, LAYER, type Packet } from './packet.ts';

export function decodeCookedV1(packet: Packet): number {
  if (packet.at + V1_BYTES > packet.end) return LAYER.none;
  packet.direction = directionOf(packet.view.getUint16(packet.at));
  return cooked(packet, V1_BYTES, V1_PROTOCOL_AT, V1_HARDWARE_AT);
}

export function decodeCookedV2(packet: Packet): number {
  if (packet.at + V2_BYTES > packet.end) return LAYER.none;
  packet.direction = directionOf(packet.view.getUint8(packet.at + V2_TYPE_AT));
  return cooked(packet, V2_BYTES, V2_PROTOCOL_AT, V2_HARDWARE_AT);
}

/** Type-length-value attributes in the host order of the machine that captured; the packet is one of them. */
export function decodeNflog(packet: Packet): number {
  const { view, end } = packet;
  if (packet.at + NFLOG_BYTES > end) return LAYER.none;
  const family = view.getUint8(packet.at);
  let at = packet.at + NFLOG_BYTES;
  while (at + TLV_BYTES <= end) {
    // Nearly every machine is little-endian; a length that cannot be is one of the other kind.
    const little = view.getUint16(at, true) < MOST_SANE || view.getUint16(at) >= MOST_SANE;
    const length = view.getUint16(at, little);
    const type = view.getUint16(at + 2, little) & TYPE_MASK;
    if (length < TLV_BYTES) return LAYER.none;
    if (type === PAYLOAD_TLV) {
      packet.at = at + TLV_BYTES;
      packet.end = Math.min(end, at + length);
      packet.wireEnd = Math.max(packet.end, at + length);
      return family === AF_INET ? LAYER.ipv4 : family === AF_INET6 ? LAYER.ipv6 : LAYER.ip;
    }
    at += (length + 3) & ~3;
  }
  return LAYER.none;
}

function cooked(packet: Packet, headerBytes: number, protocolAt: number, hardwareAt: number): number {
  const protocol = packet.view.getUint16(packet.at + protocolAt);
  const hardware = packet.view.getUint16(packet.at + hardwareAt);
  packet.at += headerBytes;
  packet.protocol = protocol;
  if (hardware === ARPHRD_IPGRE) return LAYER.etherType;
  if (protocol === LLC_PROTOCOL) return LAYER.llc;
  return protocol < LEAST_ETHERTYPE ? LAYER.none : LAYER.etherType;
}

/** tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html: 0 to 3 came in, 4 was sent by the machine itself. */
function directionOf(type: number): number {
  return type === SENT ? DIRECTION.wentOut : type < SENT ? DIRECTION.cameIn : DIRECTION.unknown;
}

const SENT = 4;
const V2_TYPE_AT = 10;
const V1_BYTES = 16;
const V1_PROTOCOL_AT = 14;
const V1_HARDWARE_AT = 2;
const V2_BYTES = 20;
const V2_PROTOCOL_AT = 0;
const V2_HARDWARE_AT = 8;
const ARPHRD_IPGRE = 778;
/** linux/if_ether.h ETH_P_802_2. */
const LLC_PROTOCOL = 4;
const LEAST_ETHERTYPE = 0x600;
const NFLOG_BYTES = 4;
const TLV_BYTES = 4;
const TYPE_MASK = 0x7fff;
const MOST_SANE = 0x1000;
/** linux/netfilter/nfnetlink_log.h NFULA_PAYLOAD. */
const PAYLOAD_TLV = 9;
const AF_INET = 2;
const AF_INET6 = 10;
