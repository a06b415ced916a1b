/** The limit as it is known, or feared, while the run goes on; and the ages that follow from it. */
import { limitOf } from '../measure/limit.ts';
import type { Bracket, Direction, Trial } from '../measure/trial.ts';
import { ladderTrials, type TraceState } from './state.ts';

/** The smallest limit that finished trials show, both directions taken together. */
export function limitSoFar(state: TraceState): Bracket {
  return limitOf(ladderTrials(state));
}

/** The same, with the arms that are as good as dead. */
export function fearedLimit(state: TraceState): Bracket {
  const feared = state.arms.flatMap(({ spec, probing, idleSinceAtMs }): Trial[] =>
    spec.kind === 'ladder' && probing?.suspect === true && !probing.refresh
      ? [
          {
            armId: spec.id,
            idleMs: probing.idleMs ?? probing.sinceAtMs - idleSinceAtMs,
            direction: probing.direction,
            outcome: { kind: 'dead', ending: 'silent' },
            atMs: state.nowMs,
          },
        ]
      : [],
  );
  return limitOf([...ladderTrials(state), ...feared]);
}

/** A silent arm died, or is as good as dead, when this side spoke first. */
export function hasDeath({ arms }: TraceState, direction: Direction): boolean {
  return arms.some(
    ({ spec, trials, probing }) =>
      spec.kind === 'ladder' &&
      ((probing?.suspect === true && probing.direction === direction) ||
        trials.some((trial) => trial.direction === direction && trial.outcome.kind === 'dead')),
  );
}

/**
 * Whether it says anything that an arm kept busy lived through this question:
 * not where silent arms live through it as well, and die of the other one
 * (under loose pickup a client that speaks first revives everything).
 */
export function isTelling(state: TraceState, { direction, outcome }: Trial): boolean {
  if (outcome.kind !== 'alive' || direction === undefined) return true;
  const other = direction === 'client-first' ? 'server-first' : 'client-first';
  return hasDeath(state, direction) || !hasDeath(state, other);
}

/** From this age on an arm has outlived a limit: a hair above its upper bound, which has the blur of the clocks in it. */
export function outlivedAtMs(upperMs: number): number {
  return upperMs * 1.01 + 100;
}

/** An arm found dead at no more than this age died of this limit; an older one may have died of a larger one, farther on. */
export function nearLimitMs(upperMs: number): number {
  return upperMs * 1.03 + 400;
}
