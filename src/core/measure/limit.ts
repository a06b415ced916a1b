/**
 * From trials to limits: what they say of each direction, and of both.
 *
 * Not here: which trial to make next (aims.ts), and what a limit means
 * (verdict/). A trial's idle time errs on the safe side: a life was silent for
 * at least so long, a death for at most so long.
 */
import type { Bracket, Direction, Trial } from './trial.ts';

/**
 * Where the idle limit lies, by the trials of one direction. A connection that
 * the other side ended by itself counts for either. One dead trial that two
 * others clearly outlived is put down to something else. Where several were,
 * {@link quarrelsome} is true, and the bracket is as wide as the quarrel.
 */
export function bracketOf(trials: readonly Trial[], direction: Direction): Bracket {
  const { livesMs, deathsMs } = agesOf(trials, direction);
  const accidentMs = accidentOf({ livesMs, deathsMs });
  const believedMs = deathsMs.filter((ms) => ms !== accidentMs);
  const upperMs = smallest(believedMs.filter((ms) => ms > largest(livesMs)));
  return {
    lowerMs: largest(livesMs.filter((ms) => ms < smallest(believedMs))),
    upperMs: upperMs === Infinity ? undefined : upperMs,
  };
}

/**
 * How long a connection may be silent, whoever speaks next: the limit of the
 * direction that dies first. Directions that may share one limit (their
 * brackets overlap) are taken together. While none died, `lowerMs` is what
 * every direction tried has lived through.
 */
export function limitOf(trials: readonly Trial[]): Bracket {
  const [first] = limitsOf(trials, DIRECTIONS);
  if (first !== undefined) return { lowerMs: first.lowerMs, upperMs: first.upperMs };
  const tried = DIRECTIONS.filter((direction) => trials.some((trial) => trial.direction === direction));
  const livedMs = smallest(tried.map((direction) => longestLifeMs(trials, direction)));
  return { lowerMs: livedMs === Infinity ? 0 : livedMs, upperMs: undefined };
}

/** One limit and the directions that may share it. */
export interface Limit {
  readonly lowerMs: number;
  readonly upperMs: number;
  readonly directions: readonly Direction[];
}

/** The limits of the directions that die, the smallest first. */
export function limitsOf(trials: readonly Trial[], directions: readonly Direction[]): readonly Limit[] {
  const own = directions.flatMap((direction): Limit[] => {
    const { lowerMs, upperMs } = bracketOf(trials, direction);
    return upperMs === undefined ? [] : [{ lowerMs, upperMs, directions: [direction] }];
  });
  const [a, b] = own.sort((one, other) => one.upperMs - other.upperMs);
  if (a === undefined || b === undefined || b.lowerMs >= a.upperMs) return own;
  return [{ ...a, lowerMs: Math.max(a.lowerMs, b.lowerMs), directions: [...a.directions, ...b.directions] }];
}

/** The longest silence that a direction lived through; 0 while none. */
export function longestLifeMs(trials: readonly Trial[], direction: Direction): number {
  return largest(agesOf(trials, direction).livesMs);
}

/**
 * Whether the trials of a direction cannot come from one limit: at least two
 * dead ones were clearly outlived. One may be an accident; two are a finding
 * (several paths, eviction under load).
 */
export function quarrelsome(trials: readonly Trial[], direction: Direction): boolean {
  return outlivedOf(agesOf(trials, direction)).length >= 2;
}

/**
 * Whether no limit of each direction explains the trials: one of them is
 * {@link quarrelsome}; or what looks like an accident in one of them may be the
 * limit of the other one, which it has outlived or knows nothing of.
 */
export function areAtOdds(trials: readonly Trial[], directions: readonly Direction[]): boolean {
  return directions.some((direction) => {
    if (quarrelsome(trials, direction)) return true;
    const accidentMs = accidentOf(agesOf(trials, direction));
    if (accidentMs === undefined) return false;
    const isEndless = bracketOf(trials, direction).upperMs === undefined;
    const others = directions.filter((other) => other !== direction).map((other) => bracketOf(trials, other));
    return others.some(
      ({ lowerMs, upperMs }) => upperMs !== undefined && (isEndless || lowerMs < accidentMs),
    );
  });
}

