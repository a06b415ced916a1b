/** Whether the keepalives of a run contradict any one limit. */
import { isTelling, limitSoFar } from './limit-so-far.ts';
import { ladderTrials, type TraceState } from './state.ts';

/**
 * One connection died under an SSH keepalive though another lived under one
 * that came more seldom: no one limit does that. TCP repeats what gets lost of
 * these, so it is no loss either; a TCP keepalive that gets lost is gone.
 */
export function areKeepalivesAtOdds(state: TraceState): boolean {
  const asked = state.arms.flatMap(({ spec, trials, openedAtMs = 0 }) =>
    spec.kind !== 'ssh-keepalive' || spec.intervalMs === undefined
      ? []
      : trials.flatMap((trial) => {
          const { outcome, atMs, direction } = trial;
          const isAsked = outcome.kind !== 'void' && direction !== undefined;
          const isTold = isAsked && (outcome.kind === 'dead' || isTelling(state, trial));
          return isTold
            ? [{ intervalMs: spec.intervalMs ?? 0, outcome: outcome.kind, heldMs: atMs - openedAtMs }]
            : [];
        }),
  );
  const deathsMs = ladderTrials(state).flatMap(({ outcome, idleMs }) =>
    outcome.kind === 'dead' ? [idleMs] : [],
  );
  const { upperMs = Math.min(Infinity, ...deathsMs) } = limitSoFar(state);
  const dead = asked.filter(({ outcome }) => outcome === 'dead');
  const lived = asked.filter(({ outcome, heldMs }) => outcome === 'alive' && heldMs > upperMs);
  return dead.some((one) => lived.some(({ intervalMs }) => intervalMs > one.intervalMs));
}
