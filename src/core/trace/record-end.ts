/** Takes the end of an arm into the state: how long it had been silent, and what that makes of its last trial. */
import type { Ending, Trial } from '../measure/trial.ts';
import type { TraceEvent } from './events.ts';
import { withoutInputMs } from './shell-silence.ts';
import { lostOnTheWayMs, silentBehindMs, slackMs } from './slack.ts';
import { type ArmState, type TraceState, withArm, withProbing } from './state.ts';

/** Says that nobody answered on this arm: it is dead. */
export function recordDeath(state: TraceState, armId: string): TraceState {
  return withProbing(state, armId, (arm, probing) => ({
    ...arm,
    phase: 'dead',
    diedAtMs: state.nowMs,
    probing: undefined,
    ending: 'silent',
    trials: [...arm.trials, deathOf(arm, 'silent', { state, direction: probing.direction })],
  }));
}

export function recordEnd(state: TraceState, event: Extract<TraceEvent, { kind: 'ended' }>): TraceState {
  return withArm(state, event.armId, (arm) => {
    if (arm.phase !== 'open') return arm;
    const trial = arm.probing?.refresh
      ? voidTrial(state, arm, 'the machine was suspended')
      : deathOf(arm, event.ending, {
          state,
          direction: arm.probing?.direction,
          idleMs: arm.probing === undefined ? withoutInputMs(arm, event) : crossedMs(state, arm, event),
        });
    return {
      ...arm,
      phase: 'dead',
      diedAtMs: event.atMs,
      askedIdleMs:
        arm.probing === undefined
          ? undefined
          : (arm.probing.idleMs ?? arm.probing.sinceAtMs - arm.idleSinceAtMs),
      probing: undefined,
      ending: event.ending,
      words: event.words,
      exitStatus: event.exitStatus,
      trials: [...arm.trials, trial],
    };
  });
}

/**
 * The end was on its way already when we asked, so that our word broke a
 * silence of a moment: what counts is the silence before the end. `undefined`: it was not.
 */
function crossedMs(
  state: TraceState,
  arm: ArmState,
  { idleMs }: Extract<TraceEvent, { kind: 'ended' }>,
): number | undefined {
  const askedIdleMs = arm.probing?.idleMs;
  if (askedIdleMs === undefined || silentBehindMs(state, arm) !== undefined) return undefined;
  return idleMs > askedIdleMs ? idleMs : undefined;
}

export function deathOf(
  arm: ArmState,
  ending: Ending,
  {
    state,
    direction,
    idleMs,
  }: {
    readonly state: TraceState;
    readonly direction: Trial['direction'];
    readonly idleMs?: number | undefined;
  },
): Trial {
  const measuredMs =
    idleMs ?? silentBehindMs(state, arm) ?? arm.probing?.idleMs ?? state.nowMs - arm.idleSinceAtMs;
  // That the server end has spoken is known from a program there: it may take as long as a round trip until that is on the wire.
  const spokenMs = direction === 'server-first' ? state.rttMs : 0;
  const lateMs =
    slackMs(state) + spokenMs + (arm.probing === undefined ? 0 : lostOnTheWayMs(state, arm.probing));
  return {
    armId: arm.spec.id,
    // An end that comes by itself was set off where the silence was as long as here; the ladder knows of its way.
    idleMs: direction === undefined ? measuredMs : measuredMs + lateMs,
    direction,
    outcome: { kind: 'dead', ending },
    atMs: state.nowMs,
  };
}

export function voidTrial(state: TraceState, arm: ArmState, why: string): Trial {
  return {
    armId: arm.spec.id,
    idleMs: state.nowMs - arm.idleSinceAtMs,
    direction: undefined,
    outcome: { kind: 'void', why },
    atMs: state.nowMs,
  };
}
