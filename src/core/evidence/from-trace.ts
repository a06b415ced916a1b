/** Draws the findings out of a run: counts and compares, and judges nothing. */
import { factsOfBoth } from '../inspect/known-limits.ts';
import { bracketOf, limitOf } from '../measure/limit.ts';
import type { Direction, Ending, Trial } from '../measure/trial.ts';
import { mortalBracketOf, pathsOf } from '../measure/paths.ts';
import { isTelling } from '../trace/limit-so-far.ts';
import { newcomerInMs } from '../trace/newcomer.ts';
import { type ArmState, ladderTrials, type TraceState, wasIdle } from '../trace/state.ts';
import type {
  AnnouncedFinding,
  ControlFinding,
  DirectionFinding,
  Findings,
  LocalTracking,
  WitnessFinding,
} from './findings.ts';
import { asksItselfOf, endpointOf, natOf, returnedOf, turnedAwayOf } from './server-side.ts';

export function findingsOf(state: TraceState, localTracking: LocalTracking): Findings {
  const trials = ladderTrials(state);
  const witnesses = state.arms.flatMap((arm) => witnessOf(state, arm));
  return {
    limit: state.ladderEnd === 'inconsistent' ? mortalBracketOf(trials) : limitOf(trials),
    client: directionOf(state, 'client-first'),
    server: directionOf(state, 'server-first'),
    ttl: witnesses.filter(({ kind }) => kind === 'ttl').sort((a, b) => (a.ttlHops ?? 0) - (b.ttlHops ?? 0)),
    legs: legsOf(state, witnesses),
    keepalives: witnesses.filter(
      ({ kind }) => kind === 'ssh-keepalive' || kind === 'tcp-keepalive' || kind === 'typed',
    ),
    shell: witnesses.findLast(({ kind }) => kind === 'shell'),
    own: ownOf(state, witnesses),
    announced: announcedOf(state),
    control: controlFinding(state),
    sameAge: sameAgeOf(state),
    sameMoment: sameMomentOf(state),
    serverBusy: serverBusyOf(state),
    addressLost: state.addressLost,
    suspends: state.suspends,
    nat: natOf(state),
    endpoint: endpointOf(state),
    returned: returnedOf(state),
    asksItself: asksItselfOf(state),
    deathsSpanOutage: deathsSpanOutageOf(state),
    turnedAway: turnedAwayOf(state),
    shellName: state.shell?.slice(state.shell.lastIndexOf('/') + 1),
    localTracking,
    hops: state.hops ?? [],
    pathHops: state.hops?.find(({ destination }) => destination)?.ttlHops,
    serverSoftware: state.server,
    login: state.config.login,
    facts: factsOfBoth(state.hereFacts, state.serverFacts) ?? [],
    ladderEnd: state.ladderEnd,
    twoPaths: twoPathsOf(state),
    lives: trials.filter(({ outcome }) => outcome.kind === 'alive').length,
    deaths: trials.filter(({ outcome }) => outcome.kind === 'dead').length,
  };
}

function directionOf(state: TraceState, direction: Direction): DirectionFinding | undefined {
  const trials = ladderTrials(state);
  const own = trials.filter((trial) => trial.direction === direction && trial.outcome.kind !== 'void');
  if (own.length === 0) return undefined;
  // An end that the other side announces comes whoever would have spoken next.
  const dead = [...own, ...trials.filter(isAnnounced)].filter(({ outcome }) => outcome.kind === 'dead');
  const revived = state.arms.some(({ spec, revived: was }) => spec.kind === 'ladder' && was);
  return {
    direction,
    ...bracketOf(trials, direction),
    ending: commonest(dead.flatMap(({ outcome }) => (outcome.kind === 'dead' ? [outcome.ending] : []))),
    deaths: dead.length,
    revived: direction === 'server-first' && revived,
  };
}

/** One finding per answer that says something, for arms other than the ladder's and the control. */
function witnessOf(state: TraceState, arm: ArmState): readonly WitnessFinding[] {
  const { spec, trials, openedAtMs } = arm;
  if (spec.kind === 'ladder' || spec.kind === 'control' || spec.kind === 'return' || openedAtMs === undefined)
    return [];
  // A pty can only be asked by typing.
  const isPerson = spec.kind === 'shell' || spec.kind === 'typed';
  const telling = trials.filter((trial) => isPerson || isTelling(state, trial));
  return telling.flatMap(({ outcome, idleMs, atMs }): WitnessFinding[] =>
    outcome.kind === 'void'
      ? []
      : [
          {
            armId: spec.id,
            kind: spec.kind,
            ttlHops: spec.ttlHops,
            ...(spec.leg === undefined ? {} : { leg: spec.leg }),
            intervalMs: spec.intervalMs,
            outcome: outcome.kind === 'alive' ? 'alive' : outcome.ending,
            heldMs: atMs - openedAtMs,
            idleMs,
          },
        ],
  );
}

