/** How far a measured silence may be from the one that a box on the way saw. */
import type { TraceEvent } from './events.ts';
import { countsFromAtMs, retransmissionMs } from './patience.ts';
import type { ArmState, Probing, TraceState } from './state.ts';

/**
 * How long a box had certainly seen nothing when the answered word came to it.
 * The client's word takes the same way as its last acknowledgement did. The
 * server's comes the other way, and may have been repeated: what is certain is
 * the silence at which it was called for.
 */
export function certainIdleMs(
  { idleMs, direction }: Extract<TraceEvent, { kind: 'answered' }>,
  { idleSinceAtMs }: ArmState,
  askedAtMs: number,
): number {
  return direction === 'client-first' ? idleMs : Math.min(idleMs, askedAtMs - idleSinceAtMs);
}

/**
 * What was asked may have been lost before it came to the box that had not
 * forgotten yet, and a repeat of it met the box later: after an outage by as
 * long as that and the back-off lasted, on a lossy path by one repeat.
 */
export function lostOnTheWayMs(state: TraceState, { sinceAtMs }: Probing): number {
  const stalledMs = (countsFromAtMs(state, sinceAtMs) ?? state.nowMs) - sinceAtMs;
  return stalledMs + (state.lossSeen ? retransmissionMs(state.rttMs) : 0);
}

/** How much longer than measured a dead arm's box may have seen nothing: our last acknowledgement may have been lost. */
export function slackMs(state: TraceState): number {
  return state.pathRttMs + tickMs(state);
}

/** The kernels' ticks (4 ms at 250 Hz) at either end; without socket options, and by a jump host, also acknowledgements held back (40 ms, TCP_DELACK_MIN of Linux). */
export function tickMs({ config }: TraceState): number {
  return config.socketOptions && config.legs === undefined ? 10 : 50;
}

export function isOneOfLegs({ config }: TraceState): boolean {
  return (config.legs?.length ?? 1) > 1;
}

/**
 * How long there had been nothing behind a first leg that is not silent itself,
 * since keepalives pass it or the jump host speaks up: our socket, which ends
 * at that host, cannot know. `undefined`: it can.
 */
export function silentBehindMs(
  state: TraceState,
  { spec, heard, probing, idleSinceAtMs }: ArmState,
): number | undefined {
  const isBroken = spec.kind === 'leg' || heard.some(({ atMs }) => atMs >= idleSinceAtMs);
  if (!isOneOfLegs(state) || !isBroken || probing === undefined) return undefined;
  return probing.sinceAtMs - idleSinceAtMs;
}
