/**
 * What the ladder wants to know next, as windows of age: "a trial of this
 * direction, with an arm that has been silent between so and so long, would
 * tell something". Which arm serves which aim is ladder.ts's part.
 */
import { bracketOf, type Limit, limitsOf, longestLifeMs, usualRttMs } from './limit.ts';
import type { Direction, Trial } from './trial.ts';

export type Resolution =
  | { readonly kind: 'ratio'; readonly ratio: number }
  | { readonly kind: 'absolute'; readonly ms: number };

export interface LadderConfig {
  /** Arms meant to be held, at least 1. */
  readonly arms: number;
  /** Age of the first rung. */
  readonly firstIdleMs: number;
  /** A silence that lived this long is long enough. */
  readonly maxIdleMs: number;
  /** How wide the bracket may stay, as a part of its lower bound or outright. */
  readonly resolution: Resolution;
  readonly directions: readonly Direction[];
  /** Where products have their limit: a rung close to one is moved to just above it. */
  readonly landmarksMs: readonly number[];
}

/** A trial of `direction` at an age in [`fromMs`, `toMs`] is wanted, `idealMs` best. */
export interface Aim {
  readonly direction: Direction;
  readonly fromMs: number;
  readonly toMs: number;
  readonly idealMs: number;
  /** How long it is worth waiting for. */
  readonly patienceMs: number;
}

/** A probe on its way that may yet be answered. */
export interface Flight {
  readonly direction: Direction;
  readonly idleMs: number;
}

/** Everything still worth a trial, most telling first; none: the limit is known, or that there is none. */
export function aimsOf(
  config: LadderConfig,
  trials: readonly Trial[],
  flights: readonly Flight[],
): readonly Aim[] {
  const limits = limitsOf(trials, config.directions);
  const [lowest] = limits;
  if (lowest === undefined) return climb(config, trials, flights);
  const dying = new Set(limits.flatMap((limit) => limit.directions));
  const undecided = config.directions.filter(
    (direction) => !dying.has(direction) && longestLifeMs(trials, direction) < lowest.upperMs,
  );
  return [
    ...limits.flatMap((limit) => refine(config, trials, limit)),
    ...undecided.map((direction) => above(direction, lowest.upperMs)),
  ];
}

/** The next rung, for the direction that has climbed less. */
function climb(config: LadderConfig, trials: readonly Trial[], flights: readonly Flight[]): readonly Aim[] {
  const climbed = config.directions.map((direction) => ({
    direction,
    ms: Math.max(
      longestLifeMs(trials, direction),
      ...flights.filter((flight) => flight.direction === direction).map((flight) => flight.idleMs),
    ),
  }));
  const [behind] = climbed.sort((a, b) => a.ms - b.ms);
  const highestMs = Math.max(...climbed.map(({ ms }) => ms));
  if (behind === undefined || behind.ms >= config.maxIdleMs) return [];
  return [above(behind.direction, nextRungMs(config, highestMs))];
}

/**
 * The rung after `livedMs`.
 *
 * In the long run each of N arms is probed once while the time grows by a
 * factor R, so that rungs stand R^(1/N) apart and an arm's age is 1 − 1/R of
 * the time. The first death is then met, in the middle, at R^(1/2N) / (1 − 1/R)
 * of the limit, which is least at R = 2N + 1.
 */
export function nextRungMs(config: LadderConfig, livedMs: number): number {
  if (livedMs === 0) return Math.min(config.firstIdleMs, config.maxIdleMs);
  const ratio = (2 * config.arms + 1) ** (1 / config.arms);
  const rungMs = livedMs + (ratio - 1) * (livedMs + UNHURRIED_MS);
  const reach = Math.sqrt(Math.sqrt(ratio));
  const landmarkMs = config.landmarksMs
    .map((ms) => ms * JUST_ABOVE)
    .find((ms) => ms > livedMs * reach && ms > rungMs / reach && ms < rungMs * reach);
  return Math.min(landmarkMs ?? rungMs, config.maxIdleMs);
}

/** Narrows the limit until it is within the resolution, then each direction's own bracket. */
function refine(config: LadderConfig, trials: readonly Trial[], limit: Limit): readonly Aim[] {
  const usualMs = usualRttMs(trials) ?? 0;
  const { lowerMs, upperMs } = limit;
  const enoughMs = Math.max(resolutionMs(config.resolution, lowerMs || upperMs), 3 * usualMs);
  const widthMs = upperMs - lowerMs;
  if (widthMs > enoughMs) return [split(trials, limit, enoughMs)];
  return limit.directions.flatMap((direction) => {
    const own = bracketOf(trials, direction);
    const aims: Aim[] = [];
    const patienceMs = Infinity;
    if (own.upperMs === undefined || own.upperMs > lowerMs + 1.5 * enoughMs) {
      aims.push({ direction, fromMs: upperMs, toMs: lowerMs + 1.5 * enoughMs, idealMs: upperMs, patienceMs });
    }
    if (own.lowerMs < upperMs - 1.5 * enoughMs) {
      aims.push({ direction, fromMs: upperMs - 1.5 * enoughMs, toMs: lowerMs, idealMs: lowerMs, patienceMs });
    }
    return aims;
  });
}

/** Into two parts, by the direction that knows less. */
function split(trials: readonly Trial[], { lowerMs, upperMs, directions }: Limit, enoughMs: number): Aim {
  const widthMs = upperMs - lowerMs;
  const marginMs = widthMs < 2 * enoughMs ? widthMs - enoughMs : Math.max(enoughMs, widthMs / 4);
  const [widest] = directions
    .map((direction) => ({ direction, ...bracketOf(trials, direction) }))
    .sort((a, b) => (b.upperMs ?? Infinity) - b.lowerMs - ((a.upperMs ?? Infinity) - a.lowerMs));
  return {
    direction: widest?.direction ?? 'client-first',
    fromMs: lowerMs + marginMs,
    toMs: upperMs - marginMs,
    idealMs: (lowerMs + upperMs) / 2,
    patienceMs: Infinity,
  };
}

/** Any age from `fromMs` on, the youngest first. */
function above(direction: Direction, fromMs: number): Aim {
  return { direction, fromMs, toMs: Infinity, idealMs: fromMs, patienceMs: Infinity };
}

function resolutionMs(resolution: Resolution, limitMs: number): number {
  return resolution.kind === 'absolute' ? resolution.ms : resolution.ratio * limitMs;
}

/** Where the ages are so small, nobody minds a few seconds, and the arms are worth more later. */
const UNHURRIED_MS = 3000;

/** Above a landmark by so much, for clocks that are coarse. */
const JUST_ABOVE = 1.008;
