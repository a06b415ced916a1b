/**
 * What to do next, from what is known: logins at a measured pace, the control
 * arm's beat, patience with silent arms, the ladder's probes, and at the end
 * the proof. Every pass reads the state, may change it, may add commands.
 */
import { isTryAgain } from './boundary.ts';
import { climb } from './climb.ts';
import { comeBack } from './come-back.ts';
import { logIn } from './logins.ts';
import { confirmedAfterMs, countsFromAtMs, deadAfterMs, stalledAfterMs, suspectAfterMs } from './patience.ts';
import { paceKeepalives } from './pace.ts';
import { letNewcomerTry, newcomerInMs } from './newcomer.ts';
import { finishProof } from './proof.ts';
import { recordDeath } from './record-end.ts';
import { CONTROL } from './arms.ts';
import { controlOf, isDeathUnwitnessed, plannedArm, type TraceState, wasIdle, withArm } from './state.ts';
import { ask, enter, isHealthy, type TraceStep, type Turn } from './turn.ts';

export function decide(state: TraceState): TraceStep {
  const turn: Turn = { state, commands: [], wakesAtMs: [] };
  if (state.stoppedEarly) enter(turn, 'done');
  for (const pass of [
    beatControl,
    watchControl,
    letNewcomerTry,
    loseSilent,
    logIn,
    startMeasuring,
    climb,
    paceKeepalives,
    finishProof,
    giveUp,
  ]) {
    if (turn.state.phase === 'done') break;
    pass(turn);
  }
  return settled(turn);
}

function beatControl(turn: Turn): void {
  const control = controlOf(turn.state);
  const { nowMs, rttMs } = turn.state;
  if (control?.phase !== 'open') return;
  if (control.probing === undefined) {
    const lastAtMs = Math.max(control.openedAtMs ?? 0, turn.state.controlAnsweredAtMs ?? 0);
    const dueAtMs = isDeathUnwitnessed(turn.state) ? nowMs : lastAtMs + CONTROL_EVERY_MS;
    if (nowMs >= dueAtMs) ask(turn, control.spec.id, 'client-first');
    else turn.wakesAtMs.push(dueAtMs);
    return;
  }
  const stallsAtMs = control.probing.sinceAtMs + stalledAfterMs(rttMs);
  if (!isHealthy(turn.state)) return;
  if (nowMs >= stallsAtMs)
    turn.state = {
      ...turn.state,
      stalls: [...turn.state.stalls, { fromAtMs: control.probing.sinceAtMs, toAtMs: undefined }],
    };
  else turn.wakesAtMs.push(stallsAtMs);
}

/** A dead control arm ends the run: nothing that dies with it died of idleness. */
function watchControl(turn: Turn): void {
  const { state } = turn;
  const stall = state.stalls.at(-1);
  const lost =
    stall !== undefined && stall.toAtMs === undefined && state.nowMs >= stall.fromAtMs + OUTAGE_ENDS_AFTER_MS;
  if (stall !== undefined && stall.toAtMs === undefined)
    turn.wakesAtMs.push(stall.fromAtMs + OUTAGE_ENDS_AFTER_MS);
  const control = state.arms.find(({ spec }) => spec.kind === 'control');
  const died = control?.phase === 'dead';
  if (state.phase === 'lingering') {
    const isBack = comeBack(turn);
    const untilAtMs = state.phaseSinceAtMs + (isBack ? LINGER_MS : LINGER_ABSENT_MS);
    if (state.nowMs >= untilAtMs) enter(turn, 'done');
    else turn.wakesAtMs.push(untilAtMs);
  } else if (lost || newcomerInMs(state) !== undefined) enter(turn, 'done');
  else if (died && wasIdle(control) && !state.loginsStopped) replaceControl(turn);
  else if (died) {
    enter(turn, 'lingering');
    turn.wakesAtMs.push(state.nowMs + 1);
  }
}

/** We ourselves were held up for so long that the busy arm was not busy: another one takes its place. */
function replaceControl(turn: Turn): void {
  const { state } = turn;
  const count = state.arms.filter(({ spec }) => spec.kind === 'control').length;
  const replacement = plannedArm({ ...CONTROL, id: `${CONTROL.id}-${count + 1}` });
  // First in line for the next login; the first control arm is the one that counts.
  turn.state = {
    ...state,
    arms: [replacement, ...state.arms],
    // What ended it came over the path: that answers again, and what was asked meanwhile still has its repeats.
    stalls: state.stalls.map((stall) => ({ ...stall, toAtMs: stall.toAtMs ?? state.nowMs })),
  };
}

