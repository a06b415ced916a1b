/** Random paths and runs, for properties: what a ladder may meet. */
import fc from 'fast-check';
import type { LadderConfig } from '../../src/core/measure/ladder.ts';
import { LANDMARKS_MS } from '../../src/core/measure/landmarks.ts';
import type { PathSpec } from './path.ts';
import type { RunSpec } from './run.ts';

export interface Case {
  readonly config: LadderConfig;
  readonly spec: RunSpec;
}

const HOUR_MS = 3_600_000;

/** Spread evenly over the orders of magnitude. */
function logarithmic(low: number, high: number): fc.Arbitrary<number> {
  return fc.double({ min: 0, max: 1, noNaN: true }).map((x) => low * (high / low) ** x);
}

const limits: fc.Arbitrary<PathSpec['limitMs']> = fc.oneof(
  logarithmic(1000, 3 * HOUR_MS).map((ms) => ({ 'client-first': ms, 'server-first': ms })),
  logarithmic(1000, 3 * HOUR_MS).map((ms) => ({ 'client-first': undefined, 'server-first': ms })),
  logarithmic(1000, 3 * HOUR_MS).map((ms) => ({ 'client-first': ms, 'server-first': undefined })),
  fc
    .tuple(logarithmic(1000, 3 * HOUR_MS), logarithmic(1000, 3 * HOUR_MS))
    .map(([a, b]) => ({ 'client-first': a, 'server-first': b })),
  fc.constant({ 'client-first': undefined, 'server-first': undefined }),
);

const paths: fc.Arbitrary<PathSpec> = fc.record({
  limitMs: limits,
  ending: fc.constantFrom('silent', 'reset', 'announced'),
  rttMs: logarithmic(0.2, 2000),
  lossRate: fc.constantFrom(0, 0, 0.01, 0.05),
});

/** A good day: no loss, a round trip that is short beside any limit, all arms there at once. */
export const calmPaths: fc.Arbitrary<PathSpec> = paths.map((path) => ({
  ...path,
  rttMs: Math.min(path.rttMs, 20),
  lossRate: 0,
}));

export const configs: fc.Arbitrary<LadderConfig> = fc.record({
  arms: fc.constantFrom(1, 2, 3, 4, 8, 16, 32),
  firstIdleMs: fc.constantFrom(500, 1000, 5000),
  maxIdleMs: fc.constantFrom(15 * 60_000, 3 * HOUR_MS),
  resolution: fc.oneof(
    fc.record({ kind: fc.constant('ratio' as const), ratio: fc.constantFrom(0.01, 0.02, 0.05) }),
    fc.record({ kind: fc.constant('absolute' as const), ms: fc.constantFrom(500, 5000) }),
  ),
  directions: fc.constantFrom(['client-first', 'server-first'], ['client-first']),
  landmarksMs: fc.constantFrom([], LANDMARKS_MS),
});

/** Any day: arms that log in one after another, die, are replaced or not; a laptop that sleeps. */
export const cases: fc.Arbitrary<Case> = fc
  .tuple(
    configs,
    paths,
    fc.record({
      seed: fc.integer(),
      spareLogins: fc.constantFrom(0, 0, 4, 40),
      atATime: fc.integer({ min: 1, max: 8 }),
      suspends: fc.array(
        fc.record({ atMs: logarithmic(1000, HOUR_MS), forMs: logarithmic(1000, 10 * HOUR_MS) }),
        { maxLength: 2 },
      ),
    }),
  )
  .map(([config, path, { seed, spareLogins, atATime, suspends }]) => ({
    config,
    spec: {
      path,
      seed,
      arms: config.arms,
      logins: config.arms + spareLogins,
      login: { atATime, fastestMs: 300, slowestMs: 1000 },
      suspends,
    },
  }));
