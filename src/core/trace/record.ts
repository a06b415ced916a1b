/** Takes an event into the state: what happened, with no thought of what to do next. */
import type { Fact } from '../inspect/fact.ts';
import { sureLimitsMs } from '../inspect/known-limits.ts';
import type { Outcome, Trial } from '../measure/trial.ts';
import type { TraceEvent } from './events.ts';
import { deathOf, recordEnd, voidTrial } from './record-end.ts';
import { certainIdleMs, isOneOfLegs, silentBehindMs, tickMs } from './slack.ts';
import { type ArmState, type Probing, type TraceState, withArm, withProbing } from './state.ts';

export function record(state: TraceState, event: TraceEvent): TraceState {
  const now: TraceState = { ...state, nowMs: Math.max(state.nowMs, event.atMs) };
  if (isStray(state, event)) return now;
  switch (event.kind) {
    case 'woke':
      return now;
    case 'inspected':
      return { ...withLandmarks(now, event.facts), serverFacts: event.facts };
    case 'inspected-here':
      return { ...withLandmarks(now, event.facts), hereFacts: event.facts };
    case 'path-traced':
      return { ...now, hops: event.hops };
    case 'stopped':
      return { ...now, stoppedEarly: true };
    case 'address-lost':
      return { ...now, addressLost: { atMs: event.atMs, address: event.address } };
    case 'suspended':
      return recordSuspend(now, event);
    case 'not-opened':
      if (isReturn(now, event.armId)) return notReturned(now, event);
      return {
        ...withArm(now, event.armId, (arm) => ({ ...arm, phase: 'failed' })),
        troubles: [
          ...now.troubles,
          { armId: event.armId, atMs: event.atMs, why: event.why, message: event.message, hint: event.hint },
        ],
      };
    case 'opened':
      return {
        ...withArm(now, event.armId, (arm) => ({
          ...arm,
          phase: 'open',
          openedAtMs: event.atMs,
          idleSinceAtMs: event.atMs - event.idleMs,
          clientSees: event.clientSees === '' ? undefined : event.clientSees,
          serverSees: event.serverSees,
          serverIs: event.serverIs,
          origin: event.origin,
          // Its silence may have begun before a sleep, which its own clock does not count.
          probing: now.suspends.some(({ atMs }) => atMs >= (arm.openingSinceAtMs ?? 0))
            ? refreshing(event.atMs)
            : undefined,
        })),
        pathRttMs: now.pathRttMs === 0 ? event.rttMs : Math.min(now.pathRttMs, event.rttMs),
        rttMs: now.rttMs === 0 ? event.rttMs : now.rttMs,
        shell: event.shell ?? now.shell,
        server: event.server ?? now.server,
      };
    case 'heard':
      return withArm(now, event.armId, (arm) => ({
        ...arm,
        // What a jump host says by itself breaks the silence of the first leg alone.
        idleSinceAtMs: isOneOfLegs(now) ? arm.idleSinceAtMs : event.atMs,
        heard: [...arm.heard, { atMs: event.atMs, idleMs: event.idleMs, what: event.what }],
      }));
    case 'asked':
      return withProbing(now, event.armId, (arm, probing) => ({
        ...arm,
        probing: { ...probing, idleMs: event.idleMs },
      }));
    case 'cannot-ask':
      return { ...withArm(now, event.armId, (arm) => ({ ...arm, probing: undefined })), canAskServer: false };
    case 'answered':
      return recordAnswer(now, event);
    case 'ended':
      return recordEnd(now, event);
  }
}

/** A limit that somebody has set is the best place to look at. */
function withLandmarks(state: TraceState, facts: readonly Fact[]): TraceState {
  const { ladder } = state.config;
  const limitsMs = sureLimitsMs(facts).filter((ms) => ms <= ladder.maxIdleMs);
  const landmarksMs = [...new Set([...ladder.landmarksMs, ...limitsMs])].sort((a, b) => a - b);
  return {
    ...state,
    config: { ...state.config, ladder: { ...ladder, landmarksMs } },
  };
}

