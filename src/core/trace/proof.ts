/**
 * The end of a run: every arm that was kept busy is asked once it has outlived
 * the limit. Which of them live says who forgot and what helps.
 */
import type { Direction } from '../measure/trial.ts';
import { tryBoundaryAgain } from './boundary.ts';
import { decideByOneMore } from './deciding-arms.ts';
import { fearedLimit, hasDeath, isTelling, limitSoFar, outlivedAtMs } from './limit-so-far.ts';
import { areAtOdds, clearlyBeyondMs } from '../measure/limit.ts';
import { areKeepalivesAtOdds } from './keepalives-at-odds.ts';
import { ask, enter, isHealthy, type Turn } from './turn.ts';
import { type ArmState, isDeathUnwitnessed, ladderTrials, type TraceState } from './state.ts';

export function finishProof(turn: Turn): void {
  const { phase } = turn.state;
  if (phase === 'measuring' && fearedLimit(turn.state).upperMs === undefined) return;
  if (phase === 'measuring' || phase === 'proving') prove(turn);
  if (turn.state.phase === 'profiling') profile(turn);
}

function prove(turn: Turn): void {
  if (!isHealthy(turn.state)) return;
  const ageMs = proofAgeMs(turn.state);
  const direction = provingDirection(turn.state);
  let waiting = false;
  for (const arm of witnesses(turn.state)) {
    if (arm.probing !== undefined || arm.phase === 'opening' || arm.phase === 'planned') {
      waiting = true;
    } else if (arm.phase === 'open' && !isSettled(arm, turn.state)) {
      waiting = true;
      const dueAtMs = heldSinceAtMs(arm) + Math.max(ageMs, beatMs(arm, turn.state));
      if (turn.state.nowMs >= dueAtMs) ask(turn, arm.spec.id, directionFor(arm, direction));
      else turn.wakesAtMs.push(dueAtMs);
    }
  }
  if (turn.state.phase === 'proving' && confirms(turn)) waiting = true;
  if (tryBoundaryAgain(turn)) return;
  // Deaths that decide the bracket are waited for as well, but not every reserve.
  if (turn.state.phase === 'measuring' || waiting || decidingSuspects(turn.state)) return;
  if (isDeathUnwitnessed(turn.state)) return;
  if (decideByOneMore(turn)) return;
  heedQuarrel(turn);
  enter(turn, profilingMs(turn.state) === undefined ? 'done' : 'profiling');
}

/**
 * Silent arms that are left are asked as well, once they are clearly older than
 * the limit: if some of them live, it is none of all connections. Whatever is
 * tried inside the bracket fits one limit, since it only narrows it; so each of
 * these counts. Nobody waits for one to grow older. True while one is asked.
 */
function confirms(turn: Turn): boolean {
  const { upperMs } = limitSoFar(turn.state);
  if (upperMs === undefined) return false;
  const direction = provingDirection(turn.state);
  for (const { spec, phase, probing, idleSinceAtMs } of turn.state.arms) {
    const isLeft = spec.kind === 'ladder' && phase === 'open' && probing === undefined;
    if (isLeft && turn.state.nowMs - idleSinceAtMs > clearlyBeyondMs(upperMs)) ask(turn, spec.id, direction);
  }
  return turn.state.arms.some(
    ({ spec, probing }) => spec.kind === 'ladder' && probing !== undefined && !probing.suspect,
  );
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
    else if (!arm.trials.some(({ atMs }) => atMs > turn.state.phaseSinceAtMs + waitMs / 2)) {
      waiting = true;
      const dueAtMs = turn.state.phaseSinceAtMs + waitMs;
      if (turn.state.nowMs >= dueAtMs) ask(turn, arm.spec.id, directionFor(arm, direction));
      else turn.wakesAtMs.push(dueAtMs);
    }
  }
  if (confirms(turn)) waiting = true;
  if (waiting || isDeathUnwitnessed(turn.state)) return;
  heedQuarrel(turn);
  enter(turn, 'done');
}

/** What was taken for the limit of all was outlived since, or says nothing of the keepalives that helped. */
function heedQuarrel(turn: Turn): void {
  const trials = ladderTrials(turn.state);
  const { directions } = turn.state.config.ladder;
  if (areAtOdds(trials, directions) || areKeepalivesAtOdds(turn.state))
    turn.state = { ...turn.state, ladderEnd: 'inconsistent' };
}

/** Every arm that was kept busy has answered when older than the limit, or is dead; none is still being asked. */
export function areWitnessesSettled(state: TraceState): boolean {
  return witnesses(state).every(
    (arm) =>
      arm.phase !== 'planned' &&
      arm.phase !== 'opening' &&
      arm.probing === undefined &&
      (arm.phase !== 'open' || isSettled(arm, state)),
  );
}

/** Every arm whose life or death is still to be learned. */
function witnesses({ arms }: TraceState): readonly ArmState[] {
  return arms.filter(({ spec: { kind } }) => kind !== 'ladder' && kind !== 'control' && kind !== 'return');
}

/** It has answered when older than the limit; where there is no limit, at all since the ladder ended. */
function isSettled(arm: ArmState, state: TraceState): boolean {
  const { trials, spec, openedAtMs } = arm;
  const { upperMs } = fearedLimit(state);
  const silent = isSilent(spec);
  const isPerson = spec.kind === 'shell' || spec.kind === 'typed';
  return trials.some((trial) => {
    const { atMs, idleMs, outcome } = trial;
    if (outcome.kind === 'alive' && atMs - (openedAtMs ?? 0) < beatMs(arm, state)) return false;
    if (outcome.kind === 'void' || !(isPerson || isTelling(state, trial))) return false;
    return upperMs === undefined
      ? atMs >= state.phaseSinceAtMs
      : (silent ? idleMs : atMs - (openedAtMs ?? 0)) > upperMs;
  });
}

/** The person's own keepalive has done nothing yet, good or bad (ServerAliveCountMax 0), before its first interval is over. */
function beatMs({ spec }: ArmState, { config }: TraceState): number {
  if (spec.kind !== 'own' || spec.intervalMs === undefined) return 0;
  return Math.min(spec.intervalMs, config.ladder.maxIdleMs) + BEAT_SLACK_MS;
}

/** A keepalive arm is held since its login, whatever it sent; a silent one since its silence began. */
function heldSinceAtMs({ spec, openedAtMs, idleSinceAtMs }: ArmState): number {
  return isSilent(spec) ? idleSinceAtMs : (openedAtMs ?? 0);
}

function isSilent({ kind }: ArmState['spec']): boolean {
  return kind === 'ttl' || kind === 'leg' || kind === 'shell';
}

/** At what age an arm is asked; where nothing died there is nothing to outlive: now. */
function proofAgeMs(state: TraceState): number {
  const { upperMs } = fearedLimit(state);
  return upperMs === undefined ? 0 : outlivedAtMs(upperMs);
}

/** The direction in which silent arms die: under loose pickup a client that speaks first would revive everything. */
function provingDirection(state: TraceState): Direction {
  if (!state.canAskServer) return 'client-first';
  const died = (direction: Direction) => hasDeath(state, direction);
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
      (upperMs === undefined ||
        (probing.idleMs ?? probing.sinceAtMs - idleSinceAtMs) <= upperMs * 1.02 ||
        !hasDeath(state, probing.direction)),
  );
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
/** ssh counts whole seconds (clientloop.c), from the last it heard. */
const BEAT_SLACK_MS = 1500;
