/**
 * How long to wait for an answer. TCP repeats a lost segment after one
 * retransmission time-out, then after twice that, and so on (RFC 6298 §5.5);
 * Linux begins at no less than 200 ms (TCP_RTO_MIN, include/net/tcp.h). At 5 %
 * loss each way five attempts fail once in a hundred thousand.
 */
import type { TraceState } from './state.ts';

/** After so long without an answer the plan goes on as if the arm were dead, until one comes after all: two attempts failed. */
export function suspectAfterMs(rttMs: number): number {
  return rttMs + 3 * retransmissionMs(rttMs);
}

/** After so long the silence confirms what others have shown: three attempts failed. */
export function confirmedAfterMs(rttMs: number): number {
  return rttMs + 7 * retransmissionMs(rttMs);
}

/** After so long, with a healthy control arm all the while, the arm is dead: four repeats failed. */
export function deadAfterMs(rttMs: number): number {
  return rttMs + 15 * retransmissionMs(rttMs) + 200;
}

/** The control arm stalls when it has had no answer for this long. */
export function stalledAfterMs(rttMs: number): number {
  return 700 + 4 * rttMs;
}

/**
 * Since when the silence of an arm asked at `sinceAtMs` counts against it: not
 * while the control stalled too, and then not before a repeat had its chance,
 * whose back-off is no longer than the outage was. `undefined`: it does not
 * count now.
 */
export function countsFromAtMs({ stalls }: TraceState, sinceAtMs: number): number | undefined {
  let fromAtMs = sinceAtMs;
  for (const { fromAtMs: stalledAtMs, toAtMs } of stalls) {
    if (toAtMs === undefined) return undefined;
    if (toAtMs > sinceAtMs) fromAtMs = Math.max(fromAtMs, toAtMs + (toAtMs - stalledAtMs));
  }
  return fromAtMs;
}

/** When TCP repeats what was not acknowledged, the first time. */
export function retransmissionMs(rttMs: number): number {
  return Math.max(200, 1.5 * rttMs);
}
