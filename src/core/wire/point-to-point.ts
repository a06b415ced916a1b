/** Links without addresses: BSD loopback, PPP (RFC 1661, RFC 1662), Cisco HDLC (RFC 1547). */
import { LAYER, type Packet } from './packet.ts';

/** An address family in the order of whoever captured (LINKTYPE_NULL) or of the network (LINKTYPE_LOOP). */
export function decodeNullLoopback(packet: Packet): number {
  if (packet.at + FAMILY_BYTES > packet.end) return LAYER.none;
  const big = packet.view.getUint32(packet.at);
  const family = big > MOST_FAMILY ? packet.view.getUint32(packet.at, true) : big;
  packet.at += FAMILY_BYTES;
  if (family === AF_INET) return LAYER.ipv4;
  return AF_INET6.includes(family) ? LAYER.ipv6 : LAYER.none;
}

/** The protocol field may be compressed to one octet, which then is odd (RFC 1661 §6.5). */
export function decodePpp(packet: Packet): number {
  if (packet.at + 4 > packet.end) return LAYER.none;
  const { view } = packet;
  if (view.getUint16(packet.at) === ADDRESS_AND_CONTROL) packet.at += 2;
  const first = view.getUint8(packet.at);
  const isShort = (first & 1) === 1;
  const protocol = isShort ? first : view.getUint16(packet.at);
  packet.at += isShort ? 1 : 2;
  if (protocol === 0x0021) return LAYER.ipv4;
  if (protocol === 0x0057) return LAYER.ipv6;
  return protocol === 0x0281 ? LAYER.mpls : LAYER.none;
}

/** As PPP in HDLC framing, or Cisco's header with an ethertype. */
export function decodePppHdlc(packet: Packet): number {
  if (packet.at + 4 > packet.end) return LAYER.none;
  const address = packet.view.getUint8(packet.at);
  return address === CISCO_UNICAST || address === CISCO_MULTICAST
    ? decodeCiscoHdlc(packet)
    : decodePpp(packet);
}

export function decodeCiscoHdlc(packet: Packet): number {
  if (packet.at + 4 > packet.end) return LAYER.none;
  packet.protocol = packet.view.getUint16(packet.at + 2);
  packet.at += 4;
  return LAYER.etherType;
}

const FAMILY_BYTES = 4;
const MOST_FAMILY = 0xffff;
const AF_INET = 2;
/** NetBSD, OpenBSD and BSD/OS 24, FreeBSD 28, Darwin 30, Linux and Windows 10 and 23. */
const AF_INET6: readonly number[] = [10, 23, 24, 28, 30];
const ADDRESS_AND_CONTROL = 0xff03;
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;
