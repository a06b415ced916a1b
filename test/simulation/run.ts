/**
 * Drives a ladder over a simulated path in virtual time, as the trace does over a real one:
 * logs in, probes, suspects what does not answer, hears late answers, sleeps with the laptop.
 */
import type { LadderArm, LadderPlan, LadderSuspect, LadderView } from '../../src/core/measure/ladder.ts';
import type { Direction, Outcome, Trial } from '../../src/core/measure/trial.ts';
import { deadAfterMs, suspectAfterMs } from '../../src/core/trace/patience.ts';
import { announcedAtMs, type PathSpec, type ProbeFate, probe } from './path.ts';
import { type Random, randomOf } from './random.ts';

/** The ladder closes no arm; other strategies do. */
export type Planner = (view: LadderView) => LadderPlan & { readonly closes?: readonly string[] };

export interface RunSpec {
  readonly path: PathSpec;
  readonly seed: number;
  /** Arms held at once. */
  readonly arms: number;
  /** Logins made at most; those beyond `arms` replace what died. */
  readonly logins: number;
  /** Logins at a time, each taking so long; 0 at a time: all are there from the start and take no time. */
  readonly login: { readonly atATime: number; readonly fastestMs: number; readonly slowestMs: number };
  readonly suspends: readonly { readonly atMs: number; readonly forMs: number }[];
  /** Called with every view and what was planned for it. */
  readonly watch?: (view: LadderView, plan: LadderPlan) => void;
}

export interface Run {
  readonly ended: LadderPlan['ended'] | 'stuck';
  readonly endedAtMs: number;
  readonly trials: readonly Trial[];
  /** Of each dead trial, how much longer than it knew the box had seen nothing: loss and travel. */
  readonly latenessMs: ReadonlyMap<Trial, number>;
  /** Deaths that were none: the answer would have come after all patience (loss upon loss). */
  readonly falseDeaths: ReadonlySet<Trial>;
  readonly logins: number;
}

interface Arm {
  readonly id: string;
  idleSinceAtMs: number;
  boxSeenAtMs: number;
  probing: undefined | { direction: Direction; sentAtMs: number; idleMs: number; fate: ProbeFate };
}

