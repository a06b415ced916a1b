import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { areAtOdds, bracketOf, limitOf, quarrelsome } from '../../../src/core/measure/limit.ts';
import type { Bracket, Direction, Trial } from '../../../src/core/measure/trial.ts';

const OPEN: Bracket = { lowerMs: 0, upperMs: undefined };

const brackets: readonly {
  readonly name: string;
  readonly trials: readonly Trial[];
  readonly expected: Bracket;
}[] = [
  { name: 'no trials say nothing', trials: [], expected: OPEN },
  { name: 'a void trial says nothing', trials: [voided(5000)], expected: OPEN },
  {
    name: 'lives alone are a lower bound',
    trials: [alive(1000), alive(5000)],
    expected: { lowerMs: 5000, upperMs: undefined },
  },
  {
    name: 'deaths alone are an upper bound',
    trials: [dead(9000), dead(7000)],
    expected: { lowerMs: 0, upperMs: 7000 },
  },
  {
    name: 'both are a bracket',
    trials: [alive(5000), dead(7000), alive(6000), dead(8000)],
    expected: { lowerMs: 6000, upperMs: 7000 },
  },
  {
    name: 'the other direction does not count',
    trials: [alive(5000), dead(3000, 'server-first')],
    expected: { lowerMs: 5000, upperMs: undefined },
  },
  {
    name: 'a jittery limit is as wide as its jitter',
    trials: [alive(298_000), dead(299_400), alive(299_700), dead(300_200)],
    expected: { lowerMs: 298_000, upperMs: 300_200 },
  },
  {
    name: 'one death that two lives clearly outlived is an accident',
    trials: [alive(40_000), dead(50_000), alive(90_000), alive(100_000), dead(110_000)],
    expected: { lowerMs: 100_000, upperMs: 110_000 },
  },
  {
    name: 'one death that one life outlived is not put aside yet',
    trials: [alive(40_000), dead(50_000), alive(100_000), dead(110_000)],
    expected: { lowerMs: 40_000, upperMs: 110_000 },
  },
  {
    name: 'an announced end is a death then, and a life until just before',
    trials: [alive(60_000), announced(120_000)],
    expected: { lowerMs: 119_920, upperMs: 120_000 },
  },
];

for (const { name, trials, expected } of brackets) {
  test(name, () => assert.deepEqual(bracketOf(trials, 'client-first'), expected));
}

test('directions whose brackets overlap are taken together', () => {
  const trials = [
    alive(290_000),
    dead(330_000),
    alive(298_000, 'server-first'),
    dead(303_000, 'server-first'),
  ];

  assert.deepEqual(limitOf(trials), { lowerMs: 298_000, upperMs: 303_000 });
});

test('the limit is that of the direction that dies, however long the other lives', () => {
  const trials = [alive(600_000), alive(298_000, 'server-first'), dead(303_000, 'server-first')];

  assert.deepEqual(limitOf(trials), { lowerMs: 298_000, upperMs: 303_000 });
});

test('of two limits apart the smaller one is the limit', () => {
  const trials = [
    alive(590_000),
    dead(605_000),
    alive(298_000, 'server-first'),
    dead(303_000, 'server-first'),
  ];

  assert.deepEqual(limitOf(trials), { lowerMs: 298_000, upperMs: 303_000 });
});

test('while nothing died the limit is beyond what every direction tried has lived through', () => {
  assert.deepEqual(limitOf([alive(9000), alive(5000, 'server-first')]), {
    lowerMs: 5000,
    upperMs: undefined,
  });
});

test('two deaths clearly outlived are a quarrel, one is not', () => {
  assert.equal(quarrelsome([dead(50_000), alive(100_000)], 'client-first'), false);
  assert.equal(quarrelsome([dead(50_000), dead(60_000), alive(100_000)], 'client-first'), true);
});

test('an accident is none where the other direction is forgotten at such an age', () => {
  const both = ['client-first', 'server-first'] as const;
  const lives = [alive(100_000, 'server-first'), alive(110_000, 'server-first')];
  const limited = [alive(55_000), dead(60_000)];
  const accident = dead(58_000, 'server-first');

  assert.equal(areAtOdds([...lives, accident], both), false);
  assert.equal(areAtOdds([...lives, ...limited], both), false);
  assert.equal(areAtOdds([...lives, ...limited, accident], both), true);
});

test('property: the order of trials is of no consequence', () => {
  const some = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 600_000 }), fc.boolean())
      .map(([ms, lives]) => (lives ? alive(ms) : dead(ms))),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(some, (trials) => {
      assert.deepEqual(bracketOf(trials.toReversed(), 'client-first'), bracketOf(trials, 'client-first'));
    }),
  );
});

test('property: whatever the trials, the lower bound is below the upper one', () => {
  const some = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 600_000 }), fc.boolean())
      .map(([ms, lives]) => (lives ? alive(ms) : dead(ms))),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(some, (trials) => {
      const { lowerMs, upperMs } = bracketOf(trials, 'client-first');

      assert.ok(upperMs === undefined || lowerMs < upperMs);
    }),
  );
});

function alive(idleMs: number, direction: Direction = 'client-first'): Trial {
  return { armId: 'a', idleMs, direction, outcome: { kind: 'alive', rttMs: 30 }, atMs: idleMs };
}

function dead(idleMs: number, direction: Direction = 'client-first'): Trial {
  return { armId: 'a', idleMs, direction, outcome: { kind: 'dead', ending: 'silent' }, atMs: idleMs };
}

function announced(idleMs: number): Trial {
  return { armId: 'a', idleMs, direction: undefined, outcome: { kind: 'dead', ending: 'fin' }, atMs: idleMs };
}

function voided(idleMs: number): Trial {
  const outcome = { kind: 'void', why: 'the machine was suspended' } as const;
  return { armId: 'a', idleMs, direction: 'client-first', outcome, atMs: idleMs };
}
