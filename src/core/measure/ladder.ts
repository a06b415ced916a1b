/**
 * Finds the idle limit of a path with many held connections (arms), each
 * silent for its own time: says which arm to probe now, and when to ask again.
 *
 * A pure function of the evidence, no machine of its own: the trace owns the
 * arms and asks after every event. Nothing is remembered between two calls, so
 * that a late answer, a lost arm or a suspend needs no undoing.
 *
 * A probed arm that lives starts again at age 0, so that N arms are at N
 * different ages when the first death comes, and those between the last life
 * and the first death refine it at once. See aims.ts for what is wanted, and
 * test/simulation for how well that goes.
 */
import { type Aim, aimsOf, type Flight, isLongEnough, type LadderConfig } from './aims.ts';
import { areAtOdds, asSent, longestLifeMs, usualRttMs } from './limit.ts';
import type { Direction, Trial } from './trial.ts';

export type { LadderConfig } from './aims.ts';

export interface LadderArm {
  readonly id: string;
  /** When it was last active: monotonic time. */
  readonly idleSinceAtMs: number;
  /** The probe it has not answered yet; `undefined`: it is idle. */
  readonly probing:
    | undefined
    | { readonly direction: Direction; readonly sentAtMs: number; readonly idleMs: number };
}

/** Probed, unanswered for a while, and the control arm well: as good as dead, until an answer comes after all. */
export interface LadderSuspect {
  readonly armId: string;
  readonly direction: Direction;
  readonly idleMs: number;
}

export interface LadderView {
  readonly nowMs: number;
  /** Open and not known to be dead; those that are probing included. */
  readonly arms: readonly LadderArm[];
  /** More arms may come by themselves: logins under way, or to be made when arms are missing. */
  readonly mayOpenMore: boolean;
  /** Finished trials. */
  readonly trials: readonly Trial[];
  readonly suspects: readonly LadderSuspect[];
}

export interface LadderPlan {
  readonly probes: readonly { readonly armId: string; readonly direction: Direction }[];
  /** When to ask again at the latest; `undefined`: only when something has happened. */
  readonly wakeAtMs: number | undefined;
  /**
   * `bracketed`: the limit is known, as narrowly as it can be had. `survives`: every direction
   * lived to the longest age. `inconsistent`: no one limit explains the trials.
   * `unmeasured`: no arms are left, and no limit was met.
   */
  readonly ended: undefined | 'bracketed' | 'survives' | 'inconsistent' | 'unmeasured';
}

export function planLadder(config: LadderConfig, view: LadderView): LadderPlan {
  const outlook = outlookOf(view);
  const ended = endOf(config, outlook);
  if (ended !== undefined) return { probes: [], wakeAtMs: undefined, ended };

  const probes = new Map<string, Direction>();
  const wakesAtMs = [...outlook.answersDueAtMs];
  for (const aim of aimsOf(config, [...outlook.sure, ...outlook.feared], outlook.flights)) {
    const move = moveFor(aim, { ...outlook, idle: outlook.idle.filter(({ id }) => !probes.has(id)) });
    if (move.kind === 'wait') wakesAtMs.push(move.untilAtMs);
    if (move.kind !== 'probe') continue;
    probes.set(move.armId, aim.direction);
    wakesAtMs.push(view.nowMs + patienceMs(view.trials, aim.direction));
  }

  const wakeAtMs = Math.min(...wakesAtMs);
  const awaited = outlook.flights.length + outlook.feared.length;
  const nothingComes = probes.size === 0 && wakeAtMs === Infinity && awaited === 0;
  return {
    probes: [...probes].map(([armId, direction]) => ({ armId, direction })),
    wakeAtMs: wakeAtMs === Infinity ? undefined : wakeAtMs,
    ended: nothingComes && !view.mayOpenMore ? lastWord(view.trials) : undefined,
  };
}

/** What is to be expected of the arms at this moment. */
interface Outlook {
  readonly nowMs: number;
  readonly idle: readonly LadderArm[];
  readonly flights: readonly Flight[];
  /** When the answers of the flights are overdue. */
  readonly answersDueAtMs: readonly number[];
  /** Finished trials, by the ages at which their probes were sent. */
  readonly sure: readonly Trial[];
  /** Suspects, and probes whose answer is overdue: acted on as deaths, but nothing ends on them. */
  readonly feared: readonly Trial[];
}

