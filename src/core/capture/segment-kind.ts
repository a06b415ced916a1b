/** What a segment is for its side, as far as sequence numbers and times tell. */
import { FIN, type Packet, RST, SYN } from '../wire/packet.ts';
import type { Flow } from './flow.ts';
import type { Side } from './side.ts';

export const KIND = {
  /** New data, SYN or FIN. */
  fresh: 0,
  /** RFC 9293 §3.8.4: nothing new, or one old octet, just below what is expected. */
  keepalive: 1,
  repeated: 2,
  outOfOrder: 3,
  /** RFC 9293 §3.8.6.1: an octet into a closed window; Linux sends an old number and no octet. */
  windowProbe: 4,
  /** An acknowledgement, or a RST. */
  bare: 5,
} as const;

/**
 * The distinctions are those of Wireshark (packet-tcp.c, tcp_analyze_sequence_number),
 * so that counts agree, but for two: an old octet that was never acknowledged
 * is repeated data, and a probe of a closed window is one even where it looks
 * like a keepalive.
 */
export function kindOf(packet: Packet, flow: Flow, side: Side, peer: Side): number {
  const { flags, seq, payloadBytes, atMs } = packet;
  if ((flags & RST) !== 0) return KIND.bare;
  if ((flags & SYN) !== 0) return side.synCount > 0 && seq === side.isn ? KIND.repeated : KIND.fresh;
  const hasFin = (flags & FIN) !== 0;
  const isEmpty = payloadBytes === 0 && !hasFin;
  if (!side.hasSeq) return isEmpty ? KIND.bare : KIND.fresh;
  const ahead = (seq - side.nextSeq) | 0;
  if (ahead >= 0) {
    if (isEmpty) return KIND.bare;
    return payloadBytes === 1 && ahead === 0 && peer.windowBytes === 0 ? KIND.windowProbe : KIND.fresh;
  }
  if (payloadBytes <= 1 && ahead === -1 && !hasFin) {
    if (peer.windowBytes === 0) return KIND.windowProbe;
    const isAcked = !peer.hasAck || peer.lastAck === side.nextSeq;
    if (payloadBytes === 0) return atMs - side.lastAtMs < LATE_ACK_MS ? KIND.bare : KIND.keepalive;
    if (isAcked) return KIND.keepalive;
  }
  if (isEmpty) return KIND.bare;
  if (payloadBytes > 1 && ahead === -1) return KIND.fresh;
  const end = (seq + payloadBytes + (hasFin ? 1 : 0)) | 0;
  const isFast = peer.sameAcks >= 2 && seq === peer.lastAck && atMs - peer.lastAtMs < FAST_MS;
  if (isFast) return KIND.repeated;
  const closeMs = flow.handshakeMs > 0 ? flow.handshakeMs : CLOSE_MS;
  return atMs - side.nextSeqAtMs < closeMs && end !== side.nextSeq ? KIND.outOfOrder : KIND.repeated;
}

/** An acknowledgement that was overtaken by the octet sent after it looks like a probe, but for its haste. */
const LATE_ACK_MS = 50;
/** Wireshark's: how close after the last of two or more repeated acknowledgements a fast retransmission comes. */
const FAST_MS = 20;
/** Wireshark's, where no handshake told the round trip. */
const CLOSE_MS = 3;
