/**
 * Silences: how long nothing was said, and whether the connection lived through
 * it. Whoever speaks after a silence wakes the connection; only an answer shows
 * that it still works, and the silence counts as survived from then on.
 */
import { ACK, FIN, type Packet, RST, SYN } from '../wire/packet.ts';
import type { Flow } from './flow.ts';

/** Since the last packet, never negative: a clock that stepped back says nothing about how long it was quiet. */
export function gapBefore(flow: Flow, atMs: number): number {
  const gapMs = flow.packets === 0 ? 0 : atMs - flow.lastAtMs;
  if (gapMs >= 0) return gapMs;
  if (gapMs < -CLOCK_STEP_MS) {
    flow.clockSteps += 1;
    flow.lastAtMs = atMs;
    flow.lastMarkAtMs = atMs;
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
  if (flow.wakeGapMs !== 0 || isRepeated || (packet.flags & (SYN | RST)) !== 0) return;
  flow.wakeGapMs = gapMs;
  flow.wakeFrame = packet.frame;
  flow.wakeBy = by;
  const octets = packet.payloadBytes + ((packet.flags & FIN) === 0 ? 0 : 1);
  const side = by === 0 ? flow.a : flow.b;
  flow.wakeEnd = (packet.seq + octets) | 0;
  flow.wakeHasData = octets > 0 && (!side.hasSeq || ((flow.wakeEnd - side.nextSeq) | 0) > 0);
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
/** Interfaces and cores of one machine are seen out of order by less than this. */
const CLOCK_STEP_MS = 1000;
