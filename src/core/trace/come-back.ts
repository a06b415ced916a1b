/**
 * After the busy connection was ended: one more login, to tell a server that
 * was restarted, or a machine that was, from sessions that somebody ended.
 */
import type { ArmSpec } from './arms.ts';
import { plannedArm, withArm } from './state.ts';
import type { Turn } from './turn.ts';

/** Whether it is in, or will not be tried. */
export function comeBack(turn: Turn): boolean {
  const { state } = turn;
  const arm = state.arms.find(({ spec }) => spec.id === RETURN.id);
  if (arm?.phase === 'opening') return false;
  if (arm !== undefined && arm.phase !== 'failed') return true;
  if (!state.config.login || state.loginsStopped || state.logins >= state.config.maxLogins) return true;
  const dueAtMs = (arm?.diedAtMs ?? state.phaseSinceAtMs) + PAUSE_MS;
  if (state.nowMs < dueAtMs) {
    turn.wakesAtMs.push(dueAtMs);
    return false;
  }
  const planned = arm === undefined ? { ...state, arms: [...state.arms, plannedArm(RETURN)] } : state;
  turn.state = withArm({ ...planned, logins: state.logins + 1 }, RETURN.id, (one) => ({
    ...one,
    phase: 'opening',
    openingSinceAtMs: state.nowMs,
  }));
  turn.commands.push({ kind: 'open', arm: RETURN });
  return false;
}

export const RETURN: ArmSpec = { id: 'return', kind: 'return', ttlHops: undefined, intervalMs: undefined };
/** What ended the sessions may have more to do first; and a server that starts needs a moment. */
const PAUSE_MS = 500;
