/**
 * Fresh arms where the first ones are used up before the limit is as narrow as
 * was asked for: a limit hardly longer than the logins themselves, or a server
 * that lets few in. They log in anew and wait the limit once more, so only
 * where that is short, and once.
 */
import { bracketOf, longestLifeMs } from '../measure/limit.ts';
import type { Direction } from '../measure/trial.ts';
import { arm } from './arms.ts';
import { limitSoFar } from './limit-so-far.ts';
import { ladderTrials, plannedArm, type TraceState } from './state.ts';
import type { Turn } from './turn.ts';

/** True when arms were planned. `enoughMs`: how narrow the limit is to be. */
export function planFreshArms(turn: Turn, enoughMs: number, directions: readonly Direction[]): boolean {
  const { state } = turn;
  const { ladder, maxLogins } = state.config;
  const { lowerMs, upperMs } = limitSoFar(state);
  const arms = state.arms.filter(({ spec }) => spec.kind === 'ladder');
  const used = arms.length;
  const held = arms.filter(({ phase }) => phase === 'open').length;
  const room = Math.min(FRESH_ARMS, ladder.arms - held, maxLogins - state.logins);
  if (upperMs === undefined || upperMs > SECOND_WAIT_BELOW_MS || upperMs - lowerMs <= WIDE * enoughMs)
    return false;
  if (state.loginsStopped || used > ladder.arms || room < 1 || isJittery(state, directions)) return false;
  const fresh = Array.from({ length: room }, (_, i) => plannedArm(arm(`ladder-${used + i + 1}`, 'ladder')));
  // Before the arms that are still to come: these have the longest to wait.
  turn.state = { ...state, arms: [...fresh, ...state.arms] };
  turn.wakesAtMs.push(state.nowMs + 1);
  return true;
}

/** A life beyond a death: no further trial would bring them into order. */
function isJittery(state: TraceState, directions: readonly Direction[]): boolean {
  const trials = ladderTrials(state);
  return directions.some((direction) => {
    const { lowerMs } = bracketOf(trials, direction);
    return longestLifeMs(trials, direction) > lowerMs;
  });
}

/** Each halves the bracket at least: enough for one that the logins left wide (a sixteenth of the limit and more) to come to 2 %. */
const FRESH_ARMS = 6;
/** A second wait longer than this would be felt more than a wider bracket. */
const SECOND_WAIT_BELOW_MS = 30_000;
/** A little too wide is not worth it. */
const WIDE = 1.5;
