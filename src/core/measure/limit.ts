/**
 * From trials to limits: what they say of each direction, and of both.
 *
 * Not here: which trial to make next (ladder.ts), and what the limit means
 * (verdict/). Read before changing: the reservations at the constants below.
 */
import type { Bracket, Direction, Trial } from './trial.ts';

/**
 * Where the idle limit lies, by the trials of one direction (all trials where
 * none is named). A connection that the other side ended by itself counts for
 * either direction. One dead trial that two others clearly outlived is put
 * down to something else. Where several did, the bracket is as wide as the
 * quarrel and {@link quarrelsome} is true.
 */
export function bracketOf(trials: readonly Trial[], direction?: Direction): Bracket {
  const { livesMs, deathsMs } = agesOf(trials, direction);
  const firstDeathMs = Math.min(...deathsMs);
  const lastLifeMs = Math.max(0, ...livesMs);
  const upperMs = Math.min(...deathsMs.filter((ms) => ms > lastLifeMs));
  return {
    lowerMs: Math.max(0, ...livesMs.filter((ms) => ms < firstDeathMs)),
    upperMs: Number.isFinite(upperMs) ? upperMs : undefined,
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
  return {
    lowerMs: tried.length === 0 ? 0 : Math.min(...tried.map((direction) => longestLifeMs(trials, direction))),
    upperMs: undefined,
  };
}

/** One limit and the directions that may share it. */
export interface Limit {
  readonly lowerMs: number;
  readonly upperMs: number;
  readonly directions: readonly Direction[];
}

/** The limits that the dying directions have, the smallest first. */
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
  return Math.max(0, ...agesOf(trials, direction).livesMs);
}

/**
 * Whether the trials of a direction cannot come from one limit: at least two
 * dead ones were clearly outlived. One may be an accident; two are a finding
 * (several paths, eviction under load).
 */
export function quarrelsome(trials: readonly Trial[], direction: Direction): boolean {
  const { livesMs, deathsMs } = rawAgesOf(trials, direction);
  return deathsMs.filter((deathMs) => livesMs.some((lifeMs) => outlives(lifeMs, deathMs))).length >= 2;
}

/** The middle one of the answers' round trips, how long an answer usually takes; `undefined` before the first. */
export function usualRttMs(trials: readonly Trial[]): number | undefined {
  const rttsMs = roundTripsMs(trials).sort((a, b) => a - b);
  return rttsMs[Math.floor(rttsMs.length / 2)];
}

interface Ages {
  readonly livesMs: readonly number[];
  readonly deathsMs: readonly number[];
}

function agesOf(trials: readonly Trial[], direction: Direction | undefined): Ages {
  const { livesMs, deathsMs } = rawAgesOf(trials, direction);
  const outlived = deathsMs.filter((deathMs) => livesMs.some((lifeMs) => outlives(lifeMs, deathMs)));
  const [accidentMs] = outlived;
  if (accidentMs === undefined || outlived.length > 1) return { livesMs, deathsMs };
  const witnesses = livesMs.filter((lifeMs) => outlives(lifeMs, accidentMs)).length;
  return { livesMs, deathsMs: witnesses < 2 ? deathsMs : deathsMs.filter((ms) => ms !== accidentMs) };
}

/**
 * A probe is sent before it reaches the box that has forgotten: a dead trial
 * may have been silent as much longer as the slowest answer took. A limit that
 * the other side announces is known to within that.
 */
function rawAgesOf(trials: readonly Trial[], direction: Direction | undefined): Ages {
  const own = direction === undefined ? trials : trials.filter((trial) => trial.direction === direction);
  const slowestMs = Math.max(0, ...roundTripsMs(own));
  const announcedMs = trials.filter(isAnnounced).map((trial) => trial.idleMs);
  const slackMs = slowestMs === 0 ? RTT_UNKNOWN_MS : slowestMs;
  const spoken = own.filter((trial) => trial.direction !== undefined);
  return {
    livesMs: [
      ...spoken.filter((trial) => trial.outcome.kind === 'alive').map((trial) => trial.idleMs),
      ...announcedMs.map((ms) => Math.max(0, ms - slackMs)),
    ],
    deathsMs: [
      ...spoken.filter((trial) => trial.outcome.kind === 'dead').map((trial) => trial.idleMs + slowestMs),
      ...announcedMs,
    ],
  };
}

function isAnnounced(trial: Trial): boolean {
  return trial.direction === undefined && trial.outcome.kind === 'dead';
}

function roundTripsMs(trials: readonly Trial[]): number[] {
  return trials.flatMap(({ outcome }) => (outcome.kind === 'alive' ? [outcome.rttMs] : []));
}

function outlives(lifeMs: number, deathMs: number): boolean {
  return lifeMs > deathMs * CLEARLY;
}

const DIRECTIONS: readonly Direction[] = ['client-first', 'server-first'];

/**
 * Timers of middleboxes are coarse (HAProxy and nginx to 0.3 s, sshd to 1 s,
 * table sweeps to seconds): a life this much beyond a death is no such jitter.
 */
const CLEARLY = 1.05;

/** RFC 6298 §2.1: the retransmission timeout that TCP assumes while it has measured no round trip. */
const RTT_UNKNOWN_MS = 1000;
