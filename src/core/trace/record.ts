/** Takes an event into the state: what happened, with no thought of what to do next. */
import type { Fact } from '../inspect/fact.ts';
import { sureLimitsMs } from '../inspect/known-limits.ts';
import type { Ending, Outcome, Trial } from '../measure/trial.ts';
import type { TraceEvent } from './events.ts';
import { certainIdleMs, lostOnTheWayMs, slackMs, tickMs } from './slack.ts';
import { withoutInputMs } from './shell-silence.ts';
import type { ArmState, Probing, TraceState } from './state.ts';

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

export function withArm(state: TraceState, armId: string, change: (arm: ArmState) => ArmState): TraceState {
  return { ...state, arms: state.arms.map((arm) => (arm.spec.id === armId ? change(arm) : arm)) };
}

function withProbing(
  state: TraceState,
  armId: string,
  change: (arm: ArmState, probing: NonNullable<ArmState['probing']>) => ArmState,
): TraceState {
  return withArm(state, armId, (arm) => (arm.probing === undefined ? arm : change(arm, arm.probing)));
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

function recordEnd(state: TraceState, event: Extract<TraceEvent, { kind: 'ended' }>): TraceState {
  return withArm(state, event.armId, (arm) => {
    if (arm.phase !== 'open') return arm;
    const trial = arm.probing?.refresh
      ? voidTrial(state, arm, 'the machine was suspended')
      : deathOf(arm, event.ending, {
          state,
          direction: arm.probing?.direction,
          idleMs: arm.probing === undefined ? withoutInputMs(arm, event) : undefined,
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

function deathOf(
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

function voidTrial(state: TraceState, arm: ArmState, why: string): Trial {
  return {
    armId: arm.spec.id,
    idleMs: state.nowMs - arm.idleSinceAtMs,
    direction: undefined,
    outcome: { kind: 'void', why },
    atMs: state.nowMs,
  };
}

function isOneOfLegs({ config }: TraceState): boolean {
  return (config.legs?.length ?? 1) > 1;
}

/**
 * How long there had been nothing behind a first leg that is not silent itself,
 * since keepalives pass it or the jump host speaks up: our socket, which ends
 * at that host, cannot know. `undefined`: it can.
 */
function silentBehindMs(
  state: TraceState,
  { spec, heard, probing, idleSinceAtMs }: ArmState,
): number | undefined {
  const isBroken = spec.kind === 'leg' || heard.some(({ atMs }) => atMs >= idleSinceAtMs);
  if (!isOneOfLegs(state) || !isBroken || probing === undefined) return undefined;
  return probing.sinceAtMs - idleSinceAtMs;
}

/** As in RFC 6298 §2.3: alpha is an eighth. */
const RTT_MEMORY = 8;
/** The control arm makes a trial a second; the last ones are enough. */
const CONTROL_TRIALS_KEPT = 3;
