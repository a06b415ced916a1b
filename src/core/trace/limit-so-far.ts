/** The limit as it is known, or feared, while the run goes on; and the ages that follow from it. */
import { limitOf } from '../measure/limit.ts';
import type { Bracket, Trial } from '../measure/trial.ts';
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

/** From this age on an arm has outlived a limit: a hair above its upper bound, which has the blur of the clocks in it. */
export function outlivedAtMs(upperMs: number): number {
  return upperMs * 1.01 + 100;
}

/** An arm found dead at no more than this age died of this limit; an older one may have died of a larger one, farther on. */
export function nearLimitMs(upperMs: number): number {
  return upperMs * 1.03 + 400;
}
