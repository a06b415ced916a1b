/**
 * What the ladder wants to know next, as windows of age: "a trial of this
 * direction, with an arm that has been silent between so and so long, would
 * tell something". Which arm serves which aim is ladder.ts's part.
 *
 * First a climb, until the first death; then that limit is narrowed, and the
 * directions are checked one against the other.
 */
import { blurOf, bracketOf, type Limit, limitsOf, longestLifeMs } from './limit.ts';
import type { Direction, Trial } from './trial.ts';

export interface LadderConfig {
  /** Arms meant to be held, at least 1. */
  readonly arms: number;
  /** Age of the first rung. */
  readonly firstIdleMs: number;
  /** A silence that lived this long is long enough. */
  readonly maxIdleMs: number;
  /** How wide the bracket may stay, as a part of its lower bound or outright. */
  readonly resolution:
    | { readonly kind: 'ratio'; readonly ratio: number }
    | { readonly kind: 'absolute'; readonly ms: number };
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
  /** Until when it is worth waiting for; Infinity: as long as it takes. */
  readonly untilAtMs: number;
}

/** A probe on its way that may yet be answered. */
export interface Flight {
  readonly direction: Direction;
  readonly idleMs: number;
}

/**
 * Everything still worth a trial, most telling first; none: the limit is known, or that there is none.
 * `trials` by the ages at which their probes were sent (limit.ts).
 */
export function aimsOf(
  config: LadderConfig,
  trials: readonly Trial[],
  flights: readonly Flight[],
): readonly Aim[] {
  const limits = limitsOf(trials, config.directions);
  const [lowest] = limits;
  if (lowest === undefined) return climb(config, trials, flights);

  const dying = new Set(limits.flatMap(({ directions }) => directions));
  const undecided = config.directions
    .filter((direction) => !dying.has(direction))
    .map((direction) => ({ direction, lifeMs: longestLifeMs(trials, direction) }))
    .filter(({ lifeMs }) => lifeMs < lowest.upperMs * NEARLY);
  const hopeMs = Math.max(0, ...undecided.map(({ lifeMs }) => lifeMs));
  return [
    ...limits.flatMap((limit) => refine(config, trials, limit, hopeMs)),
    ...undecided.map(({ direction }) =>
      beyond(direction, Math.max(lowest.upperMs, shortestTellingMs(trials))),
    ),
  ];
}

/** As good as the longest silence that is of interest. */
export function isLongEnough({ maxIdleMs }: LadderConfig, idleMs: number): boolean {
  return idleMs >= maxIdleMs * NEARLY;
}

/** The next rung, for the direction that has climbed less. */
function climb(config: LadderConfig, trials: readonly Trial[], flights: readonly Flight[]): readonly Aim[] {
  const climbed = config.directions.map((direction) => ({
    direction,
    ms: Math.max(
      longestLifeMs(trials, direction),
      ...flights.filter((flight) => flight.direction === direction).map(({ idleMs }) => idleMs),
    ),
  }));
  const [behind] = climbed.sort((a, b) => a.ms - b.ms);
  if (behind === undefined || isLongEnough(config, behind.ms)) return [];
  const rungMs = nextRungMs(config, Math.max(...climbed.map(({ ms }) => ms)));
  return [beyond(behind.direction, Math.max(rungMs, shortestTellingMs(trials)))];
}

/**
 * The rung after `livedMs`.
 *
 * In the long run each of N arms is probed once while the time grows by a
 * factor R, so that rungs stand R^(1/N) apart and an arm's age is 1 − 1/R of
 * the time. The first death is then met, in the middle, at R^(1/2N) / (1 − 1/R)
 * of the limit. That is least at R = 2N + 1, and flat there: R = N + 1 costs
 * nothing to speak of (bench/ladder.bench.ts) and leaves less to refine.
 */
function nextRungMs({ arms, firstIdleMs, maxIdleMs, landmarksMs }: LadderConfig, livedMs: number): number {
  if (livedMs === 0) return Math.min(firstIdleMs, maxIdleMs);
  const ratio = (arms + 1) ** (1 / arms);
  const rungMs = livedMs + (ratio - 1) * (livedMs + UNHURRIED_MS);
  const reach = ratio ** (1 / 4);
  const landmarkMs = landmarksMs
    .map((ms) => ms * JUST_ABOVE)
    .find((ms) => ms > livedMs * reach && ms > rungMs / reach && ms < rungMs * reach);
  return Math.min(landmarkMs ?? rungMs, maxIdleMs);
}

/**
 * Narrows a limit until it is within the resolution, then confirms it in each direction.
 * `hopeMs`: what a direction lived through that may share this limit, if that turns out so.
 */
function refine(
  config: LadderConfig,
  trials: readonly Trial[],
  limit: Limit,
  hopeMs: number,
): readonly Aim[] {
  const { upperMs, directions } = limit;
  const enoughMs = enoughFor(config, trials, limit);
  // A death below the longest life was a late or a jittery one: no trial in between would settle that.
  const livesMs = directions
    .map((direction) => longestLifeMs(trials, direction))
    .filter((ms) => ms < upperMs);
  const lowerMs = Math.max(limit.lowerMs, shortestTellingMs(trials), ...livesMs);
  if (upperMs - lowerMs <= enoughMs + 2 * TICK_MS) {
    return [
      ...repeat(trials, limit),
      ...directions.flatMap((direction) => confirm(trials, limit, direction, enoughMs)),
    ];
  }
  const hopedMs = Math.max(lowerMs, hopeMs);
  const fromMs = upperMs - hopedMs > enoughMs ? hopedMs : lowerMs;
  return [split(config, trials, { ...limit, lowerMs: fromMs }, enoughMs)];
}

