/**
 * The whole run as a machine without a clock: events in, commands out. The
 * driver feeds {@link TraceEvent}s stamped with monotonic time, performs the
 * {@link TraceCommand}s it gets back, and calls again no later than
 * `state.wakeAtMs`. An early, late or repeated event is harmless.
 */
import type { Hop } from '../net/hop.ts';
import { CONTROL } from './arms.ts';
import { decide } from './decide.ts';
import type { TraceCommand, TraceEvent } from './events.ts';
import { record } from './record.ts';
import { type ArmState, plannedArm, type TraceConfig, type TraceState } from './state.ts';
import type { TraceStep } from './turn.ts';

export function startTrace(config: TraceConfig): TraceStep {
  const alone = config.maxLogins === 1;
  const state: TraceState = {
    config,
    nowMs: 0,
    phase: 'opening',
    phaseSinceAtMs: 0,
    // With one login alone there is nobody to control: the ladder is all there is.
    arms: alone ? [] : [plannedArm(CONTROL)],
    hops: undefined as readonly Hop[] | undefined,
    shell: undefined,
    server: undefined,
    pathRttMs: 0,
    rttMs: 0,
    lossSeen: false,
    stalls: [],
    controlAnsweredAtMs: undefined,
    controlAskedAtMs: undefined,
    suspends: [],
    troubles: [],
    loginPauseUntilAtMs: 0,
    loginsStopped: false,
    logins: 0,
    canAskServer: config.login && !alone,
    serverFacts: undefined,
    nextProbeAtMs: undefined,
    ladderEnd: undefined,
    leftOut: [],
    stoppedEarly: false,
    wakeAtMs: 0,
  };
  return decide(state);
}

export function step(state: TraceState, event: TraceEvent): TraceStep {
  if (state.phase === 'done') return { state, commands: [] };
  const decided = decide(record(state, event));
  const asleep =
    event.kind === 'suspended'
      ? decided.state.arms
      : event.kind === 'opened'
        ? decided.state.arms.filter(({ spec }) => spec.id === event.armId)
        : [];
  return { ...decided, commands: [...afterSleep(asleep), ...decided.commands] };
}

/** Every arm that was asleep is asked whether it can begin a new silence. */
function afterSleep(arms: readonly ArmState[]): readonly TraceCommand[] {
  return arms.flatMap(({ spec, phase, probing }) =>
    phase === 'open' && probing?.refresh === true && probing.idleMs === undefined
      ? [{ kind: 'probe', armId: spec.id, direction: probing.direction } as const]
      : [],
  );
}

/** A run again from its journal. */
export function replayTrace(config: TraceConfig, events: readonly TraceEvent[]): TraceState {
  return events.reduce((state, event) => step(state, event).state, startTrace(config).state);
}
