/** Tunnels: GRE (RFC 2784, RFC 2890; PPTP's of RFC 2637), VXLAN (RFC 7348), Geneve (RFC 8926), ERSPAN. */
import { LAYER, type Packet, TUNNEL } from './packet.ts';

export function decodeGre(packet: Packet): number {
  if (packet.at + GRE_BYTES > packet.end) return LAYER.none;
  const flags = packet.view.getUint16(packet.at);
  packet.protocol = packet.view.getUint16(packet.at + 2);
  const version = flags & 7;
  if ((flags & GRE_ROUTING) !== 0 || version > 1) return LAYER.none;
  let length = GRE_BYTES;
  if ((flags & GRE_CHECKSUM) !== 0) length += 4;
  if ((flags & GRE_KEY) !== 0) length += 4;
  const hasSequence = (flags & GRE_SEQUENCE) !== 0;
  if (hasSequence) length += 4;
  if (version === 1 && (flags & GRE_ACK) !== 0) length += 4;
  packet.at += length;
  packet.tunnels |= TUNNEL.gre;
  if (packet.at >= packet.end) return LAYER.none;
  // ERSPAN type I has no header of its own, and shows it by having no sequence number.
  if (packet.protocol === ERSPAN_ETHERTYPE && !hasSequence) {
    packet.tunnels |= TUNNEL.erspan;
    return LAYER.ethernet;
  }
  return LAYER.etherType;
}

/** draft-foschiano-erspan-03 §4.2 and §4.3: a fixed header, and in type III an optional part. */
export function decodeErspan2(packet: Packet): number {
  packet.at += ERSPAN2_BYTES;
  packet.tunnels |= TUNNEL.erspan;
  return packet.at < packet.end ? LAYER.ethernet : LAYER.none;
}

export function decodeErspan3(packet: Packet): number {
  if (packet.at + ERSPAN3_BYTES > packet.end) return LAYER.none;
  const hasSubheader = (packet.view.getUint8(packet.at + ERSPAN3_BYTES - 1) & 1) === 1;
  packet.at += ERSPAN3_BYTES + (hasSubheader ? 8 : 0);
  packet.tunnels |= TUNNEL.erspan;
  return packet.at < packet.end ? LAYER.ethernet : LAYER.none;
}

export function decodeVxlan(packet: Packet): number {
  if (packet.at + VXLAN_BYTES > packet.end) return LAYER.none;
  const hasNetwork = (packet.view.getUint8(packet.at) & VXLAN_HAS_NETWORK) !== 0;
  packet.at += VXLAN_BYTES;
  if (!hasNetwork) return LAYER.none;
  packet.tunnels |= TUNNEL.vxlan;
  return LAYER.ethernet;
}

export function decodeGeneve(packet: Packet): number {
  if (packet.at + GENEVE_BYTES > packet.end) return LAYER.none;
  const first = packet.view.getUint8(packet.at);
  packet.protocol = packet.view.getUint16(packet.at + 2);
  packet.at += GENEVE_BYTES + (first & 0x3f) * 4;
  if (first >>> 6 !== 0 || packet.at >= packet.end) return LAYER.none;
  packet.tunnels |= TUNNEL.geneve;
  return LAYER.etherType;
}

const GRE_BYTES = 4;
const GRE_CHECKSUM = 0x8000;
const GRE_ROUTING = 0x4000;
const GRE_KEY = 0x2000;
const GRE_SEQUENCE = 0x1000;
const GRE_ACK = 0x0080;
const ERSPAN_ETHERTYPE = 0x88be;
const ERSPAN2_BYTES = 8;
const ERSPAN3_BYTES = 12;
const VXLAN_BYTES = 8;
const VXLAN_HAS_NETWORK = 0x08;
const GENEVE_BYTES = 8;
