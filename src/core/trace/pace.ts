/** What the busy arms do while they wait: `ttl` keepalives that thin out as more is known, newlines. */
import { bracketOf } from '../measure/limit.ts';
import type { Turn } from './turn.ts';
import { ladderTrials, type TraceState, withArm } from './state.ts';

export function paceKeepalives(turn: Turn): void {
  const paceMs = paceOf(turn.state);
  for (const { spec, phase, probing, paceMs: before, lastTypedAtMs, openedAtMs } of turn.state.arms) {
    if (phase !== 'open' || probing !== undefined) continue;
    if (spec.kind === 'ttl' && paceMs >= PACE_STEP * (before ?? FIRST_PACE_MS)) {
      turn.state = withArm(turn.state, spec.id, (arm) => ({ ...arm, paceMs }));
      turn.commands.push({ kind: 'pace', armId: spec.id, intervalMs: paceMs });
    }
    if (spec.kind === 'typed' && spec.intervalMs !== undefined) {
      const dueAtMs = (lastTypedAtMs ?? openedAtMs ?? 0) + spec.intervalMs;
      if (turn.state.nowMs < dueAtMs) turn.wakesAtMs.push(dueAtMs);
      else {
        turn.state = withArm(turn.state, spec.id, (arm) => ({ ...arm, lastTypedAtMs: turn.state.nowMs }));
        turn.commands.push({ kind: 'type', armId: spec.id });
        turn.wakesAtMs.push(turn.state.nowMs + spec.intervalMs);
      }
    }
  }
}

/**
 * How far apart the keepalives of the `ttl` arms may be: a quarter of the
 * silence that both directions are known to survive, and never so long that a
 * box which has seen four unanswered ones forgets in between
 * (nf_conntrack_tcp_timeout_max_retrans, 300 s).
 */
function paceOf(state: TraceState): number {
  const trials = ladderTrials(state);
  const directions = state.canAskServer
    ? (['client-first', 'server-first'] as const)
    : (['client-first'] as const);
  const survivedMs = Math.min(...directions.map((direction) => bracketOf(trials, direction).lowerMs));
  return Math.max(FIRST_PACE_MS, Math.min(MAX_PACE_MS, Math.floor(survivedMs / 4000) * 1000));
}

/** The kernel counts keepalive intervals in whole seconds. */
const FIRST_PACE_MS = 1000;
const MAX_PACE_MS = 100_000;
/** Changed only when it makes a difference. */
const PACE_STEP = 1.5;
