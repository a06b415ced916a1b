/**
 * The end of a run: every arm that was kept busy is asked once it has outlived
 * the limit. Which of them live says who forgot and what helps.
 */
import type { Direction } from '../measure/trial.ts';
import { ask, enter, isHealthy, limitSoFar, type Turn } from './turn.ts';
import type { ArmState, TraceState } from './state.ts';

export function finishProof(turn: Turn): void {
  if (turn.state.phase === 'proving') prove(turn);
  if (turn.state.phase === 'profiling') profile(turn);
}

function prove(turn: Turn): void {
  if (!isHealthy(turn.state)) return;
  const ageMs = proofAgeMs(turn.state);
  const direction = provingDirection(turn.state);
  let waiting = false;
  for (const arm of witnesses(turn.state)) {
    if (arm.probing !== undefined || arm.phase === 'opening') {
      waiting = true;
    } else if (arm.phase === 'open' && !wasAsked(arm, turn.state)) {
      waiting = true;
      const dueAtMs = heldSinceAtMs(arm) + ageMs;
      if (turn.state.nowMs >= dueAtMs) ask(turn, arm.spec.id, directionFor(arm, direction));
      else turn.wakesAtMs.push(dueAtMs);
    }
  }
  // Deaths that decide the bracket are waited for as well, but not every reserve.
  if (waiting || decidingSuspects(turn.state)) return;
  enter(turn, profilingMs(turn.state) === undefined ? 'done' : 'profiling');
}

/** The `ttl` arms that lived begin anew; a farther box with a larger limit shows in them. */
function profile(turn: Turn): void {
  const waitMs = profilingMs(turn.state) ?? 0;
  if (!isHealthy(turn.state)) return;
  const direction = provingDirection(turn.state);
  let waiting = false;
  for (const arm of turn.state.arms) {
    if (arm.spec.kind !== 'ttl' || arm.phase !== 'open') continue;
    if (arm.probing !== undefined) waiting = true;
    else if (!wasAsked(arm, turn.state)) {
      waiting = true;
      const dueAtMs = turn.state.phaseSinceAtMs + waitMs;
      if (turn.state.nowMs >= dueAtMs) ask(turn, arm.spec.id, directionFor(arm, direction));
      else turn.wakesAtMs.push(dueAtMs);
    }
  }
  if (!waiting) enter(turn, 'done');
}

/** Every arm whose life or death is still to be learned. */
function witnesses({ arms }: TraceState): readonly ArmState[] {
  return arms.filter(({ spec }) => spec.kind !== 'ladder' && spec.kind !== 'control');
}

function wasAsked({ trials, spec }: ArmState, { phase, phaseSinceAtMs }: TraceState): boolean {
  const sinceAtMs = phase === 'profiling' || spec.kind === 'ttl' || spec.kind === 'shell' ? phaseSinceAtMs : 0;
  return trials.some(({ atMs, outcome }) => atMs >= sinceAtMs && outcome.kind !== 'void');
}

/** A keepalive arm is held since its login, whatever it sent; a silent one since its silence began. */
function heldSinceAtMs({ spec, openedAtMs, idleSinceAtMs }: ArmState): number {
  return spec.kind === 'ttl' || spec.kind === 'shell' ? idleSinceAtMs : (openedAtMs ?? 0);
}

/** Past the limit by enough that no rounding of anybody's clock makes a dead one look alive. */
function proofAgeMs(state: TraceState): number {
  const { upperMs } = limitSoFar(state);
  // Where nothing died there is nothing to outlive: ask now.
  return upperMs === undefined ? 0 : upperMs * 1.05 + 500;
}

/** The direction in which silent arms die: under loose pickup a client that speaks first would revive everything. */
function provingDirection(state: TraceState): Direction {
  if (!state.canAskServer) return 'client-first';
  const died = (direction: Direction) =>
    state.arms.some(({ spec, trials }) => spec.kind === 'ladder' && trials.some((trial) => trial.direction === direction && trial.outcome.kind === 'dead'));
  return died('server-first') || !died('client-first') ? 'server-first' : 'client-first';
}

/** A pty has no script behind it that could be made to speak. */
function directionFor({ spec }: ArmState, direction: Direction): Direction {
  return spec.kind === 'shell' || spec.kind === 'typed' ? 'client-first' : direction;
}

/** The run must not end on a death that a late answer might still revoke. */
function decidingSuspects(state: TraceState): boolean {
  const { upperMs } = limitSoFar(state);
  return state.arms.some(
    ({ spec, probing, idleSinceAtMs }) =>
      spec.kind === 'ladder' &&
      probing !== undefined &&
      (upperMs === undefined || (probing.idleMs ?? probing.sinceAtMs - idleSinceAtMs) <= upperMs * 1.02 || !hasDeath(state, probing.direction)),
  );
}

function hasDeath({ arms }: TraceState, direction: Direction): boolean {
  return arms.some(({ spec, trials }) => spec.kind === 'ladder' && trials.some((trial) => trial.direction === direction && trial.outcome.kind === 'dead'));
}

/**
 * How much longer the surviving `ttl` arms may wait for a second limit: long
 * enough to see one, short enough not to be felt; `undefined`: not worth it.
 */
function profilingMs(state: TraceState): number | undefined {
  const { upperMs } = limitSoFar(state);
  if (upperMs === undefined) return undefined;
  const alive = state.arms.filter(({ spec, phase }) => spec.kind === 'ttl' && phase === 'open');
  const waitMs = Math.min(2 * upperMs, PROFILE_BUDGET_MS - upperMs);
  return alive.length > 0 && waitMs > upperMs * 1.1 ? waitMs : undefined;
}

/** With limits beyond about eleven seconds a second wait would be felt. */
const PROFILE_BUDGET_MS = 24_000;
