/** A RST as it comes, with what its judge will want to know of that moment. */
import { ACK, type Packet } from '../wire/packet.ts';
import type { Flow } from './flow.ts';
import { MOST_RESETS, type ResetSeen } from './moments.ts';
import type { Side } from './side.ts';

export function noteReset(flow: Flow, packet: Packet, by: 0 | 1, gapMs: number): void {
  const side = by === 0 ? flow.a : flow.b;
  const peer = by === 0 ? flow.b : flow.a;
  side.resets += 1;
  flow.resetsSeen ??= [];
  // The first ones and the very last are kept.
  if (flow.resetsSeen.length >= MOST_RESETS) flow.resetsSeen.pop();
  const answersNow = peer.packets > 0 && peer.lastAtMs >= side.lastAtMs;
  const gapBeforeMs = gapBeforeAnswer(flow, packet.atMs, by);
  // An acknowledgement may come first, and the RST still answers who broke the silence.
  const wakerFrame = gapBeforeMs > 0 ? (flow.wakeGapMs > 0 ? flow.wakeFrame : flow.lastGapFrame) : 0;
  flow.resetsSeen.push({
    frame: packet.frame,
    atMs: packet.atMs,
    by,
    ttlHops: packet.ttlHops,
    ipId: packet.ipId,
    hasAck: (packet.flags & ACK) !== 0,
    hasTimestamps: packet.hasTimestamps,
    windowBytes: packet.window,
    place: placeOf(packet.seq, side, peer),
    seqIsAckOfProvoker: peer.hasAck && packet.seq === peer.lastAck,
    answerMs: peer.packets > 0 ? Math.max(0, packet.atMs - peer.lastAtMs) : -1,
    provokerFrame: answersNow ? peer.lastFrame : wakerFrame,
    provokerHadData: peer.packets > 0 && peer.lastDataAtMs === peer.lastAtMs,
    gapBeforeMs,
    silentForMs: gapMs,
    ttlMin: side.ttlMin,
    ttlMax: side.ttlMax,
    packetsBefore: side.packets - (side.resets - 1),
    direction: packet.direction,
    cameIn: side.cameIn,
    wentOut: side.wentOut,
    ipIdBefore: side.ipIdLast,
    ownGapMs: side.packets > 0 ? packet.atMs - side.lastAtMs : -1,
  });
}

/** The silence that the other side broke within the last second, answered since or not; 0: none. */
function gapBeforeAnswer(flow: Flow, atMs: number, by: 0 | 1): number {
  if (flow.wakeGapMs > 0 && flow.wakeBy !== by) return flow.wakeGapMs;
  return flow.lastGapFrame !== 0 && flow.lastGapBy !== by && atMs - flow.lastGapAtMs < PROMPT_MS
    ? flow.lastGapMs
    : 0;
}

/** RFC 5961 §3: only a RST with exactly the expected number ends a connection at once. */
function placeOf(seq: number, side: Side, peer: Side): ResetSeen['place'] {
  const expected = peer.hasAck ? peer.lastAck : side.hasSeq ? side.nextSeq : undefined;
  if (expected === undefined) return 'unknown';
  if (seq === expected || (side.hasSeq && seq === side.nextSeq)) return 'expected';
  const ahead = (seq - expected) | 0;
  return ahead > 0 && ahead < Math.max(peer.windowBytes, LEAST_WINDOW_BYTES) ? 'in-window' : 'outside';
}

/** A RST that comes sooner answers the packet before it. */
const PROMPT_MS = 1000;
const LEAST_WINDOW_BYTES = 65_535;
