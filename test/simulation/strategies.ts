/** How others measure an idle timeout, as planners under the same simulation: what the ladder is compared with. */
import {
  type LadderConfig,
  type LadderPlan,
  type LadderView,
  planLadder,
} from '../../src/core/measure/ladder.ts';
import { blurOf, bracketOf } from '../../src/core/measure/limit.ts';
import type { Bracket, Trial } from '../../src/core/measure/trial.ts';
import type { Planner } from './run.ts';

export function ladder(config: LadderConfig): Planner {
  return (view) => planLadder(config, view);
}

/** One connection, probed in the middle of what is left of 0 to `toMs`, until that is narrow enough. */
export function bisecting(toMs: number, ratio: number): Planner {
  return oneByOne(({ lowerMs, upperMs = toMs }) => {
    return isNarrow({ lowerMs, upperMs }, ratio) ? undefined : (lowerMs + upperMs) / 2;
  });
}

/** One connection, each silence twice the last, then bisected. */
export function doublingThenBisecting(firstMs: number, ratio: number): Planner {
  return oneByOne(({ lowerMs, upperMs }) => {
    if (upperMs === undefined) return Math.max(firstMs, 2 * lowerMs);
    return isNarrow({ lowerMs, upperMs }, ratio) ? undefined : (lowerMs + upperMs) / 2;
  });
}

/** One connection, each silence twice the last, then a second longer each time, from the last that lived. */
export function doublingThenSteps(firstMs: number, stepMs: number): Planner {
  return oneByOne(({ lowerMs, upperMs }) => {
    if (upperMs === undefined) return Math.max(firstMs, 2 * lowerMs);
    return upperMs - lowerMs < 1.5 * stepMs ? undefined : lowerMs + stepMs;
  });
}

/** As many connections as there are rungs, each probed once, at its own rung. */
export function onceEach(rungsMs: readonly number[]): Planner {
  return (view) => {
    const tried = [...believed(view), ...inFlight(view)].map(({ idleMs }) => idleMs);
    if (bracketOf(view.trials, 'client-first').upperMs !== undefined) return ended;
    if (bracketOf(believed(view), 'client-first').upperMs !== undefined) return waiting;
    return probeAt(view, rungsMs.slice(tried.length), view.arms);
  };
}

/** Sixteen connections at growing silences, each probed once; then sixteen new ones, evenly inside the bracket. */
export function twoWaves(rungsMs: readonly number[]): Planner {
  return (view) => {
    const first = view.trials.findIndex(({ outcome }) => outcome.kind === 'dead') + 1;
    if (first === 0) return onceEach(rungsMs)(view);
    const begunAtMs = view.trials[first - 1]?.atMs ?? 0;
    const old = view.arms.filter(({ idleSinceAtMs }) => idleSinceAtMs < begunAtMs).map(({ id }) => id);
    const second = view.trials.slice(first);
    const tried = [...second, ...inFlight(view)];
    if (tried.length === 0 && old.length > 0) return { ...waiting, closes: old };

    const { lowerMs, upperMs = 0 } = bracketOf(view.trials.slice(0, first), 'client-first');
    const gapMs = (upperMs - lowerMs) / (rungsMs.length + 1);
    const inside = rungsMs.map((_, i) => lowerMs + gapMs * (i + 1));
    if (second.some(({ outcome }) => outcome.kind === 'dead')) return ended;
    if (second.length >= rungsMs.length) return ended;
    const fresh = view.arms.filter(({ id }) => second.every(({ armId }) => armId !== id));
    return probeAt(view, inside.slice(tried.length), fresh);
  };
}

/** The oldest arm that is due for the first of these rungs, or the time when one will be. */
function probeAt({ nowMs }: LadderView, rungsMs: readonly number[], arms: LadderView['arms']): LadderPlan {
  const [rungMs] = rungsMs;
  const [oldest] = arms
    .filter(({ probing }) => probing === undefined)
    .sort((a, b) => a.idleSinceAtMs - b.idleSinceAtMs);
  if (rungMs === undefined || oldest === undefined) return waiting;
  const dueAtMs = oldest.idleSinceAtMs + rungMs;
  if (nowMs < dueAtMs) return { ...waiting, wakeAtMs: dueAtMs };
  return { ...waiting, wakeAtMs: nowMs + 1, probes: [{ armId: oldest.id, direction: 'client-first' }] };
}

/** One connection; `next` gives the next silence, or `undefined` when all is known. */
function oneByOne(next: (known: Bracket) => number | undefined): Planner {
  return (view) => {
    const rungMs = next(bracketOf(believed(view), 'client-first'));
    if (rungMs === undefined)
      return next(bracketOf(view.trials, 'client-first')) === undefined ? ended : waiting;
    if (view.arms.some(({ probing }) => probing !== undefined)) return waiting;
    return probeAt(view, [rungMs], view.arms);
  };
}

/** Finished trials, and those that are as good as dead, as they will be recorded. */
export function believed(view: LadderView): readonly Trial[] {
  return [...view.trials, ...view.suspects.map((suspect) => deathOf(view, suspect))];
}

/** The death that an unanswered probe will be. */
export function deathOf(
  { nowMs, trials }: LadderView,
  { armId, direction, idleMs }: LadderView['suspects'][number],
): Trial {
  const atMostMs = idleMs + blurOf(trials);
  return { armId, direction, idleMs: atMostMs, outcome: { kind: 'dead', ending: 'silent' }, atMs: nowMs };
}

function inFlight({ arms, suspects }: LadderView): readonly { readonly idleMs: number }[] {
  return arms.flatMap(({ id, probing }) =>
    probing === undefined || suspects.some(({ armId }) => armId === id) ? [] : [probing],
  );
}

export function isNarrow({ lowerMs, upperMs }: Bracket, ratio: number): boolean {
  return upperMs !== undefined && upperMs - lowerMs <= ratio * upperMs;
}

const waiting: LadderPlan = { probes: [], wakeAtMs: undefined, ended: undefined };
const ended: LadderPlan = { ...waiting, ended: 'bracketed' };
