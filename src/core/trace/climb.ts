/** The ladder's part in a run: what it is shown, what it asks for, and when it is done. */
import { planFreshArms } from './fresh-arms.ts';
import { planLadder, type LadderView } from '../measure/ladder.ts';
import { bracketOf, longestLifeMs } from '../measure/limit.ts';
import { limitSoFar } from './limit-so-far.ts';
import { areWitnessesSettled } from './proof.ts';
import { slackMs, tickMs } from './slack.ts';
import { ladderTrials, type TraceState } from './state.ts';
import { ask, enter, isHealthy, type Turn } from './turn.ts';

/** Asks the ladder what to probe now; ends the measuring once enough is known. */
export function climb(turn: Turn): void {
  if (turn.state.phase !== 'measuring' || !isHealthy(turn.state)) return;
  // Until the path is known, nothing but the control arm is there.
  if (!turn.state.arms.some(({ spec }) => spec.kind === 'ladder')) return;
  // After a suspend nothing is known of the arms until they have answered.
  if (turn.state.arms.some(({ spec, probing }) => spec.kind === 'ladder' && probing?.refresh === true))
    return;
  const plan = planLadder(ladderConfigOf(turn.state), ladderView(turn.state));
  for (const { armId, direction } of plan.probes) ask(turn, armId, direction);
  if (plan.wakeAtMs !== undefined) turn.wakesAtMs.push(plan.wakeAtMs);
  turn.state = { ...turn.state, nextProbeAtMs: plan.wakeAtMs };
  const ended = plan.ended ?? endedOtherwise(turn.state);
  if (ended === 'bracketed' && waitsForUndecided(turn)) return;
  if (ended === 'bracketed' && narrowsAnew(turn)) return;
  if (ended !== undefined) {
    turn.state = { ...turn.state, ladderEnd: ended };
    enter(turn, 'proving');
  }
}

/**
 * A direction in which nothing died may have lived through nearly the whole
 * limit: whether it shares the limit is known only when it has gone beyond. The
 * oldest arm left is asked in it when it is old enough. True while that is to come.
 */
function waitsForUndecided(turn: Turn): boolean {
  const { upperMs } = limitSoFar(turn.state);
  if (upperMs === undefined) return false;
  const trials = ladderTrials(turn.state);
  const undecided = ladderConfigOf(turn.state).directions.find(
    (direction) =>
      bracketOf(trials, direction).upperMs === undefined && longestLifeMs(trials, direction) <= upperMs,
  );
  if (undecided === undefined) return false;
  const open = turn.state.arms.filter(({ spec, phase }) => spec.kind === 'ladder' && phase === 'open');
  if (open.some(({ probing }) => probing?.direction === undecided && !probing.suspect)) return true;
  const [oldest] = open
    .filter(({ probing }) => probing === undefined)
    .sort((a, b) => a.idleSinceAtMs - b.idleSinceAtMs);
  if (oldest === undefined) return false;
  const dueAtMs = oldest.idleSinceAtMs + upperMs + BEYOND_MS;
  if (turn.state.nowMs >= dueAtMs) ask(turn, oldest.spec.id, undecided);
  else turn.wakesAtMs.push(dueAtMs);
  return true;
}

function narrowsAnew(turn: Turn): boolean {
  const { directions } = ladderConfigOf(turn.state);
  return planFreshArms(turn, enoughMs(turn.state), directions);
}

function endedOtherwise(state: TraceState): TraceState['ladderEnd'] {
  if (survivedAll(state) || shellIsOutlived(state) || serverKeepsBusy(state)) return 'survives';
  // The ladder would go on to narrow each direction by itself; nobody waits for that alone.
  return isNarrowEnough(state) && areWitnessesSettled(state) ? 'bracketed' : undefined;
}

/** The limit is within the resolution, two deaths speak for it, and every direction has died of it or outlived it. */
function isNarrowEnough(state: TraceState): boolean {
  const { directions } = ladderConfigOf(state);
  const { lowerMs, upperMs } = limitSoFar(state);
  if (upperMs === undefined) return false;
  const trials = ladderTrials(state);
  const deaths = trials.filter(
    ({ outcome, idleMs }) => outcome.kind === 'dead' && idleMs <= upperMs * NEAR_RATIO,
  );
  const decided = directions.every(
    (direction) =>
      bracketOf(trials, direction).upperMs !== undefined || longestLifeMs(trials, direction) > upperMs,
  );
  return upperMs - lowerMs <= enoughMs(state) && deaths.length >= 2 && decided;
}

/** How narrow the limit is to become, by what is known of it. */
function enoughMs(state: TraceState): number {
  const { resolution } = ladderConfigOf(state);
  return resolution.kind === 'absolute' ? resolution.ms : resolution.ratio * (limitSoFar(state).upperMs ?? 0);
}