/** Patience with arms that were asked and do not answer. */
function loseSilent(turn: Turn): void {
  for (const { spec, probing } of turn.state.arms) {
    if (probing === undefined || spec.kind === 'control' || turn.state.phase === 'lingering') continue;
    const { nowMs, rttMs } = turn.state;
    const fromAtMs = countsFromAtMs(turn.state, probing.spokeAtMs ?? probing.sinceAtMs);
    if (fromAtMs === undefined) continue;
    const suspectAtMs = fromAtMs + suspectAfterMs(rttMs);
    // One that tries again confirms what others have shown.
    const deadAtMs = fromAtMs + (isTryAgain(spec) ? confirmedAfterMs(rttMs) : deadAfterMs(rttMs));
    if (nowMs < suspectAtMs) turn.wakesAtMs.push(suspectAtMs);
    else if (!probing.suspect)
      turn.state = withArm(turn.state, spec.id, (arm) => ({
        ...arm,
        probing: { ...probing, suspect: true },
      }));
    if (nowMs < deadAtMs) turn.wakesAtMs.push(deadAtMs);
    else if (probing.refresh) {
      turn.state = withArm(turn.state, spec.id, (arm) => ({ ...arm, phase: 'closed', probing: undefined }));
      turn.commands.push({ kind: 'close', armId: spec.id });
    } else if (
      probing.direction === 'server-first' &&
      probing.spokeAtMs === undefined &&
      spec.kind === 'ladder' &&
      !staysSilent(turn.state)
    ) {
      // What would a person meet who now comes back and types?
      turn.state = withArm(turn.state, spec.id, (arm) => ({
        ...arm,
        probing: { ...probing, suspect: true, spokeAtMs: nowMs },
      }));
      turn.commands.push({ kind: 'speak', armId: spec.id });
      turn.wakesAtMs.push(nowMs + deadAfterMs(rttMs));
    } else {
      turn.state = recordDeath(turn.state, spec.id);
      turn.commands.push({ kind: 'close', armId: spec.id });
    }
  }
}

/** A client that spoke up after a lost word met silence before: it need not be waited for again. */
function staysSilent(state: TraceState): boolean {
  return state.arms.some(
    ({ spec, revived, trials }) =>
      spec.kind === 'ladder' &&
      !revived &&
      trials.some(
        ({ direction, outcome }) =>
          direction === 'server-first' && outcome.kind === 'dead' && outcome.ending === 'silent',
      ),
  );
}

function startMeasuring(turn: Turn): void {
  if (turn.state.phase !== 'opening') return;
  const opened = turn.state.arms.some(({ phase }) => phase === 'open');
  if (opened) enter(turn, 'measuring');
}

/** The run cannot go on, or has gone on for too long. */
function giveUp(turn: Turn): void {
  const { state } = turn;
  const anyLeft = state.arms.some(
    ({ phase }) => phase === 'planned' || phase === 'opening' || phase === 'open',
  );
  // One that comes back is planned when it may.
  if (!anyLeft && state.arms.length > 0 && state.phase !== 'lingering') return enter(turn, 'done');
  if (
    state.phase === 'opening' &&
    state.loginsStopped &&
    !state.arms.some(({ phase }) => phase === 'opening')
  )
    return enter(turn, 'done');
  const endAtMs = wallLimitMs(state);
  if (state.nowMs >= endAtMs) enter(turn, 'done');
  else turn.wakesAtMs.push(endAtMs);
}

/** No run takes longer than this, whatever happens. One lone connection needs its silences one after the other. */
function wallLimitMs({ config }: TraceState): number {
  return config.ladder.maxIdleMs * (config.ladder.arms < 4 ? 4 : 2) + WALL_SPARE_MS;
}

function settled({ state, commands, wakesAtMs }: Turn): TraceStep {
  const next = wakesAtMs.length === 0 ? undefined : Math.min(...wakesAtMs);
  // Never in the past: that would spin.
  const wakeAtMs = state.phase === 'done' || next === undefined ? undefined : Math.max(next, state.nowMs + 1);
  return { state: { ...state, wakeAtMs }, commands };
}

const CONTROL_EVERY_MS = 1000;
/** An outage of this length ends the run: what comes after it is another story. */
const OUTAGE_ENDS_AFTER_MS = 20_000;
/** After the control arm's death: long enough for the next arms to reach the same age, should they end by age. */
const LINGER_MS = 5000;
/** While nobody could come back: a server program is up again by then, a machine is not. */
const LINGER_ABSENT_MS = 9000;
const WALL_SPARE_MS = 120_000;