function legsOf({ config: { legs } }: TraceState, witnesses: readonly WitnessFinding[]): Findings['legs'] {
  if (legs === undefined || legs.length < 2) return undefined;
  const arms = witnesses.filter(({ kind }) => kind === 'leg').sort((a, b) => (a.leg ?? 0) - (b.leg ?? 0));
  return { ends: legs, arms };
}

function ownOf({ arms, config: { own } }: TraceState, witnesses: readonly WitnessFinding[]): Findings['own'] {
  if (own === undefined) return undefined;
  const arm = arms.find(({ spec }) => spec.kind === 'own');
  const gaveUp =
    arm?.openedAtMs !== undefined &&
    arm.diedAtMs !== undefined &&
    /^Timeout, server .* not responding/m.test(arm.words);
  return {
    settings: own,
    arm: witnesses.findLast(({ kind }) => kind === 'own'),
    gaveUpAfterMs: gaveUp ? (arm.diedAtMs ?? 0) - (arm.openedAtMs ?? 0) : undefined,
  };
}

function twoPathsOf(state: TraceState): Findings['twoPaths'] {
  return state.ladderEnd === 'inconsistent' ? pathsOf(ladderTrials(state)) : undefined;
}

function announcedOf({ arms }: TraceState): AnnouncedFinding | undefined {
  const ended = arms.flatMap(({ spec, trials, words, exitStatus }) =>
    spec.kind === 'ladder' || spec.kind === 'shell'
      ? trials.flatMap((trial) => (isAnnounced(trial) ? [{ spec, trial, words, exitStatus }] : []))
      : [],
  );
  const ladder = ended.filter(({ spec }) => spec.kind === 'ladder');
  const counted = ladder.length > 0 ? ladder : ended;
  const ending = commonest(
    counted.flatMap(({ trial: { outcome } }) => (outcome.kind === 'dead' ? [outcome.ending] : [])),
  );
  if (ending === undefined) return undefined;
  const silencesMs = counted.map(({ trial }) => trial.idleMs);
  return {
    ending,
    shortestMs: Math.min(...silencesMs),
    longestMs: Math.max(...silencesMs),
    armIds: counted.map(({ spec }) => spec.id),
    words: counted.map(({ words }) => words).findLast((words) => words !== '') ?? '',
    shellOnly: ladder.length === 0,
    exitStatus: counted.find(({ trial: { outcome } }) => outcome.kind === 'dead' && outcome.ending === ending)
      ?.exitStatus,
  };
}

function controlFinding(state: TraceState): ControlFinding {
  const { arms, stalls, nowMs } = state;
  const control = arms.find(({ spec, openedAtMs }) => spec.kind === 'control' && openedAtMs !== undefined);
  const open = stalls.at(-1);
  const lostForMs =
    // One that was ended is not lost.
    control?.phase !== 'dead' &&
    open !== undefined &&
    open.toAtMs === undefined &&
    nowMs - open.fromAtMs > LOST_MS
      ? nowMs - open.fromAtMs
      : undefined;
  const death =
    control?.diedAtMs === undefined || control.ending === undefined || wasIdle(control)
      ? undefined
      : {
          ending: control.ending,
          ageMs: control.diedAtMs - (control.openedAtMs ?? 0),
          atMs: control.diedAtMs,
          words: control.words,
          exitStatus: control.exitStatus,
          stalledMs: stalledMs(stalls, control.diedAtMs),
        };
  return {
    lived: control === undefined ? 'unknown' : death === undefined && lostForMs === undefined ? 'yes' : 'no',
    death,
    lostForMs,
    newcomerInMs: lostForMs === undefined ? undefined : newcomerInMs(state),
    stalls: stalls.flatMap(({ fromAtMs, toAtMs }) =>
      toAtMs === undefined ? [] : [{ fromAtMs, lengthMs: toAtMs - fromAtMs }],
    ),
  };
}

/** Whether every silent connection that died had been silent through a long outage. */
function deathsSpanOutageOf(state: TraceState): boolean {
  const dead = ladderTrials(state).filter(({ outcome }) => outcome.kind === 'dead');
  const long = state.stalls.map(({ fromAtMs, toAtMs = state.nowMs }) => ({ fromAtMs, toAtMs }));
  return (
    dead.length > 0 &&
    dead.every(({ atMs, idleMs }) =>
      long.some(
        ({ fromAtMs, toAtMs }) =>
          toAtMs - fromAtMs >= LONG_OUTAGE_MS && fromAtMs < atMs && toAtMs > atMs - idleMs - PATIENCE_MS,
      ),
    )
  );
}