/**
 * Into two parts, by the direction that knows less.
 *
 * Where arms stand closer together than the bracket is wide, it is best to take
 * the oldest that is not surely dead (a death costs no arm that was of any more
 * use, a life costs one that would have climbed on), and to wait until it has
 * reached the middle, or, when little is left, the last window below the upper bound.
 */
function split(config: LadderConfig, trials: readonly Trial[], limit: Limit, enoughMs: number): Aim {
  const { lowerMs, upperMs, directions } = limit;
  const widthMs = upperMs - lowerMs;
  const [ignorant] = directions
    .map((direction) => ({ direction, ...bracketOf(trials, direction) }))
    .sort((a, b) => (b.upperMs ?? Infinity) - b.lowerMs - ((a.upperMs ?? Infinity) - a.lowerMs));
  const onLandmark = config.landmarksMs.some((ms) => ms < upperMs && ms > upperMs - enoughMs);
  const last = onLandmark || widthMs < LITTLE * enoughMs;
  return {
    direction: ignorant?.direction ?? 'client-first',
    fromMs: last ? upperMs - enoughMs : upperMs - widthMs / 2,
    toMs: widthMs <= 2 * enoughMs ? lowerMs + enoughMs : upperMs - enoughMs / 2,
    idealMs: upperMs - widthMs * 0.3,
    untilAtMs: Infinity,
  };
}

/** One death may be an accident: a second one close to it, in any of the limit's directions. */
function repeat(trials: readonly Trial[], { upperMs, directions: [direction] }: Limit): readonly Aim[] {
  const closeMs = upperMs * CLOSE;
  const deaths = trials.filter(({ outcome, idleMs }) => outcome.kind === 'dead' && idleMs <= closeMs);
  if (deaths.length >= 2 || direction === undefined) return [];
  return [{ direction, fromMs: upperMs, toMs: closeMs, idealMs: upperMs, untilAtMs: Infinity }];
}

/**
 * A death and a life of the direction's own close to the limit. The wider its
 * own bracket still is, the longer that is worth waiting for.
 */
function confirm(
  trials: readonly Trial[],
  limit: Limit,
  direction: Direction,
  enoughMs: number,
): readonly Aim[] {
  const { lowerMs, upperMs } = limit;
  const own = bracketOf(trials, direction);
  const ownUpperMs = own.upperMs ?? Infinity;
  const tooWide = (ownUpperMs - own.lowerMs) / enoughMs - 1;
  if (tooWide < SLIGHTLY) return [];

  const untilAtMs = knownAtMs(trials, limit) + PATIENCE * Math.min(3, tooWide) * upperMs;
  if (ownUpperMs <= lowerMs + enoughMs) {
    return [{ direction, fromMs: ownUpperMs - enoughMs, toMs: lowerMs, idealMs: lowerMs, untilAtMs }];
  }
  const nearMs = own.lowerMs + enoughMs > upperMs ? own.lowerMs : lowerMs;
  return [{ direction, fromMs: upperMs, toMs: nearMs + enoughMs, idealMs: upperMs, untilAtMs }];
}

/** Any age from `fromMs` on, the youngest first. */
function beyond(direction: Direction, fromMs: number): Aim {
  return { direction, fromMs, toMs: Infinity, idealMs: fromMs, untilAtMs: Infinity };
}

/** A silence shorter than the way there and back tells nothing. */
function shortestTellingMs(trials: readonly Trial[]): number {
  return 2 * blurOf(trials);
}

/** How wide a limit may stay: as wanted, less the time that probes travel at either end, but no finer than can be told. */
function enoughFor({ resolution }: LadderConfig, trials: readonly Trial[], limit: Limit): number {
  const { lowerMs, upperMs } = limit;
  const wantedMs = resolution.kind === 'absolute' ? resolution.ms : resolution.ratio * (lowerMs || upperMs);
  const blurMs = blurOf(trials);
  return Math.max(wantedMs - 2 * blurMs, 2 * blurMs + TICK_MS);
}

/** When both bounds of the limit were known. */
function knownAtMs(trials: readonly Trial[], { lowerMs, upperMs }: Limit): number {
  const firstAtMs = (boundMs: number): number =>
    Math.min(...trials.filter(({ idleMs }) => Math.abs(idleMs - boundMs) < 1).map(({ atMs }) => atMs));
  return Math.max(...[firstAtMs(lowerMs), firstAtMs(upperMs)].filter((ms) => ms !== Infinity));
}

/**
 * With so little left (in resolutions) it pays to wait for the last window: by a dynamic program over
 * arms one to two resolutions apart from 3 on, on the bench's runs, where they thin out downwards, up to 6.
 */
const LITTLE = 5;

/** Sums of instants are not exact. */
const TICK_MS = 0.01;

/** Where ages are so small, nobody minds a second or two, and the arms are worth more later. */
const UNHURRIED_MS = 1500;

/** Above a landmark by so much, for clocks that are coarse. */
const JUST_ABOVE = 1.008;

/** A trial at the longest age is recorded a little shorter than it was meant. */
const NEARLY = 0.995;

/** Too little too wide to be worth a trial. */
const SLIGHTLY = 0.01;

/** A death up to this factor above another speaks for the same limit. */
const CLOSE = 1.05;

/** The part of the limit that is worth waiting, for each time a direction's own bracket is too wide. */
const PATIENCE = 0.05;