/** Told twice, or too late to mean anything: of an arm that is over, an answer to no question. */
function isStray({ arms }: TraceState, event: TraceEvent): boolean {
  if (!('armId' in event)) return false;
  const arm = arms.find(({ spec }) => spec.id === event.armId);
  switch (event.kind) {
    case 'opened':
    case 'not-opened':
      return arm?.phase !== 'opening';
    case 'asked':
    case 'answered':
      return arm?.phase !== 'open' || arm.probing === undefined;
    case 'heard':
      return arm?.phase !== 'open' || arm.heard.at(-1)?.atMs === event.atMs;
    case 'cannot-ask':
    case 'ended':
      return arm?.phase !== 'open';
  }
}

function isReturn({ arms }: TraceState, armId: string): boolean {
  return arms.some(({ spec }) => spec.id === armId && spec.kind === 'return');
}

/** That nobody can come back says something of the server, and nothing of our own logins. */
function notReturned(
  state: TraceState,
  { armId, message }: Extract<TraceEvent, { kind: 'not-opened' }>,
): TraceState {
  return withArm(state, armId, (arm) => ({
    ...arm,
    phase: 'failed',
    diedAtMs: state.nowMs,
    words: message,
  }));
}

function recordAnswer(state: TraceState, event: Extract<TraceEvent, { kind: 'answered' }>): TraceState {
  const { nowMs } = state;
  const answered = withProbing(state, event.armId, (arm, probing) => {
    if (probing.refresh) return { ...arm, probing: undefined, idleSinceAtMs: event.atMs };
    if (event.afterSilence || probing.spokeAtMs !== undefined) {
      // The word was lost; what the client then said mended the path, and TCP brought the word after all.
      const death = deathOf(arm, 'silent', { state, direction: probing.direction });
      return {
        ...arm,
        phase: 'dead',
        diedAtMs: nowMs,
        probing: undefined,
        revived: true,
        ending: 'silent',
        trials: [...arm.trials, death],
      };
    }
    const silentMs = silentBehindMs(state, arm) ?? certainIdleMs(event, arm, probing.sinceAtMs);
    const idleMs = Math.max(0, silentMs - tickMs(state));
    const outcome: Outcome = { kind: 'alive', rttMs: event.rttMs };
    const trial: Trial = {
      armId: arm.spec.id,
      idleMs,
      direction: event.direction,
      outcome,
      atMs: event.atMs,
    };
    const keep = arm.spec.kind === 'control' ? arm.trials.slice(1 - CONTROL_TRIALS_KEPT) : arm.trials;
    return { ...arm, probing: undefined, idleSinceAtMs: event.atMs, trials: [...keep, trial] };
  });
  // What TCP repeated after an outage says nothing of the path before and after it.
  const lossSeen = state.lossSeen || ((event.retransmits ?? 0) > 0 && state.stalls.length === 0);
  const control = state.arms.find(({ spec }) => spec.id === event.armId && spec.kind === 'control');
  if (control === undefined) return { ...answered, lossSeen };
  const rttMs = state.rttMs === 0 ? event.rttMs : state.rttMs + (event.rttMs - state.rttMs) / RTT_MEMORY;
  const stalls = state.stalls.map((stall) =>
    stall.toAtMs === undefined ? { ...stall, toAtMs: event.atMs } : stall,
  );
  return {
    ...answered,
    lossSeen,
    controlAnsweredAtMs: event.atMs,
    controlAskedAtMs: control.probing?.sinceAtMs ?? state.controlAskedAtMs,
    rttMs,
    stalls,
  };
}

function recordSuspend(
  state: TraceState,
  { atMs, gapMs }: Extract<TraceEvent, { kind: 'suspended' }>,
): TraceState {
  const arms = state.arms.map((arm): ArmState => {
    if (arm.phase !== 'open' || arm.spec.kind === 'control') return arm;
    const probing = refreshing(atMs);
    return { ...arm, probing, trials: [...arm.trials, voidTrial(state, arm, 'the machine was suspended')] };
  });
  return { ...state, arms, suspends: [...state.suspends, { atMs, gapMs }] };
}

/** Only to learn whether the arm can begin a new silence. */
function refreshing(sinceAtMs: number): Probing {
  return {
    direction: 'client-first',
    sinceAtMs,
    idleMs: undefined,
    spokeAtMs: undefined,
    suspect: false,
    refresh: true,
  };
}

/** As in RFC 6298 §2.3: alpha is an eighth. */
const RTT_MEMORY = 8;
/** The control arm makes a trial a second; the last ones are enough. */
const CONTROL_TRIALS_KEPT = 3;
