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

/** `undefined`: no single limit explains those that died, or too few did. */
export function pathsOf(trials: readonly Trial[]): TwoPaths | undefined {
  const dead = trials.filter(({ outcome }) => outcome.kind === 'dead');
  const mortal = new Set(dead.map(({ armId }) => armId));
  const lives = trials.filter(({ outcome }) => outcome.kind === 'alive');
  const upperMs = Math.min(...dead.map(({ idleMs }) => idleMs));
  const lowerMs = Math.max(0, ...lives.flatMap(({ armId, idleMs }) => (mortal.has(armId) ? [idleMs] : [])));
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

/** As far beyond a death as no jitter of a timer reaches (limit.ts). */
const CLEARLY = 1.05;
