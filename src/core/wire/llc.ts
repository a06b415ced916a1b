/** LLC and SNAP (IEEE 802.2, RFC 1042), and the old links that carry them: 802.3, FDDI. */
import { LAYER, type Packet } from './packet.ts';

export function decodeLlc(packet: Packet): number {
  if (packet.at + LLC_BYTES > packet.end) return LAYER.none;
  const { view, at } = packet;
  const access = view.getUint8(at);
  if (access === IP_SAP) {
    packet.at += LLC_BYTES;
    return LAYER.ipv4;
  }
  if (access !== SNAP_SAP || at + SNAP_BYTES > packet.end) return LAYER.none;
  packet.protocol = view.getUint16(at + SNAP_BYTES - 2);
  packet.at += SNAP_BYTES;
  return LAYER.etherType;
}

/** RFC 1188: a frame control octet and two addresses, then LLC. */
export function decodeFddi(packet: Packet): number {
  packet.at += FDDI_BYTES;
  return packet.at < packet.end ? LAYER.llc : LAYER.none;
}

const LLC_BYTES = 3;
const SNAP_BYTES = 8;
const SNAP_SAP = 0xaa;
const IP_SAP = 0x06;
const FDDI_BYTES = 13;
