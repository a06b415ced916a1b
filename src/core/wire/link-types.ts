/** Link types (tcpdump.org/linktypes.html): the number in a capture file, and what a frame of it begins with. */
import { LAYER } from './packet.ts';

/** `LAYER.none`: frames of that link are not read. */
export function firstLayerOf(linkType: number): number {
  if (linkType === ETHERNET) return LAYER.ethernet;
  return LINKS.get(linkType) ?? LAYER.none;
}

const ETHERNET = 1;

const LINKS: ReadonlyMap<number, number> = new Map([
  [0, LAYER.nullLoopback],
  [9, LAYER.ppp],
  [10, LAYER.fddi],
  // DLT_RAW is 12 on most systems, 14 on OpenBSD; LINKTYPE_RAW is 101.
  [12, LAYER.ip],
  [14, LAYER.ip],
  [50, LAYER.pppHdlc],
  [51, LAYER.pppoe],
  [101, LAYER.ip],
  [104, LAYER.ciscoHdlc],
  [105, LAYER.wifi],
  [108, LAYER.nullLoopback],
  [113, LAYER.cookedV1],
  [119, LAYER.prism],
  [127, LAYER.radiotap],
  [163, LAYER.prism],
  [192, LAYER.ppi],
  [228, LAYER.ipv4],
  [229, LAYER.ipv6],
  [239, LAYER.nflog],
  [276, LAYER.cookedV2],
]);
