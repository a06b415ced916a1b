/**
 * Whether connections differ: some are forgotten at one limit, the others live
 * on far beyond it. That is what parallel paths do of which one forgets, since
 * each connection keeps to its own; a box that evicts under load knows no limit.
 */
import type { Bracket, Trial } from './trial.ts';

export interface TwoPaths extends Bracket {
  readonly upperMs: number;
  /** Connections that died. */
  readonly forgotten: number;
  /** Connections that outlived every one of these deaths. */
  readonly spared: number;
  /** The longest silence of those. */
  readonly livedMs: number;
}

/**
 * Where the limit lies of the connections that died: that others lived longer
 * says nothing of it. Where no one limit explains even those, anything from 0.
 */
export function mortalBracketOf(trials: readonly Trial[]): Bracket {
  const { lowerMs, upperMs } = mortalsOf(trials);
  return { lowerMs: lowerMs < upperMs ? lowerMs : 0, upperMs: upperMs === Infinity ? undefined : upperMs };
}

/** `undefined`: no single limit explains those that died, or too few did. */
export function pathsOf(trials: readonly Trial[]): TwoPaths | undefined {
  const { mortal, lives, lowerMs, upperMs } = mortalsOf(trials);
  const beyond = lives.filter(({ armId, idleMs }) => !mortal.has(armId) && idleMs > upperMs * CLEARLY);
  const spared = new Set(beyond.map(({ armId }) => armId));
  if (mortal.size < 2 || spared.size < 2 || lowerMs >= upperMs) return undefined;
  return {
    lowerMs,
    upperMs,
    forgotten: mortal.size,
    spared: spared.size,
    livedMs: Math.max(...beyond.map(({ idleMs }) => idleMs)),
  };
}

/** The connections that died, the shortest silence at which one did (`Infinity`: none), and the longest that one of them had lived through. */
function mortalsOf(trials: readonly Trial[]) {
  const dead = trials.filter(({ outcome }) => outcome.kind === 'dead');
  const mortal = new Set(dead.map(({ armId }) => armId));
  const lives = trials.filter(({ outcome }) => outcome.kind === 'alive');
  const upperMs = Math.min(Infinity, ...dead.map(({ idleMs }) => idleMs));
  const lowerMs = Math.max(0, ...lives.flatMap(({ armId, idleMs }) => (mortal.has(armId) ? [idleMs] : [])));
  return { mortal, lives, lowerMs, upperMs };
}

/** As far beyond a death as no jitter of a timer reaches (limit.ts). */
const CLEARLY = 1.05;
