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
import { type Aim, aimsOf, type Flight, type LadderConfig } from './aims.ts';
import { longestLifeMs, quarrelsome, usualRttMs } from './limit.ts';
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
  const ended = endOf(config, view);
  if (ended !== undefined) return { probes: [], wakeAtMs: undefined, ended };

  const waitMs = patienceWithAnswersMs(view.trials);
  const feared = new Set(view.suspects.map(({ armId }) => armId));
  const flights: Flight[] = [];
  const fears: Trial[] = view.suspects.map((suspect) => deathOf(suspect.armId, suspect, view.nowMs));
  const wakes: number[] = [];
  for (const { id, probing } of view.arms) {
    if (probing === undefined || feared.has(id)) continue;
    if (view.nowMs >= probing.sentAtMs + waitMs) fears.push(deathOf(id, probing, view.nowMs));
    else {
      flights.push(probing);
      wakes.push(probing.sentAtMs + waitMs);
    }
  }

  const probes: { armId: string; direction: Direction }[] = [];
  const idle = view.arms.filter((arm) => arm.probing === undefined && !feared.has(arm.id));
  const expected = [...view.trials, ...fears];
  for (const aim of aimsOf(config, expected, flights)) {
    if (flights.some((flight) => serves(flight.idleMs, aim) && flight.direction === aim.direction)) continue;
    const free = idle.filter((arm) => probes.every(({ armId }) => armId !== arm.id));
    const arm = bestArm(aim, free, view.nowMs);
    if (arm !== undefined) {
      probes.push({ armId: arm.id, direction: aim.direction });
      wakes.push(view.nowMs + waitMs);
    } else wakes.push(...nextDue(aim, free, view.nowMs));
  }

  const wakeAtMs = wakes.filter((ms) => Number.isFinite(ms)).reduce((a, b) => Math.min(a, b), Infinity);
  if (wakeAtMs !== Infinity || probes.length > 0 || view.mayOpenMore || flights.length + fears.length > 0) {
    return { probes, wakeAtMs: wakeAtMs === Infinity ? undefined : wakeAtMs, ended: undefined };
  }
  return { probes, wakeAtMs: undefined, ended: lastWord(view.trials) };
}

/** What is beyond doubt: only finished trials count. */
function endOf(config: LadderConfig, { trials }: LadderView): LadderPlan['ended'] {
  if (config.directions.some((direction) => quarrelsome(trials, direction))) return 'inconsistent';
  if (aimsOf(config, trials, []).length > 0) return undefined;
  const survived = config.directions.every((d) => longestLifeMs(trials, d) >= config.maxIdleMs);
  return survived ? 'survives' : 'bracketed';
}

function lastWord(trials: readonly Trial[]): LadderPlan['ended'] {
  const met = new Set(trials.map((trial) => trial.outcome.kind));
  return met.has('alive') && met.has('dead') ? 'bracketed' : 'unmeasured';
}

/** After which an answer is late enough to act as if none would come; it costs an arm or two if one does. */
function patienceWithAnswersMs(trials: readonly Trial[]): number {
  const usualMs = usualRttMs(trials);
  return usualMs === undefined ? Infinity : 3 * usualMs + 50;
}

function deathOf(armId: string, { direction, idleMs }: Flight, atMs: number): Trial {
  return { armId, direction, idleMs, outcome: { kind: 'dead', ending: 'silent' }, atMs };
}

function bestArm(aim: Aim, arms: readonly LadderArm[], nowMs: number): LadderArm | undefined {
  const offMs = (arm: LadderArm): number => Math.abs(nowMs - arm.idleSinceAtMs - aim.idealMs);
  const fit = arms.filter((arm) => serves(nowMs - arm.idleSinceAtMs, aim));
  return fit.reduce<LadderArm | undefined>(
    (best, arm) => (best && offMs(best) <= offMs(arm) ? best : arm),
    undefined,
  );
}

/** When the first of the arms that are too young will be old enough. */
function nextDue(aim: Aim, arms: readonly LadderArm[], nowMs: number): number[] {
  const young = arms.filter((arm) => nowMs - arm.idleSinceAtMs < aim.fromMs);
  return young.length === 0 ? [] : [Math.min(...young.map((arm) => arm.idleSinceAtMs)) + aim.fromMs];
}

function serves(idleMs: number, { fromMs, toMs }: Aim): boolean {
  return idleMs >= fromMs - TICK_MS && idleMs <= toMs;
}

/** Sums of instants are not exact: an arm that is due must not be put off by a rounding. */
const TICK_MS = 0.01;
