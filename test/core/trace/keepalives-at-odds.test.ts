/** Two keepalives that no one limit explains: one died that came more often than another that lived. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trial } from '../../../src/core/measure/trial.ts';
import { arm, type ArmSpec } from '../../../src/core/trace/arms.ts';
import { areKeepalivesAtOdds } from '../../../src/core/trace/keepalives-at-odds.ts';
import { limitSoFar } from '../../../src/core/trace/limit-so-far.ts';
import { startTrace } from '../../../src/core/trace/machine.ts';
import { type ArmState, plannedArm, type TraceState } from '../../../src/core/trace/state.ts';
import { QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { configFor } from '../../simulation/trace-run.ts';

const alive: Trial['outcome'] = { kind: 'alive', rttMs: 3 };
const dead: Trial['outcome'] = { kind: 'dead', ending: 'silent' };

const cases: readonly {
  readonly when: string;
  readonly arms: readonly ArmState[];
  readonly atOdds: boolean;
}[] = [
  {
    when: 'the more frequent one died, the rarer one lived',
    arms: [keepalive(1, dead), keepalive(5, alive)],
    atOdds: true,
  },
  {
    when: 'the rarer one died, the more frequent one lived: so it is with any limit',
    arms: [keepalive(2, alive), keepalive(15, dead)],
    atOdds: false,
  },
  { when: 'both died', arms: [keepalive(1, dead), keepalive(5, dead)], atOdds: false },
  { when: 'both lived', arms: [keepalive(1, alive), keepalive(5, alive)], atOdds: false },
  {
    when: 'the rarer one lived, but was not held past the limit yet',
    arms: [keepalive(1, dead), keepalive(5, alive, { atMs: 9000 })],
    atOdds: false,
  },
  {
    when: 'the trial of the one that died is void',
    arms: [keepalive(1, { kind: 'void', why: 'suspended' }), keepalive(5, alive)],
    atOdds: false,
  },
  {
    when: 'it was ended by the other side, unasked',
    arms: [keepalive(1, dead, { direction: undefined }), keepalive(5, alive)],
    atOdds: false,
  },
  {
    when: 'they are TCP keepalives, which get lost for good',
    arms: [keepalive(1, dead, {}, 'tcp-keepalive'), keepalive(5, alive, {}, 'tcp-keepalive')],
    atOdds: false,
  },
  {
    when: 'silent arms live through that direction, and die of the other: the life says nothing',
    arms: [
      keepalive(1, dead, { direction: 'server-first' }),
      keepalive(5, alive, { direction: 'client-first' }),
    ],
    atOdds: false,
  },
];

for (const { when, arms, atOdds } of cases) {
  test(`${atOdds ? 'at odds' : 'not at odds'}: ${when}`, () => {
    assert.equal(areKeepalivesAtOdds(withArms(arms)), atOdds);
  });
}

test('without a limit the shortest silence that was not survived is the bar', () => {
  const arms = [keepalive(1, dead, { atMs: 30_000 }), keepalive(5, alive, { atMs: 30_000 })];
  const { arms: withLadder, ...rest } = withArms(arms);
  // One silence that lived longer than another that did not: no limit follows.
  const quarrel = silent('ladder-3', [trial('ladder-3', alive, { idleMs: 20_000, atMs: 21_000 })]);

  const state = { ...rest, arms: [...withLadder, quarrel] };
  assert.equal(limitSoFar(state).upperMs, undefined);
  assert.equal(areKeepalivesAtOdds(state), true);
});

/** When the server speaks first, silent connections live through 9 s and are dead at 10 s. */
function withArms(arms: readonly ArmState[]): TraceState {
  const { state } = startTrace(configFor(QUIET_WORLD, { maxIdleMs: 30_000 }));
  const lived = trial('ladder-1', alive, { idleMs: 9000, atMs: 10_000 });
  const died = trial('ladder-2', dead, { idleMs: 10_000, atMs: 11_000 });
  return { ...state, arms: [silent('ladder-1', [lived]), silent('ladder-2', [died]), ...arms] };
}

function silent(id: string, trials: readonly Trial[]): ArmState {
  return { ...plannedArm(arm(id, 'ladder')), openedAtMs: 1000, trials };
}

function keepalive(
  seconds: number,
  outcome: Trial['outcome'],
  said: Partial<Trial> = {},
  kind: 'ssh-keepalive' | 'tcp-keepalive' = 'ssh-keepalive',
): ArmState {
  const spec: ArmSpec = {
    id: `${kind}-${seconds}s`,
    kind,
    ttlHops: undefined,
    intervalMs: seconds * 1000,
  };
  return { ...plannedArm(spec), openedAtMs: 1000, trials: [trial(spec.id, outcome, said)] };
}

function trial(armId: string, outcome: Trial['outcome'], said: Partial<Trial> = {}): Trial {
  return { armId, idleMs: 1000, direction: 'server-first', outcome, atMs: 13_000, ...said };
}
