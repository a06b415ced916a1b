/** IEEE 802.11 data frames that are not encrypted, with the headers that capture tools put before them. */
import { LAYER, type Packet } from './packet.ts';

/** radiotap.org: a length in little-endian at offset 2. */
export function decodeRadiotap(packet: Packet): number {
  if (packet.at + 4 > packet.end) return LAYER.none;
  const length = packet.view.getUint16(packet.at + 2, true);
  packet.at += length;
  return length >= 8 && packet.at < packet.end ? LAYER.wifi : LAYER.none;
}

/** LINKTYPE_PPI: a length, then the link type of what follows. */
export function decodePpi(packet: Packet): number {
  if (packet.at + 8 > packet.end) return LAYER.none;
  const length = packet.view.getUint16(packet.at + 2, true);
  const linkType = packet.view.getUint32(packet.at + 4, true);
  packet.at += length;
  if (length < 8 || packet.at >= packet.end) return LAYER.none;
  return linkType === 105 ? LAYER.wifi : linkType === 1 ? LAYER.ethernet : LAYER.none;
}

/** Prism and AVS headers: fixed, or a length in big-endian at offset 4. */
export function decodePrism(packet: Packet): number {
  if (packet.at + 8 > packet.end) return LAYER.none;
  const isAvs = (packet.view.getUint32(packet.at) & AVS_MASK) >>> 0 === AVS_MAGIC;
  const length = isAvs ? packet.view.getUint32(packet.at + 4) : PRISM_BYTES;
  if (length < 8 || length > packet.end - packet.at) return LAYER.none;
  packet.at += length;
  return LAYER.wifi;
}

export function decodeWifi(packet: Packet): number {
  if (packet.at + HEADER_BYTES > packet.end) return LAYER.none;
  const control = packet.view.getUint8(packet.at);
  const flags = packet.view.getUint8(packet.at + 1);
  const isData = (control & 0x0c) === DATA_TYPE;
  const isNull = (control & 0x40) !== 0;
  if (!isData || isNull || (flags & PROTECTED) !== 0) return LAYER.none;
  let length = HEADER_BYTES;
  if ((flags & TO_AND_FROM_DS) === TO_AND_FROM_DS) length += 6;
  const isQos = (control & 0x80) !== 0;
  if (isQos) {
    if (packet.at + length + 2 > packet.end) return LAYER.none;
    // Several frames in one (A-MSDU) are not taken apart.
    if ((packet.view.getUint8(packet.at + length) & A_MSDU) !== 0) return LAYER.none;
    length += (flags & ORDER) === 0 ? 2 : 6;
  }
  packet.at += length;
  return LAYER.llc;
}

const HEADER_BYTES = 24;
const DATA_TYPE = 0x08;
const PROTECTED = 0x40;
const ORDER = 0x80;
const TO_AND_FROM_DS = 0x03;
const A_MSDU = 0x80;
const AVS_MAGIC = 0x80211000;
const AVS_MASK = 0xfffff000;
const PRISM_BYTES = 144;
