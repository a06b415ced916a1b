/**
 * Makes sure of the guilty hop. The `ttl` arms are as old as the run when the
 * limit is found, up to a quarter older than the limit itself: one that is then
 * dead may have died of a second, larger limit farther on. So the one just
 * short of the hop is tried again, with a silent arm of the ladder that is still
 * younger than the limit: from now on its keepalives reach as far and no
 * farther, and it is asked when it has just outlived the limit.
 */
import type { Trial } from '../measure/trial.ts';
import type { ArmSpec } from './arms.ts';
import { fearedLimit, isTelling, limitSoFar, nearLimitMs } from './limit-so-far.ts';
import { type ArmState, plannedArm, type TraceState } from './state.ts';
import type { Turn } from './turn.ts';

/** True when an arm was set to try again. */
export function tryBoundaryAgain(turn: Turn): boolean {
  const reach = unsureReach(turn.state);
  if (reach === undefined) return false;
  const tries = turn.state.arms.filter(({ spec }) => isTryAgain(spec) && spec.ttlHops === reach);
  // What was feared of the limit may have been wrong the first time.
  if (tries.length >= MOST_TRIES || tries.some(({ phase }) => phase !== 'dead' && phase !== 'closed'))
    return false;
  const id = `ttl-${reach}${AGAIN}${tries.length === 0 ? '' : `-${tries.length + 1}`}`;
  const spec: ArmSpec = { id, kind: 'ttl', ttlHops: reach, intervalMs: undefined };
  const reserve = youngEnough(turn.state);
  if (reserve !== undefined) {
    const heir: ArmState = { ...reserve, spec, trials: [], heard: [], paceMs: undefined };
    const arms = turn.state.arms.map((arm) => (arm === reserve ? { ...arm, phase: 'closed' as const } : arm));
    turn.state = { ...turn.state, arms: [...arms, heir] };
    turn.commands.push({ kind: 'become', armId: reserve.spec.id, arm: spec });
    return true;
  }
  const { upperMs } = fearedLimit(turn.state);
  const affordable =
    upperMs !== undefined &&
    upperMs <= LOGIN_ANEW_BELOW_MS &&
    turn.state.logins < turn.state.config.maxLogins;
  if (!affordable || turn.state.loginsStopped) return false;
  turn.state = { ...turn.state, arms: [...turn.state.arms, plannedArm(spec)] };
  turn.wakesAtMs.push(turn.state.nowMs + 1);
  return true;
}

/** Whether an arm was planned to try again: then its login does not come too late. */
export function isTryAgain({ id }: ArmSpec): boolean {
  return id.includes(AGAIN);
}

/**
 * The largest reach short of the hop, where nothing yet shows that it does not
 * suffice; `undefined`: all is clear, or not all `ttl` arms have been asked.
 */
function unsureReach(state: TraceState): number | undefined {
  // The hops are those of the first leg; where a farther one forgets there is nothing to make sure of.
  if (state.arms.some(({ spec, phase }) => spec.leg === 0 && phase === 'dead')) return undefined;
  const { upperMs } = fearedLimit(state);
  const pathHops = state.hops?.find(({ destination }) => destination)?.ttlHops;
  if (upperMs === undefined || pathHops === undefined) return undefined;
  const ttl = state.arms
    .filter(({ spec, phase }) => spec.kind === 'ttl' && phase !== 'failed' && phase !== 'closed')
    .map((arm) => ({ reach: arm.spec.ttlHops ?? 0, ...fateOf(state, arm, upperMs) }));
  if (ttl.some(({ kind }) => kind === 'unknown')) return undefined;
  const hop = Math.min(pathHops, ...ttl.filter(({ kind }) => kind === 'alive').map(({ reach }) => reach));
  const short = ttl.filter(({ reach, kind }) => reach === hop - 1 && kind === 'dead');
  const isClear = short.some(({ idleMs }) => idleMs <= nearLimitMs(upperMs));
  return short.length === 0 || isClear ? undefined : hop - 1;
}

/** What is known of a `ttl` arm: whether it outlived the limit, and at what age it was found dead. */
function fateOf(
  state: TraceState,
  { trials, probing, idleSinceAtMs }: ArmState,
  upperMs: number,
): { readonly kind: 'alive' | 'dead' | 'unknown'; readonly idleMs: number } {
  const outlived = (trial: Trial) =>
    trial.outcome.kind === 'alive' && trial.idleMs > upperMs && isTelling(state, trial);
  if (trials.some(outlived)) return { kind: 'alive', idleMs: 0 };
  const death = trials.find(({ outcome }) => outcome.kind === 'dead');
  if (death !== undefined) return { kind: 'dead', idleMs: death.idleMs };
  if (probing?.suspect === true)
    return { kind: 'dead', idleMs: probing.idleMs ?? probing.sinceAtMs - idleSinceAtMs };
  return { kind: 'unknown', idleMs: 0 };
}

/** The oldest of the ladder's arms that is surely alive: it has the least to wait. */
function youngEnough(state: TraceState): ArmState | undefined {
  const { lowerMs } = limitSoFar(state);
  return state.arms
    .filter(
      ({ spec, phase, probing, idleSinceAtMs }) =>
        spec.kind === 'ladder' &&
        phase === 'open' &&
        probing === undefined &&
        state.nowMs - idleSinceAtMs < lowerMs * SURELY_ALIVE,
    )
    .sort((a, b) => a.idleSinceAtMs - b.idleSinceAtMs)[0];
}

/** In the name of an arm that was planned to decide something: then its login does not come too late. */
export const AGAIN = '-again';
const MOST_TRIES = 2;
/** So far below the limit no blur of clocks matters. */
const SURELY_ALIVE = 0.96;
/** A fresh login waits a whole limit more: worth it only while that is short. */
const LOGIN_ANEW_BELOW_MS = 30_000;