/** The control arm's end may come with the first packet after an outage, or a moment later. */
function stalledMs(stalls: TraceState['stalls'], diedAtMs: number): number | undefined {
  const last = stalls.at(-1);
  if (last === undefined || (last.toAtMs !== undefined && diedAtMs - last.toAtMs > MOMENT_MS))
    return undefined;
  return (last.toAtMs ?? diedAtMs) - last.fromAtMs;
}

/** At least three arms, the control among them, that ended by themselves at one age, though they logged in at different times. */
function sameAgeOf({ arms }: TraceState): Findings['sameAge'] {
  const ended = announcedDeaths(arms);
  const control = ended.find(({ spec }) => spec.kind === 'control');
  if (control === undefined) return undefined;
  const alike = ended.filter(
    ({ ageMs }) => Math.abs(ageMs - control.ageMs) <= Math.max(SAME_MS, control.ageMs * SAME_RATIO),
  );
  const logins = alike.map(({ openedAtMs }) => openedAtMs);
  const spreadMs = Math.max(...logins) - Math.min(...logins);
  const deathSpreadMs =
    Math.max(...alike.map(({ diedAtMs }) => diedAtMs)) - Math.min(...alike.map(({ diedAtMs }) => diedAtMs));
  // Together in age, apart in time: else it was one event that hit all of them.
  if (alike.length < 3 || deathSpreadMs < spreadMs / 2 || spreadMs < MOMENT_MS / 2) return undefined;
  return { ageMs: Math.max(...alike.map(({ ageMs }) => ageMs)), armIds: alike.map(({ spec }) => spec.id) };
}

/** At least three arms that ended within one moment. */
function sameMomentOf({ arms }: TraceState): Findings['sameMoment'] {
  const ended = announcedDeaths(arms);
  for (const { diedAtMs } of ended) {
    const together = ended.filter(
      (other) => other.diedAtMs >= diedAtMs && other.diedAtMs - diedAtMs <= MOMENT_MS,
    );
    if (together.length >= Math.max(3, ended.length / 2))
      return { atMs: diedAtMs, armIds: together.map(({ spec }) => spec.id) };
  }
  return undefined;
}

function announcedDeaths(arms: readonly ArmState[]) {
  return arms.flatMap(({ spec, trials, openedAtMs, diedAtMs }) => {
    const last = trials.at(-1);
    const busyEnd = spec.kind === 'control' && last?.outcome.kind === 'dead' && last.idleMs <= MOMENT_MS * 2;
    const unasked = last !== undefined && (isAnnounced(last) || busyEnd);
    return unasked && openedAtMs !== undefined && diedAtMs !== undefined
      ? [{ spec, openedAtMs, diedAtMs, ageMs: diedAtMs - openedAtMs }]
      : [];
  });
}

/** Silent arms that the server broke into three times or more, at one beat. */
function serverBusyOf({ arms, config }: TraceState): Findings['serverBusy'] {
  // It may be the jump host that speaks, and the legs behind it are silent still.
  if (config.legs !== undefined) return undefined;
  const broken = arms.filter(
    ({ spec, heard }) => (spec.kind === 'ladder' || spec.kind === 'ttl') && heard.length >= 3,
  );
  const beats = broken.flatMap(({ heard }) => heard).sort((a, b) => a.idleMs - b.idleMs);
  const middle = beats[Math.floor(beats.length / 2)];
  if (middle === undefined) return undefined;
  return { everyMs: middle.idleMs, what: middle.what, armIds: broken.map(({ spec }) => spec.id) };
}

function isAnnounced({ direction, outcome }: Trial): boolean {
  return direction === undefined && outcome.kind === 'dead';
}

function commonest(endings: readonly Ending[]): Ending | undefined {
  const counts = new Map<Ending, number>();
  for (const ending of endings) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** A control arm without an answer for longer than this at the end was lost. */
const LOST_MS = 10_000;
/** Ends this close in age are one age: sshd and its kin keep time to the second. */
const SAME_MS = 1500;
const SAME_RATIO = 0.05;
/** Ends this close in time are one event. */
const MOMENT_MS = 1500;

/** The shortest after which programs that ask for signs of life are known to give up: three beats of 2 s. */
const LONG_OUTAGE_MS = 6000;
/** A death is put down when all patience is spent (trace/patience.ts): later than it was asked. */
const PATIENCE_MS = 4000;
