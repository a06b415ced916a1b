/** What is chosen by an IP protocol number, and by a UDP port: transports and tunnels. */
import { LAYER, type Packet, TUNNEL } from './packet.ts';

/** What `packet.protocol`, an IP protocol, says to follow (IANA "Protocol Numbers"). */
export function decodeIpProtocol(packet: Packet): number {
  switch (packet.protocol) {
    case 6:
      return LAYER.tcp;
    case 17:
      return LAYER.udp;
    case 1:
      return LAYER.icmp;
    case 58:
      return LAYER.icmp6;
    case 4:
    case 41:
      packet.tunnels |= TUNNEL.ipInIp;
      return packet.protocol === 4 ? LAYER.ipv4 : LAYER.ipv6;
    case 47:
      return LAYER.gre;
    case 51:
      return authenticated(packet);
    case 137:
      return LAYER.mpls;
    default:
      return LAYER.none;
  }
}

export function decodeUdp(packet: Packet): number {
  if (packet.at + UDP_BYTES > packet.end) return LAYER.none;
  const destination = packet.view.getUint16(packet.at + 2);
  packet.at += UDP_BYTES;
  if (VXLAN_PORTS.includes(destination)) return LAYER.vxlan;
  return destination === GENEVE_PORT ? LAYER.geneve : LAYER.none;
}

/** RFC 4302 §2: what is authenticated only can still be read. */
function authenticated(packet: Packet): number {
  if (packet.at + AUTHENTICATION_BYTES > packet.end) return LAYER.none;
  const { view, at } = packet;
  packet.protocol = view.getUint8(at);
  const bytes = (view.getUint8(at + 1) + 2) * 4;
  packet.at += bytes;
  packet.payloadBytes -= bytes;
  return packet.protocol === 51 || packet.at >= packet.end ? LAYER.none : LAYER.ipProtocol;
}

const UDP_BYTES = 8;
const AUTHENTICATION_BYTES = 12;
/** IANA, Linux's old default, VXLAN-GPE. */
const VXLAN_PORTS: readonly number[] = [4789, 8472, 4790];
const GENEVE_PORT = 6081;
