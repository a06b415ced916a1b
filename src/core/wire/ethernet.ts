/** Ethernet and what is chosen by an ethertype: IEEE 802.3, 802.1Q and 802.1ad tags, MPLS (RFC 3032), PPPoE (RFC 2516). */
import { LAYER, type Packet } from './packet.ts';

export function decodeEthernet(packet: Packet): number {
  if (packet.at + ETHERNET_BYTES > packet.end) return LAYER.none;
  packet.protocol = packet.view.getUint16(packet.at + ETHERTYPE_AT);
  packet.at += ETHERNET_BYTES;
  return packet.protocol <= LARGEST_LENGTH ? LAYER.llc : LAYER.etherType;
}

/** What `packet.protocol`, an ethertype, says to follow; tags are skipped, as many as there are. */
export function decodeEtherType(packet: Packet): number {
  while (isTag(packet.protocol)) {
    if (packet.at + TAG_BYTES > packet.end) return LAYER.none;
    packet.protocol = packet.view.getUint16(packet.at + 2);
    packet.at += TAG_BYTES;
    if (packet.protocol <= LARGEST_LENGTH) return LAYER.llc;
  }
  switch (packet.protocol) {
    case 0x0800:
      return LAYER.ipv4;
    case 0x86dd:
      return LAYER.ipv6;
    case 0x8847:
    case 0x8848:
      return LAYER.mpls;
    case 0x8864:
      return LAYER.pppoe;
    case 0x6558:
      return LAYER.ethernet;
    case 0x88be:
      return LAYER.erspan2;
    case 0x22eb:
      return LAYER.erspan3;
    case 0x880b:
      return LAYER.ppp;
    default:
      return LAYER.none;
  }
}

/** Labels down to the bottom of the stack; what follows shows itself by its first four bits (RFC 4928 §3). */
export function decodeMpls(packet: Packet): number {
  for (;;) {
    if (packet.at + LABEL_BYTES > packet.end) return LAYER.none;
    const isBottom = (packet.view.getUint8(packet.at + 2) & 1) === 1;
    packet.at += LABEL_BYTES;
    if (isBottom) break;
  }
  if (packet.at >= packet.end) return LAYER.none;
  const nibble = packet.view.getUint8(packet.at) >>> 4;
  if (nibble === 4) return LAYER.ipv4;
  if (nibble === 6) return LAYER.ipv6;
  if (nibble !== 0) return LAYER.ethernet;
  // A control word of a pseudowire (RFC 4448 §4.6), then Ethernet.
  packet.at += LABEL_BYTES;
  return LAYER.ethernet;
}

export function decodePppoe(packet: Packet): number {
  if (packet.at + PPPOE_BYTES > packet.end) return LAYER.none;
  const length = packet.view.getUint16(packet.at + 4);
  packet.at += PPPOE_BYTES;
  packet.end = Math.min(packet.end, packet.at + length);
  packet.wireEnd = Math.min(packet.wireEnd, packet.at + length);
  return LAYER.ppp;
}

function isTag(etherType: number): boolean {
  return etherType === 0x8100 || etherType === 0x88a8 || etherType === 0x9100 || etherType === 0x9200;
}

const ETHERNET_BYTES = 14;
const ETHERTYPE_AT = 12;
/** IEEE 802.3: up to here it is a length, and LLC follows. */
const LARGEST_LENGTH = 1500;
const TAG_BYTES = 4;
const LABEL_BYTES = 4;
const PPPOE_BYTES = 6;
