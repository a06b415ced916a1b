/**
 * The busy connection gets no answer. Is the path down, or has something on it
 * lost what it knew of that connection (a table that was emptied, a box that
 * was replaced)? A new login tells: through the one nobody gets, through the
 * other everybody who comes new.
 */
import type { ArmSpec } from './arms.ts';
import { plannedArm, type TraceState, withArm } from './state.ts';
import type { Turn } from './turn.ts';

/** One login, once the path has been silent for long; none where others log in anyway. */
export function letNewcomerTry(turn: Turn): void {
  const { state } = turn;
  const stall = openStall(state);
  if (stall === undefined || !state.config.login || state.phase === 'lingering') return;
  if (state.loginsStopped || state.logins >= state.config.maxLogins) return;
  const tried = state.arms.some(
    ({ spec, phase, openingSinceAtMs = 0 }) =>
      spec.id === NEWCOMER.id || phase === 'opening' || openingSinceAtMs > stall.fromAtMs,
  );
  if (tried) return;
  const dueAtMs = stall.fromAtMs + TRY_AFTER_MS;
  if (state.nowMs < dueAtMs) return void turn.wakesAtMs.push(dueAtMs);
  turn.state = withArm(
    { ...state, logins: state.logins + 1, arms: [...state.arms, plannedArm(NEWCOMER)] },
    NEWCOMER.id,
    (arm) => ({ ...arm, phase: 'opening', openingSinceAtMs: state.nowMs }),
  );
  turn.commands.push({ kind: 'open', arm: NEWCOMER });
}

/**
 * How long after the last answer of the busy connection somebody new got in,
 * where that says that the path is well: TCP has repeated what the busy one
 * said since then, and got no answer. Each repeat waits at most twice as long
 * as the one before (RFC 6298 §5.5), so that one falls into any stretch as
 * long as all that went before it. `undefined`: nobody, or not for that long.
 */
export function newcomerInMs(state: TraceState): number | undefined {
  const stall = openStall(state);
  if (stall === undefined) return undefined;
  const cameAtMs = Math.min(
    ...state.arms.flatMap(({ openedAtMs, openingSinceAtMs = 0 }) =>
      openedAtMs !== undefined && openingSinceAtMs > stall.fromAtMs ? [openedAtMs] : [],
    ),
  );
  const afterMs = cameAtMs - stall.fromAtMs;
  return state.nowMs > cameAtMs + afterMs + ANSWER_MS ? afterMs : undefined;
}

function openStall({ stalls }: TraceState): TraceState['stalls'][number] | undefined {
  const last = stalls.at(-1);
  return last?.toAtMs === undefined ? last : undefined;
}

const NEWCOMER: ArmSpec = { id: 'newcomer', kind: 'return', ttlHops: undefined, intervalMs: undefined };
/** Most outages are over by then. */
const TRY_AFTER_MS = 5000;
/** For the answer to that repeat. */
const ANSWER_MS = 1000;