function outlookOf({ nowMs, arms, trials, suspects }: LadderView): Outlook {
  const suspected = new Set(suspects.map(({ armId }) => armId));
  const others = arms.filter(({ id }) => !suspected.has(id));
  const asked = others.flatMap(({ id: armId, probing }) => {
    if (probing === undefined) return [];
    return [{ ...probing, armId, dueAtMs: probing.sentAtMs + patienceMs(trials, probing.direction) }];
  });
  const flights = asked.filter(({ dueAtMs }) => nowMs < dueAtMs);
  const overdue = asked.filter(({ dueAtMs }) => nowMs >= dueAtMs);
  return {
    nowMs,
    sure: asSent(trials),
    idle: others.filter(({ probing }) => probing === undefined),
    flights,
    answersDueAtMs: flights.map(({ dueAtMs }) => dueAtMs),
    feared: [...suspects, ...overdue].map(({ armId, direction, idleMs }) => ({
      armId,
      direction,
      idleMs,
      outcome: { kind: 'dead', ending: 'silent' },
      atMs: nowMs,
    })),
  };
}

/** After which it is better to act as if no answer came: it saves that time, and costs an arm or two if one does. */
function patienceMs(trials: readonly Trial[], direction: Direction): number {
  const usualMs = usualRttMs(trials, direction);
  return usualMs === undefined ? Infinity : 1.5 * usualMs + HICCUP_MS;
}

/** What is beyond doubt: only finished trials count, and aims that may still be met. */
function endOf(config: LadderConfig, outlook: Outlook): LadderPlan['ended'] {
  const { sure } = outlook;
  if (areAtOdds(sure, config.directions)) return 'inconsistent';
  const open = aimsOf(config, sure, []).some(
    (aim) => aim.untilAtMs === Infinity || moveFor(aim, outlook).kind !== 'none',
  );
  if (open) return undefined;
  return config.directions.every((direction) => isLongEnough(config, longestLifeMs(sure, direction)))
    ? 'survives'
    : 'bracketed';
}

type Move =
  | { readonly kind: 'probe'; readonly armId: string }
  /** For an arm to be old enough, or (Infinity) for an answer that will tell. */
  | { readonly kind: 'wait'; readonly untilAtMs: number }
  /** No arm can serve the aim in time. */
  | { readonly kind: 'none' };

function moveFor(aim: Aim, { nowMs, idle, flights }: Outlook): Move {
  if (flights.some(({ direction, idleMs }) => direction === aim.direction && serves(idleMs, aim))) {
    return { kind: 'wait', untilAtMs: Infinity };
  }
  const offMs = ({ idleSinceAtMs }: LadderArm): number => Math.abs(nowMs - idleSinceAtMs - aim.idealMs);
  const [best] = idle
    .filter(({ idleSinceAtMs }) => serves(nowMs - idleSinceAtMs, aim))
    .sort((a, b) => offMs(a) - offMs(b));
  if (best !== undefined && nowMs <= aim.untilAtMs) return { kind: 'probe', armId: best.id };
  const dueAtMs = Math.min(...idle.map((arm) => arm.idleSinceAtMs + aim.fromMs).filter((ms) => ms > nowMs));
  return dueAtMs <= aim.untilAtMs && dueAtMs !== Infinity
    ? { kind: 'wait', untilAtMs: dueAtMs }
    : { kind: 'none' };
}

/** Sums of instants are not exact: an arm that is due must not be put off by a rounding. */
function serves(idleMs: number, { fromMs, toMs }: Aim): boolean {
  return idleMs >= fromMs - ROUNDING_MS && idleMs <= toMs;
}

/** Nothing more can be learned: what was it? */
function lastWord(trials: readonly Trial[]): LadderPlan['ended'] {
  const met = new Set(trials.map(({ outcome }) => outcome.kind));
  return met.has('alive') && met.has('dead') ? 'bracketed' : 'unmeasured';
}

/** What a busy machine may add to an answer. */
const HICCUP_MS = 20;

const ROUNDING_MS = 0.01;
