/** How long a login shell had been without input when it ended. */
import type { TraceEvent } from './events.ts';
import type { ArmState } from './state.ts';

/**
 * A shell counts input alone: what the server says meanwhile (a warning, a
 * question whether the client is there) breaks the silence of our socket, not
 * that one. Its last words, which come with the end, broke nothing.
 */
export function withoutInputMs(
  { spec, heard, trials }: ArmState,
  { atMs, idleMs }: Extract<TraceEvent, { kind: 'ended' }>,
): number {
  const typedAtMs = Math.max(0, ...trials.map((trial) => trial.atMs));
  const first = heard.find((one) => one.atMs > typedAtMs);
  if (spec.kind !== 'shell' || first === undefined || atMs - first.atMs <= LAST_WORDS_MS) return idleMs;
  // Its end comes a little later than its last words: rounded up, as an upper bound must be.
  return atMs - (first.atMs - first.idleMs);
}

/** A shell that says why it ends does so no sooner; measured: 5 to 60 ms. */
const LAST_WORDS_MS = 300;
