/**
 * Logins, a few at a time: sshd drops unauthenticated connections at random
 * from the tenth on (MaxStartups 10:30:100), counts failures against the
 * address (PerSourcePenalties, OpenSSH 9.8), and fail2ban reads its log.
 */
import { planArms } from './arms.ts';
import { isTryAgain } from './boundary.ts';
import type { Turn } from './turn.ts';
import { isKnownShell } from '../ssh/remote-script.ts';
import { plannedArm, type TraceState, withArm } from './state.ts';

export function logIn(turn: Turn): void {
  turn.state = heedTroubles(turn.state);
  abandonSlow(turn);
  if (turn.state.phase === 'measuring' || turn.state.phase === 'opening') planRest(turn);
  if (turn.state.phase === 'proving' || turn.state.phase === 'profiling') turn.state = dropLate(turn.state);
  const { state } = turn;
  if (state.loginsStopped || state.phase === 'lingering' || state.phase === 'done') return;
  if (state.nowMs < state.loginPauseUntilAtMs) {
    turn.wakesAtMs.push(state.loginPauseUntilAtMs);
    return;
  }
  const opening = state.arms.filter(({ phase }) => phase === 'opening').length;
  const atOnce = state.troubles.length === 0 ? LOGINS_AT_ONCE : 1;
  const room = Math.max(0, Math.min(atOnce - opening, state.config.maxLogins - state.logins));
  const next = state.arms.filter(({ phase }) => phase === 'planned').slice(0, room);
  for (const { spec } of next) {
    turn.state = withArm({ ...turn.state, logins: turn.state.logins + 1 }, spec.id, (arm) => ({
      ...arm,
      phase: 'opening',
      openingSinceAtMs: state.nowMs,
    }));
    turn.commands.push({ kind: 'open', arm: spec });
  }
}

/** A login that does not come to an end must not hold up the rest; the first one may wait for a person's password. */
function abandonSlow(turn: Turn): void {
  for (const { spec, phase, openingSinceAtMs } of turn.state.arms) {
    if (phase !== 'opening' || spec.kind === 'control' || openingSinceAtMs === undefined) continue;
    const dueAtMs = openingSinceAtMs + LOGIN_WITHIN_MS;
    if (turn.state.nowMs < dueAtMs) turn.wakesAtMs.push(dueAtMs);
    else {
      turn.state = withArm(turn.state, spec.id, (arm) => ({ ...arm, phase: 'closed' }));
      turn.commands.push({ kind: 'close', armId: spec.id });
    }
  }
}

/** Once the control arm is in and the path is known, or enough was waited for it: all other arms. */
function planRest(turn: Turn): void {
  const { state } = turn;
  if (state.arms.some(({ spec }) => spec.kind !== 'control')) return;
  const control = state.arms.find(({ spec }) => spec.kind === 'control');
  const alone = control === undefined;
  if (!alone && control.phase !== 'open') return;
  const pathDueAtMs = (control?.openedAtMs ?? 0) + PATH_PATIENCE_MS;
  if (state.hops === undefined && state.config.socketOptions && !alone && state.nowMs < pathDueAtMs) {
    turn.wakesAtMs.push(pathDueAtMs);
    return;
  }
  const destination = state.hops?.find(({ destination: isDestination }) => isDestination);
  const { arms, leftOut } = planArms({
    login: state.config.login,
    ladder: state.config.ladder.arms,
    maxIdleMs: state.config.ladder.maxIdleMs,
    pathHops: destination?.ttlHops,
    socketOptions: state.config.socketOptions,
    mayType: isKnownShell(state.shell),
    ownAliveMs: (state.config.own?.serverAliveSeconds ?? 0) * 1000,
    jumps: Math.max(0, (state.config.legs?.length ?? 1) - 1),
    maxLogins: alone ? state.config.maxLogins + 1 : state.config.maxLogins,
  });
  turn.state = { ...state, arms: [...state.arms, ...arms.map(plannedArm)], leftOut };
}

/** Arms that were planned before the limit was known come too late to outlive it; those that are to ask again do not. */
function dropLate(state: TraceState): TraceState {
  const late = state.arms.filter(({ phase, spec }) => phase === 'planned' && !isTryAgain(spec));
  if (late.length === 0) return state;
  return {
    ...state,
    arms: state.arms.filter((arm) => !late.includes(arm)),
    leftOut: [...state.leftOut, ...late.map(({ spec }) => spec)],
  };
}

/** Backs off when turned away, goes on one by one, and stops when it looks like a ban or cannot succeed. */
function heedTroubles(state: TraceState): TraceState {
  const last = state.troubles.at(-1);
  if (last === undefined || last.atMs !== state.nowMs || state.loginsStopped) return state;
  const controlFailed = state.troubles.some(({ armId }) => armId === 'control');
  const hopeless = last.why === 'denied' || last.why === 'host-key' || last.why === 'no-commands';
  const attempts = attemptsInVain(state);
  if (controlFailed || hopeless || attempts >= TROUBLES_LIKE_A_BAN) return dropPlanned(state);
  const mayTryAgain = last.why === 'turned-away' && state.logins < state.config.maxLogins;
  return {
    ...(mayTryAgain ? withArm(state, last.armId, (arm) => ({ ...arm, phase: 'planned' })) : state),
    loginPauseUntilAtMs: state.nowMs + BACK_OFF_MS * 2 ** (attempts - 1),
  };
}

/** Since the last login that worked; those that failed together, having been made together, are one. */
function attemptsInVain({ arms, troubles }: TraceState): number {
  const sinceAtMs = Math.max(...arms.map(({ openedAtMs }) => openedAtMs ?? 0));
  const failedAtMs = troubles.map(({ atMs }) => atMs).filter((atMs) => atMs > sinceAtMs);
  return failedAtMs.filter((atMs, i) => atMs - (failedAtMs[i - 1] ?? -Infinity) > TOGETHER_MS).length;
}

/** No further logins. */
function dropPlanned(state: TraceState): TraceState {
  const planned = state.arms.filter(({ phase }) => phase === 'planned');
  return {
    ...state,
    loginsStopped: true,
    arms: state.arms.filter((arm) => !planned.includes(arm)),
    leftOut: [...state.leftOut, ...planned.map(({ spec }) => spec)],
  };
}

const LOGINS_AT_ONCE = 4;
/** Much longer than any login takes while the path is well, a slow directory service behind it included. */
const LOGIN_WITHIN_MS = 30_000;
const BACK_OFF_MS = 1000;
const TROUBLES_LIKE_A_BAN = 4;
/** Less than any pause after a failure. */
const TOGETHER_MS = 500;
/** How long the other arms wait for the path, so that the `ttl` arms can be among them. */
const PATH_PATIENCE_MS = 4000;
