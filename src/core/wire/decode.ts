/**
 * From a frame of some link to a TCP segment, or to the segment that an ICMP
 * error quotes. One step a layer; the steps do not know each other. Whatever
 * the octets are, it ends: each step moves on or gives up, and there are no
 * more than {@link MOST_LAYERS} of them.
 */
import { decodeEthernet, decodeEtherType, decodeMpls, decodePppoe } from './ethernet.ts';
import { Fragments } from './fragments.ts';
import { decodeIcmp, decodeIcmp6, decodeQuotedTcp } from './icmp.ts';
import { decodeIpProtocol, decodeUdp } from './ip-protocol.ts';
import { decodeIp, decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';
import { decodeCookedV1, decodeCookedV2, decodeNflog } from './linux-cooked.ts';
import { decodeFddi, decodeLlc } from './llc.ts';
import { firstLayerOf } from './link-types.ts';
import { DIRECTION, LAYER, type Packet } from './packet.ts';
import { decodeCiscoHdlc, decodeNullLoopback, decodePpp, decodePppHdlc } from './point-to-point.ts';
import { decodeTcp } from './tcp.ts';
import { decodeErspan2, decodeErspan3, decodeGeneve, decodeGre, decodeVxlan } from './tunnels.ts';
import { decodePpi, decodePrism, decodeRadiotap, decodeWifi } from './wifi.ts';

/** `LAYER.segment`, `LAYER.quote`, or `LAYER.none` for all else. */
export class Decoder {
  readonly #fragments = new Fragments();

  decode(packet: Packet): number {
    packet.tunnels = 0;
    packet.ipVersion = 0;
    packet.icmpType = -1;
    packet.direction = DIRECTION.unknown;
    let layer = firstLayerOf(packet.linkType);
    for (let depth = 0; depth < MOST_LAYERS; depth += 1) {
      switch (layer) {
        case LAYER.segment:
        case LAYER.quote:
        case LAYER.none:
          return layer;
        case LAYER.ethernet:
          layer = decodeEthernet(packet);
          break;
        case LAYER.etherType:
          layer = decodeEtherType(packet);
          break;
        case LAYER.ipv4:
          layer = decodeIpv4(packet, this.#fragments);
          break;
        case LAYER.ipv6:
          layer = decodeIpv6(packet, this.#fragments);
          break;
        case LAYER.ipProtocol:
          layer = decodeIpProtocol(packet);
          break;
        case LAYER.tcp:
          layer = packet.icmpType >= 0 ? decodeQuotedTcp(packet) : decodeTcp(packet);
          break;
        case LAYER.udp:
          layer = packet.icmpType >= 0 ? LAYER.none : decodeUdp(packet);
          break;
        default:
          layer = rareStep(layer, packet);
      }
    }
    return LAYER.none;
  }
}

function rareStep(layer: number, packet: Packet): number {
  const step = RARE_STEPS[layer];
  return step === undefined ? LAYER.none : step(packet);
}

const RARE_STEPS: readonly (((packet: Packet) => number) | undefined)[] = stepsOf([
  [LAYER.icmp, decodeIcmp],
  [LAYER.icmp6, decodeIcmp6],
  [LAYER.llc, decodeLlc],
  [LAYER.ppp, decodePpp],
  [LAYER.pppHdlc, decodePppHdlc],
  [LAYER.ciscoHdlc, decodeCiscoHdlc],
  [LAYER.ip, decodeIp],
  [LAYER.mpls, decodeMpls],
  [LAYER.pppoe, decodePppoe],
  [LAYER.gre, decodeGre],
  [LAYER.vxlan, decodeVxlan],
  [LAYER.geneve, decodeGeneve],
  [LAYER.erspan2, decodeErspan2],
  [LAYER.erspan3, decodeErspan3],
  [LAYER.cookedV1, decodeCookedV1],
  [LAYER.cookedV2, decodeCookedV2],
  [LAYER.nullLoopback, decodeNullLoopback],
  [LAYER.fddi, decodeFddi],
  [LAYER.wifi, decodeWifi],
  [LAYER.radiotap, decodeRadiotap],
  [LAYER.prism, decodePrism],
  [LAYER.ppi, decodePpi],
  [LAYER.nflog, decodeNflog],
]);

function stepsOf(
  pairs: readonly (readonly [number, (packet: Packet) => number])[],
): readonly (((packet: Packet) => number) | undefined)[] {
  const steps: (((packet: Packet) => number) | undefined)[] = [];
  for (const [layer, step] of pairs) steps[layer] = step;
  return steps;
}

/** Two tunnels with tags in both take fewer. */
const MOST_LAYERS = 32;