export function run(spec: RunSpec, plan: Planner): Run {
  const { path } = spec;
  const random: Random = randomOf(spec.seed);
  const suspectMs = suspectAfterMs(path.rttMs);
  const deadMs = deadAfterMs(path.rttMs);
  const trials: Trial[] = [];
  const latenessMs = new Map<Trial, number>();
  const falseDeaths = new Set<Trial>();
  let arms: Arm[] = [];
  let logins = 0;
  let pending: { readonly id: string; readonly dueAtMs: number }[] = [];
  const suspends = [...spec.suspends].sort((a, b) => a.atMs - b.atMs);
  let nowMs = 0;

  for (let turns = 0; turns < 100_000; turns++) {
    settle();
    logIn();
    const view: LadderView = {
      nowMs,
      arms: arms.map(armView),
      mayOpenMore: pending.length > 0,
      trials: [...trials],
      suspects: arms.flatMap(suspectView),
    };
    const planned = plan(view);
    spec.watch?.(view, planned);
    if (planned.ended !== undefined)
      return { ended: planned.ended, endedAtMs: nowMs, trials, latenessMs, falseDeaths, logins };
    for (const { armId, direction } of planned.probes) send(armId, direction);
    const closes = planned.closes ?? [];
    arms = arms.filter(({ id }) => !closes.includes(id));
    if (closes.length > 0) continue;
    const nextAtMs = Math.min(nextEventAtMs(), planned.wakeAtMs ?? Infinity);
    if (nextAtMs === Infinity) break;
    if (suspends[0] !== undefined && suspends[0].atMs <= nextAtMs) suspend();
    else nowMs = Math.max(nowMs, nextAtMs);
  }
  return { ended: 'stuck', endedAtMs: nowMs, trials, latenessMs, falseDeaths, logins };

  function logIn(): void {
    const { atATime, fastestMs, slowestMs } = spec.login;
    while (logins < spec.logins && arms.length + pending.length < spec.arms) {
      if (atATime > 0 && pending.length >= atATime) return;
      const id = `a${++logins}`;
      if (atATime === 0) open(id);
      else pending.push({ id, dueAtMs: nowMs + fastestMs + random() * (slowestMs - fastestMs) });
    }
  }

  function open(id: string): void {
    arms.push({ id, idleSinceAtMs: nowMs, boxSeenAtMs: nowMs + path.rttMs / 4, probing: undefined });
  }

  /** Makes true what has happened by now. */
  function settle(): void {
    for (const { id } of pending.filter(({ dueAtMs }) => dueAtMs <= nowMs)) open(id);
    pending = pending.filter(({ dueAtMs }) => dueAtMs > nowMs);
    for (const arm of arms) {
      const { probing } = arm;
      const closedAtMs = announcedAtMs(path, arm.boxSeenAtMs);
      if (probing === undefined) {
        if (closedAtMs <= nowMs)
          finish(arm, undefined, closedAtMs - arm.idleSinceAtMs, { kind: 'dead', ending: 'fin' });
        continue;
      }
      const { fate, direction, sentAtMs, idleMs } = probing;
      if (fate.atMs <= nowMs && fate.atMs <= sentAtMs + deadMs) {
        if (fate.kind === 'answered') {
          finish(arm, direction, idleMs, { kind: 'alive', rttMs: fate.atMs - sentAtMs });
          arms.push({ ...arm, idleSinceAtMs: fate.atMs, boxSeenAtMs: fate.boxSeenAtMs, probing: undefined });
        } else finish(arm, direction, idleMs, { kind: 'dead', ending: 'reset' });
      } else if (sentAtMs + deadMs <= nowMs)
        finish(arm, direction, idleMs, { kind: 'dead', ending: 'silent' });
    }
  }

  function finish(arm: Arm, direction: Direction | undefined, idleMs: number, outcome: Outcome): void {
    // As trace/record.ts does: a life was silent for at least so long, a death for at most.
    const blurMs = path.rttMs + TICKS_MS;
    const safeMs = outcome.kind === 'dead' ? idleMs + blurMs : Math.max(0, idleMs - blurMs);
    const trial: Trial = { armId: arm.id, idleMs: safeMs, direction, outcome, atMs: nowMs };
    trials.push(trial);
    if (outcome.kind === 'dead') latenessMs.set(trial, (arm.probing?.fate.idleAtBoxMs ?? idleMs) - safeMs);
    if (outcome.kind === 'dead' && arm.probing?.fate.kind === 'answered') falseDeaths.add(trial);
    arms = arms.filter((other) => other !== arm);
  }

  function send(armId: string, direction: Direction): void {
    const arm = arms.find(({ id }) => id === armId);
    if (arm === undefined || arm.probing !== undefined) throw new Error(`${armId} cannot be probed`);
    const idleMs = nowMs - arm.idleSinceAtMs;
    const fate = probe(path, random, direction, { sentAtMs: nowMs, boxSeenAtMs: arm.boxSeenAtMs });
    arm.probing = { direction, sentAtMs: nowMs, idleMs, fate };
  }

  function nextEventAtMs(): number {
    const eventsAtMs = arms.flatMap(({ probing, boxSeenAtMs }) =>
      probing === undefined
        ? [announcedAtMs(path, boxSeenAtMs)]
        : [probing.fate.atMs, probing.sentAtMs + suspectMs, probing.sentAtMs + deadMs].filter(
            (ms) => ms > nowMs,
          ),
    );
    return Math.min(...eventsAtMs, ...pending.map(({ dueAtMs }) => dueAtMs));
  }

  /** The machine sleeps: probes under way say nothing; afterwards every arm is asked, and starts again if it lives. */
  function suspend(): void {
    const nap = suspends.shift();
    if (nap === undefined) return;
    nowMs = Math.max(nowMs, nap.atMs) + nap.forMs;
    pending = pending.map(({ id, dueAtMs }) => ({ id, dueAtMs: dueAtMs + nap.forMs }));
    for (const arm of arms) {
      const idleMs = nowMs - arm.idleSinceAtMs;
      const closed = announcedAtMs(path, arm.boxSeenAtMs) <= nowMs;
      const fate = probe(path, random, 'client-first', { sentAtMs: nowMs, boxSeenAtMs: arm.boxSeenAtMs });
      finish(arm, arm.probing?.direction, idleMs, { kind: 'void', why: 'the machine was suspended' });
      if (arm.probing === undefined && !closed && fate.kind === 'answered') {
        arms.push({ ...arm, idleSinceAtMs: fate.atMs, boxSeenAtMs: fate.boxSeenAtMs });
      }
    }
  }

  function armView({ id, idleSinceAtMs, probing }: Arm): LadderArm {
    if (probing === undefined) return { id, idleSinceAtMs, probing };
    const { direction, sentAtMs, idleMs } = probing;
    return { id, idleSinceAtMs, probing: { direction, sentAtMs, idleMs } };
  }

  function suspectView({ id, probing }: Arm): LadderSuspect[] {
    if (probing === undefined || nowMs < probing.sentAtMs + suspectMs) return [];
    return [{ armId: id, direction: probing.direction, idleMs: probing.idleMs }];
  }
}

/** The kernels' clocks at either end, as src/core/trace/record.ts allows for them. */
const TICKS_MS = 10;