/** Every direction lived through the longest silence that was asked for, by what is certain of it. */
function survivedAll(state: TraceState): boolean {
  const trials = ladderTrials(state);
  return ladderConfigOf(state).directions.every((direction) => {
    const { lowerMs, upperMs } = bracketOf(trials, direction);
    return upperMs === undefined && lowerMs >= state.config.ladder.maxIdleMs - uncertainMs(state);
  });
}

/** Where the kernel does not tell when data came (adapters/net/idle-meter.ts) a silence is shorter by so much for certain than it really was. */
function uncertainMs({ config }: TraceState): number {
  return config.socketOptions ? 0 : Math.min(UNCERTAIN_MS, config.ladder.maxIdleMs / 10);
}

/** A login shell ended by itself, and sessions without one have clearly lived on: nothing more is to be waited for. */
function shellIsOutlived(state: TraceState): boolean {
  const shell = state.arms.find(({ spec }) => spec.kind === 'shell');
  const last = shell?.trials.at(-1);
  if (last?.outcome.kind !== 'dead' || last.direction !== undefined) return false;
  const shellMs = last.idleMs;
  const trials = ladderTrials(state);
  return ladderConfigOf(state).directions.every(
    (direction) => bracketOf(trials, direction).lowerMs > shellMs * 1.1 + 500,
  );
}

/** What the ladder is to find out now, and no more narrowly than it can be known here. */
function ladderConfigOf(state: TraceState): TraceState['config']['ladder'] {
  const { ladder } = state.config;
  const { resolution } = ladder;
  const finestMs = FINEST_SLACKS * slackMs(state);
  const wantedMs =
    resolution.kind === 'absolute' ? resolution.ms : resolution.ratio * limitSoFar(state).lowerMs;
  return {
    ...ladder,
    resolution: wantedMs < finestMs ? { kind: 'absolute', ms: finestMs } : resolution,
    directions: state.canAskServer ? ladder.directions : ['client-first'],
  };
}

/** The ladder sees each arm as old as it would be recorded, should it answer now. */
function ladderView(state: TraceState): LadderView {
  const ladder = state.arms.filter(({ spec }) => spec.kind === 'ladder');
  const open = ladder.filter(({ phase }) => phase === 'open');
  const lateMs = tickMs(state);
  return {
    nowMs: state.nowMs,
    arms: open
      .filter(({ probing }) => probing?.suspect !== true && probing?.refresh !== true)
      .map(({ spec, idleSinceAtMs, probing }) => ({
        id: spec.id,
        idleSinceAtMs: idleSinceAtMs + lateMs,
        probing:
          probing === undefined
            ? undefined
            : {
                direction: probing.direction,
                sentAtMs: probing.sinceAtMs,
                idleMs: Math.max(0, probing.sinceAtMs - idleSinceAtMs - lateMs),
              },
      })),
    trials: ladderTrials(state),
    suspects: open.flatMap(({ spec, idleSinceAtMs, probing }) =>
      probing?.suspect === true && !probing.refresh
        ? [
            {
              armId: spec.id,
              direction: probing.direction,
              idleMs: (probing.idleMs ?? probing.sinceAtMs - idleSinceAtMs) + slackMs(state),
            },
          ]
        : [],
    ),
    // Before the path is known the ladder's arms are not even planned.
    mayOpenMore:
      !state.loginsStopped &&
      (ladder.length === 0 || ladder.some(({ phase }) => phase === 'planned' || phase === 'opening')),
  };
}

/** The server itself breaks every silence, again and again: no arm will ever be idle for longer. */
function serverKeepsBusy({ arms, config }: TraceState): boolean {
  // A jump host's words say nothing of the legs behind it.
  if (config.legs !== undefined) return false;
  const open = arms.filter(
    ({ spec, phase }) =>
      spec.kind === 'ladder' && (phase === 'open' || phase === 'planned' || phase === 'opening'),
  );
  return open.length > 0 && open.every(({ heard }) => heard.length >= BUSY_BEATS);
}

/** Beyond the limit by more than the ticks that a life is counted shorter for. */
const BEYOND_MS = 100;
/** A death within this factor of the limit speaks for it. */
const NEAR_RATIO = 1.1;
/** So many silences broken on every arm are a beat, not chance. */
const BUSY_BEATS = 3;
/** A bracket has a life at one end and a death at the other, each as inexact, and the ladder's own allowance between. */
const FINEST_SLACKS = 4;
/** 100 ms until it is seen, 40 ms of delayed acknowledgement, and the clocks' ticks. */
const UNCERTAIN_MS = 200;
