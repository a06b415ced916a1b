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
  const undecided = config.directions
    .filter((direction) => !dying.has(direction))
    .map((direction) => ({ direction, lifeMs: longestLifeMs(trials, direction) }))
    .filter(({ lifeMs }) => lifeMs < lowest.upperMs);
  const hopeMs = Math.max(0, ...undecided.map(({ lifeMs }) => lifeMs));
  return [
    ...limits.flatMap((limit) => refine(config, trials, limit, hopeMs)),
    ...undecided.map(({ direction }) => above(direction, lowest.upperMs)),
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

/**
 * Narrows the limit until it is within the resolution, then each direction's own bracket.
 * `hopeMs`: what a direction lived through that may share this limit, if that turns out so.
 */
function refine(
  config: LadderConfig,
  trials: readonly Trial[],
  limit: Limit,
  hopeMs: number,
): readonly Aim[] {
  const { lowerMs, upperMs } = limit;
  const usualMs = usualRttMs(trials) ?? 0;
  const enoughMs = Math.max(resolutionMs(config.resolution, lowerMs || upperMs), 3 * usualMs);
  if (upperMs - lowerMs > enoughMs) {
    const hopedMs = Math.max(lowerMs, hopeMs);
    return [split(trials, { ...limit, lowerMs: upperMs - hopedMs > enoughMs ? hopedMs : lowerMs }, enoughMs)];
  }
  return limit.directions.flatMap((direction) => {
    const essential = confirm(trials, limit, direction, 2 * enoughMs);
    if (essential.length > 0) return essential;
    return confirm(trials, limit, direction, enoughMs).map((aim) => ({
      ...aim,
      patienceMs: PATIENCE * upperMs,
    }));
  });
}

/** What keeps a direction's own bracket wider than `enoughMs`, its limit being as good as known. */
function confirm(
  trials: readonly Trial[],
  limit: Limit,
  direction: Direction,
  enoughMs: number,
): readonly Aim[] {
  const { lowerMs, upperMs } = limit;
  const own = bracketOf(trials, direction);
  const ownUpperMs = own.upperMs ?? Infinity;
  if (ownUpperMs - own.lowerMs <= enoughMs) return [];
  const patienceMs = Infinity;
  return [
    {
      direction,
      fromMs: upperMs,
      toMs: Math.max(own.lowerMs, upperMs - enoughMs) + enoughMs,
      idealMs: upperMs,
      patienceMs,
    },
    {
      direction,
      fromMs: Math.min(ownUpperMs, lowerMs + enoughMs) - enoughMs,
      toMs: lowerMs,
      idealMs: lowerMs,
      patienceMs,
    },
  ].filter(({ idealMs }) =>
    idealMs === upperMs ? ownUpperMs > lowerMs + enoughMs : own.lowerMs < upperMs - enoughMs,
  );
}

/**
 * Into two parts, by the direction that knows less; rather in the upper half: a death costs
 * no arm that was of any more use, a life costs one that would have climbed on.
 */
function split(trials: readonly Trial[], { lowerMs, upperMs, directions }: Limit, enoughMs: number): Aim {
  const widthMs = upperMs - lowerMs;
  const [widest] = directions
    .map((direction) => ({ direction, ...bracketOf(trials, direction) }))
    .sort((a, b) => (b.upperMs ?? Infinity) - b.lowerMs - ((a.upperMs ?? Infinity) - a.lowerMs));
  return {
    direction: widest?.direction ?? 'client-first',
    fromMs: upperMs - Math.max(enoughMs, widthMs / 2),
    toMs: widthMs <= 2 * enoughMs ? lowerMs + enoughMs : upperMs - enoughMs / 2,
    idealMs: upperMs - widthMs * 0.4,
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

/** The part of the limit that is worth waiting for a direction's bracket to be as narrow as the joint one. */
const PATIENCE = 0.05;

/** Above a landmark by so much, for clocks that are coarse. */
const JUST_ABOVE = 1.008;
