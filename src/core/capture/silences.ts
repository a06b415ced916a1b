/**
 * Silences: how long nothing was said, and whether the connection lived through
 * it. Whoever speaks after a silence wakes the connection; only an answer shows
 * that it still works, and the silence counts as survived from then on.
 */
import { ACK, FIN, type Packet, RST, SYN } from '../wire/packet.ts';
import type { Flow } from './flow.ts';
import type { Side } from './side.ts';

/** Since the last packet, never negative: a clock that stepped back says nothing about how long it was quiet. */
export function gapBefore(flow: Flow, atMs: number): number {
  const gapMs = flow.packets === 0 ? 0 : atMs - flow.lastAtMs;
  if (gapMs >= 0) return gapMs;
  if (gapMs < -CLOCK_STEP_MS) {
    flow.clockSteps += 1;
    flow.lastAtMs = atMs;
    flow.lastMarkAtMs = atMs;
    // What was measured by the other clock cannot be compared with what comes.
    flow.lastGapFrame = 0;
    flow.lastGapMs = 0;
    flow.wakeGapMs = 0;
  }
  return 0;
}

interface Arrival {
  readonly gapMs: number;
  readonly by: 0 | 1;
  /** What it is in the time line. */
  readonly span: number;
  /** Sent before, so that nobody speaks anew. */
  readonly isRepeated: boolean;
}

/** For each packet; before the marks are noted. */
export function noteSilence(flow: Flow, packet: Packet, { gapMs, by, span, isRepeated }: Arrival): void {
  if (gapMs > flow.longestGapMs) {
    flow.longestGapMs = gapMs;
    flow.longestGapFrame = packet.frame;
    flow.longestGapThen = span;
    flow.longestGapThenBy = by;
  }
  flow.lastAtMs = Math.max(flow.lastAtMs, packet.atMs);
  if (gapMs < WAKE_MS) return;
  flow.lastGapMs = gapMs;
  flow.lastGapFrame = packet.frame;
  flow.lastGapAtMs = packet.atMs;
  flow.lastGapBy = by;
  flow.lastDataGapMs = Math.max(gapMs, packet.atMs - flow.lastMarkAtMs);
  const [side, peer] = by === 0 ? [flow.a, flow.b] : [flow.b, flow.a];
  if (isRepeated || (packet.flags & (SYN | RST)) !== 0) return;
  // Where the other side is not captured no answer ends a silence: the last one counts that nothing shows to be vain.
  if (flow.wakeGapMs !== 0 && (peer.packets !== 0 || side.repeatsInVain !== 0)) return;
  flow.wakeGapMs = gapMs;
  flow.wakeFrame = packet.frame;
  flow.wakeBy = by;
  const octets = packet.payloadBytes + ((packet.flags & FIN) === 0 ? 0 : 1);
  flow.wakeEnd = (packet.seq + octets) | 0;
  flow.wakeHasData = octets > 0 && (!side.hasSeq || ((flow.wakeEnd - side.nextSeq) | 0) > 0);
  flow.wakeIsHeld = octets > 0 && isHeld(side, peer);
}

/**
 * Whether the window of its peer left a sender no room for a segment as large as it likes them: it waits then
 * (RFC 9293 §3.8.6.2.1). Without both SYNs the scale is not known, and only a closed window says so.
 */
function isHeld(side: Side, peer: Side): boolean {
  if (peer.windowBytes <= 0) return peer.windowBytes === 0;
  if (side.synCount === 0 || peer.synCount === 0 || !side.hasSeq || !peer.hasAck) return false;
  const inFlightBytes = Math.max(0, (side.nextSeq - peer.lastAck) | 0);
  return peer.windowBytes - inFlightBytes < Math.min(side.largestBytes, SEGMENT_BYTES);
}

/** For each segment with data, SYN, FIN or RST. */
export function noteMark(flow: Flow, packet: Packet): void {
  const gapMs = flow.packets === 0 ? 0 : packet.atMs - flow.lastMarkAtMs;
  if (gapMs > flow.longestDataGapMs) flow.longestDataGapMs = gapMs;
  flow.lastMarkAtMs = Math.max(flow.lastMarkAtMs, packet.atMs);
}

/** Whether this packet, which is no RST, answers whoever spoke after the last silence. */
export function noteWakeAnswer(flow: Flow, packet: Packet, by: 0 | 1): void {
  if (flow.wakeGapMs === 0 || by === flow.wakeBy) return;
  const answers = flow.wakeHasData
    ? (packet.flags & ACK) !== 0 && ((packet.ack - flow.wakeEnd) | 0) >= 0
    : true;
  if (!answers) return;
  if (flow.wakeGapMs > flow.survivedGapMs) {
    flow.survivedGapMs = flow.wakeGapMs;
    flow.survivedFrame = flow.wakeFrame;
  }
  flow.wakeGapMs = 0;
}

/** Shorter silences are thinking, typing, a slow server; no idle limit on a path is as low. */
export const WAKE_MS = 1000;
/** Of Ethernet; what is larger was cut by the network card after it was captured. */
const SEGMENT_BYTES = 1460;
/** Interfaces and cores of one machine are seen out of order by less than this. */
export const CLOCK_STEP_MS = 1000;
