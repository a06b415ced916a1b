/**
 * One more arm rather than a guess. Where the other side ends silent
 * connections by itself, what it counts is told by the keepalives that help:
 * TCP's, SSH's, or none. Where the limit came before those arms were in, one
 * of each kind that is missing logs in now, and is asked when it has outlived
 * the limit.
 */
import { keepaliveIntervalMs, type ArmSpec } from './arms.ts';
import { AGAIN } from './boundary.ts';
import { isKnownShell } from '../ssh/remote-script.ts';
import { fearedLimit } from './limit-so-far.ts';
import { ladderTrials, plannedArm, type TraceState } from './state.ts';
import type { Turn } from './turn.ts';

/** True while such an arm was planned or is under way. */
export function decideByOneMore(turn: Turn): boolean {
  const { state } = turn;
  const { upperMs } = fearedLimit(state);
  if (upperMs === undefined || upperMs > WORTH_WAITING_MS || !isAnnounced(state)) return false;
  if (state.loginsStopped) return false;
  const missing = KINDS.filter((kind) => mayHold(state, kind) && !isTried(state, kind, upperMs));
  const room = state.config.maxLogins - state.logins;
  const specs = missing.slice(0, Math.max(0, room)).flatMap((kind): ArmSpec[] => {
    const intervalMs = keepaliveIntervalMs(upperMs);
    if (intervalMs === undefined) return [];
    return [{ id: `${kind}-${intervalMs / 1000}s${AGAIN}`, kind, ttlHops: undefined, intervalMs }];
  });
  if (specs.length === 0) return false;
  turn.state = { ...state, arms: [...state.arms, ...specs.map(plannedArm)] };
  turn.wakesAtMs.push(state.nowMs + 1);
  return true;
}

function mayHold({ config, shell }: TraceState, kind: (typeof KINDS)[number]): boolean {
  if (kind === 'tcp-keepalive') return config.socketOptions;
  return config.login && (kind === 'ssh-keepalive' || isKnownShell(shell));
}

function isAnnounced(state: TraceState): boolean {
  return ladderTrials(state).some(
    ({ direction, outcome }) => direction === undefined && outcome.kind === 'dead',
  );
}

/** One that was in, and kept busy often enough for this limit; or was tried already. */
function isTried({ arms }: TraceState, kind: ArmSpec['kind'], upperMs: number): boolean {
  return arms.some(
    ({ spec, openedAtMs }) =>
      spec.kind === kind &&
      (spec.id.endsWith(AGAIN) || (openedAtMs !== undefined && 2 * (spec.intervalMs ?? upperMs) <= upperMs)),
  );
}

const KINDS = ['tcp-keepalive', 'ssh-keepalive', 'typed'] as const;
/** A fresh login waits a whole limit more; with longer limits there was time for all arms. */
const WORTH_WAITING_MS = 30_000;