/**
 * The same trials by the ages at which their probes were sent: that is what can be chosen.
 * What is recorded lies {@link blurOf} to the safe side. Nobody chose when an announced end came.
 */
export function asSent(trials: readonly Trial[]): readonly Trial[] {
  const blurMs = blurOf(trials);
  return trials.map((trial) => {
    if (trial.direction === undefined || trial.outcome.kind === 'void' || trial.idleMs === 0) return trial;
    return { ...trial, idleMs: trial.idleMs + (trial.outcome.kind === 'alive' ? blurMs : -blurMs) };
  });
}

/** A round trip and the clocks of either end: how far a recorded idle time is to the safe side (trace/record.ts). */
export function blurOf(trials: readonly Trial[]): number {
  const fastestMs = smallest(roundTripsMs(trials));
  return CLOCKS_MS + (fastestMs === Infinity ? 0 : fastestMs);
}

/** How long an answer usually takes (the median); `undefined` before the first. */
export function usualRttMs(trials: readonly Trial[], direction: Direction): number | undefined {
  const rttsMs = roundTripsMs(trials.filter((trial) => trial.direction === direction));
  return rttsMs.sort((a, b) => a - b)[Math.floor(rttsMs.length / 2)];
}

interface Ages {
  readonly livesMs: readonly number[];
  readonly deathsMs: readonly number[];
}

/** An end that the other side announces is a death at that age at most, and a life until shortly before. */
function agesOf(trials: readonly Trial[], direction: Direction): Ages {
  const own = trials.filter((trial) => trial.direction === direction || trial.direction === undefined);
  const announcedLagMs = 2 * (smallest(roundTripsMs(trials)) + CLOCKS_MS);
  return {
    livesMs: own.flatMap(({ outcome, idleMs, direction: speaker }) => {
      if (outcome.kind === 'alive') return [idleMs];
      return outcome.kind === 'dead' && speaker === undefined ? [Math.max(0, idleMs - announcedLagMs)] : [];
    }),
    deathsMs: own.filter(({ outcome }) => outcome.kind === 'dead').map(({ idleMs }) => idleMs),
  };
}

/** The one death that two lives outlived, where it is the only one. */
function accidentOf(ages: Ages): number | undefined {
  const [deathMs, another] = outlivedOf(ages);
  if (deathMs === undefined || another !== undefined) return undefined;
  return ages.livesMs.filter((lifeMs) => outlives(lifeMs, deathMs)).length >= 2 ? deathMs : undefined;
}

function outlivedOf({ livesMs, deathsMs }: Ages): readonly number[] {
  return deathsMs.filter((deathMs) => outlives(largest(livesMs), deathMs));
}

function roundTripsMs(trials: readonly Trial[]): number[] {
  return trials.flatMap(({ outcome }) => (outcome.kind === 'alive' ? [outcome.rttMs] : []));
}

function outlives(lifeMs: number, deathMs: number): boolean {
  return lifeMs > clearlyBeyondMs(deathMs);
}

/** A life of more than this is clearly longer than a death at that age. */
export function clearlyBeyondMs(deathMs: number): number {
  return deathMs * CLEARLY + JITTER_MS;
}

function largest(agesMs: readonly number[]): number {
  return Math.max(0, ...agesMs);
}

function smallest(agesMs: readonly number[]): number {
  return Math.min(Infinity, ...agesMs);
}

const DIRECTIONS: readonly Direction[] = ['client-first', 'server-first'];

/**
 * Timers of middleboxes are coarse (HAProxy and nginx to 0.3 s, sshd to 1 s): a life
 * beyond a death by this factor and this much is no such jitter. Squid counts whole
 * seconds and looks for what is due once in each (comm.cc, checkTimeouts), so that its
 * connections of one limit end up to 2 s apart; ten runs with limits of 4 to 7 s saw up to 1.8 s.
 */
const CLEARLY = 1.05;
const JITTER_MS = 2000;

/** The kernels' ticks at either end (4 ms at 250 Hz) and our own. */
const CLOCKS_MS = 10;
