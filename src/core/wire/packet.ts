/**
 * One packet as it is read and decoded: a register that is filled again for
 * each, so that nothing is allocated on the way. Whoever wants to keep
 * something of it copies that.
 */

/** What stands next at the cursor; each decoder moves the cursor and says what follows. */
export const LAYER = {
  /** Nothing that we read: another protocol, or octets that make no sense. */
  none: 0,
  tcp: 1,
  icmp: 2,
  icmp6: 3,
  udp: 4,
  ethernet: 5,
  etherType: 6,
  llc: 7,
  ppp: 8,
  pppHdlc: 9,
  ip: 10,
  ipv4: 11,
  ipv6: 12,
  mpls: 13,
  pppoe: 14,
  gre: 15,
  vxlan: 16,
  geneve: 17,
  erspan2: 18,
  erspan3: 19,
  ipProtocol: 20,
  cookedV1: 21,
  cookedV2: 22,
  nullLoopback: 23,
  fddi: 24,
  wifi: 25,
  radiotap: 26,
  nflog: 27,
  ciscoHdlc: 28,
  ppi: 29,
  /** A TCP segment, decoded whole. */
  segment: 30,
  /** An ICMP error, the packet that it quotes decoded as far as its ports. */
  quote: 31,
  prism: 32,
} as const;

/** Bits of `packet.tunnels`: what the connection is wrapped in. */
export const TUNNEL = { gre: 1, vxlan: 2, geneve: 4, ipInIp: 8, erspan: 16 } as const;

/** What a packet was to the machine that captured it, where the capture says so. */
export const DIRECTION = { unknown: 0, cameIn: 1, wentOut: 2 } as const;

/** RFC 9293 §3.1, the low octet of the flags. */
export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

export class Packet {
  /** Where the octets are; offsets below count in it. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** The cursor, and the end of what was captured (or of the inner packet). */
  at = 0;
  end = 0;
  /** Where it ended on the wire: beyond `end` where the capture kept less. */
  wireEnd = 0;
  /** LINKTYPE_ number (tcpdump.org/linktypes.html). */
  linkType = 0;
  /** Counted from 1 as Wireshark does, in its file. */
  frame = 0;
  /** Milliseconds since the first packet of the file; negative where the clock stepped back. */
  atMs = 0;
  /** One of {@link DIRECTION}. */
  direction = 0;

  /** An ethertype or an IP protocol, where the next layer is chosen by it. */
  protocol = 0;
  tunnels = 0;
  ipVersion = 0;
  /** Four octets (IPv4) or sixteen (IPv6) in {@link addresses}. */
  sourceAt = 0;
  destinationAt = 0;
  /** The buffer of the addresses, which differs from `view` once fragments were put together. */
  addresses: DataView = this.view;
  /** IP TTL or hop limit of the innermost header. */
  ttlHops = 0;
  /** IP identification; -1: IPv6, which has none. */
  ipId = -1;

  sourcePort = 0;
  destinationPort = 0;
  /** Sequence numbers are kept as signed 32-bit integers, for which the engine needs no box. */
  seq = 0;
  ack = 0;
  flags = 0;
  /** As sent, not scaled. */
  window = 0;
  payloadAt = 0;
  /** As the IP header says it; more than was captured where the snap length is small. */
  payloadBytes = 0;
  payloadCapturedBytes = 0;
  /** Whether the header carries the timestamps option (RFC 7323 §3), and its value. */
  hasTimestamps = false;
  timestamp = 0;
  /** Shift count of a SYN (RFC 7323 §2); -1: not offered. */
  windowScale = -1;

  /** Of an ICMP error: its type and code, with 100 added to the type for ICMPv6, and its sender. */
  icmpType = 0;
  icmpCode = 0;
  icmpSourceAt = 0;
  icmpVersion = 0;
  icmpAddresses: DataView = this.view;
  /** Whether `seq` of the quoted segment was quoted at all. */
  quotedSeq = false;
}
