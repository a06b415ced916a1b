/** A run's state as the live view shows it. */
import { limitWords } from '../inspect/known-limits.ts';
import { bracketOf } from '../measure/limit.ts';
import { type ArmState, ladderTrials, type TraceState } from '../trace/state.ts';
import { inspectedLines } from './inspected-lines.ts';
import type { LiveModel, LivePhase } from './live.ts';
import type { LiveArm, LiveState } from './live-rows.ts';

export interface LiveFrame {
  readonly target: string;
  /** Monotonic time since the run began; later than the state's own. */
  readonly nowMs: number;
  readonly canStop: boolean;
}

export function liveModelOf(state: TraceState, { target, nowMs, canStop }: LiveFrame): LiveModel {
  const trials = ladderTrials(state);
  const stalled = state.stalls.at(-1);
  return {
    target,
    elapsedMs: nowMs,
    maxIdleMs: state.config.ladder.maxIdleMs,
    hops: (state.hops ?? []).map(({ ttlHops, address, destination }) => ({
      ttlHops,
      address,
      note: destination ? serverNote(state) : undefined,
      guilty: 'no' as const,
    })),
    inspected: inspectedLines(state.hereFacts, state.serverFacts),
    arms: state.arms.map((arm) => liveArm(arm, nowMs)),
    brackets: {
      'client-first': bracketOf(trials, 'client-first'),
      'server-first': bracketOf(trials, 'server-first'),
    },
    phase: phaseOf(state, nowMs),
    canStop,
    note:
      stalled !== undefined && stalled.toAtMs === undefined
        ? 'the busy connection gets no answer either: waiting for the path'
        : undefined,
  };
}

/** `OpenSSH 9.6p1, no idle limit set`. */
function serverNote({ server, serverFacts }: TraceState): string | undefined {
  const limits = serverFacts === undefined ? undefined : limitWords(serverFacts);
  const parts = [server?.split(' ')[0]?.replace('_', ' '), limits].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function phaseOf(state: TraceState, nowMs: number): LivePhase {
  switch (state.phase) {
    case 'opening':
      return { kind: 'connecting' };
    case 'measuring': {
      const pending = state.arms.filter(({ phase }) => phase === 'planned' || phase === 'opening').length;
      if (pending > 0)
        return { kind: 'logging-in', done: state.arms.length - pending, total: state.arms.length };
      return {
        kind: 'waiting',
        nextProbeInMs:
          state.nextProbeAtMs === undefined ? undefined : Math.max(0, state.nextProbeAtMs - nowMs),
      };
    }
    case 'proving':
    case 'profiling':
      return {
        kind: 'proving',
        endsInMs: state.wakeAtMs === undefined ? undefined : Math.max(0, state.wakeAtMs - nowMs),
      };
    case 'lingering':
    case 'done':
      return { kind: 'finishing' };
  }
}

function liveArm(arm: ArmState, nowMs: number): LiveArm {
  const { spec, probing, trials } = arm;
  const last = trials.findLast(({ outcome }) => outcome.kind !== 'void');
  const busy = spec.kind !== 'ladder' && spec.kind !== 'shell';
  const sinceAtMs = busy ? (arm.openedAtMs ?? nowMs) : arm.idleSinceAtMs;
  return {
    id: spec.id,
    kind: spec.kind,
    direction: spec.kind === 'ladder' ? (probing?.direction ?? last?.direction) : undefined,
    ttlHops: spec.ttlHops,
    ...(spec.leg === undefined ? {} : { leg: spec.leg }),
    intervalMs: spec.intervalMs,
    state: stateOf(arm),
    ageMs: arm.openedAtMs === undefined ? 0 : Math.max(0, (arm.diedAtMs ?? nowMs) - sinceAtMs),
    rttMs: last?.outcome.kind === 'alive' ? last.outcome.rttMs : undefined,
  };
}

function stateOf({ phase, probing, spec, trials }: ArmState): LiveState {
  if (phase === 'planned' || phase === 'opening') return 'pending';
  if (phase === 'dead') return 'dead';
  if (phase === 'failed' || phase === 'closed') return 'unsure';
  if (spec.kind === 'control') return probing?.suspect === true ? 'probing' : 'held';
  if (probing !== undefined) return 'probing';
  if (trials.some(({ outcome }) => outcome.kind === 'alive')) return 'alive';
  return spec.kind === 'ladder' || spec.kind === 'shell' ? 'waiting' : 'held';
}
