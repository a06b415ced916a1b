import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mortalBracketOf, pathsOf } from '../../../src/core/measure/paths.ts';
import type { Trial } from '../../../src/core/measure/trial.ts';

const trial = (armId: string, idleMs: number, lived: boolean): Trial => ({
  armId,
  idleMs,
  direction: 'client-first',
  outcome: lived ? { kind: 'alive', rttMs: 1 } : { kind: 'dead', ending: 'silent' },
  atMs: idleMs,
});
const lived = (armId: string, idleMs: number) => trial(armId, idleMs, true);
const died = (armId: string, idleMs: number) => trial(armId, idleMs, false);

test('connections that keep to one of two paths show the limit of the one that forgets', () => {
  const found = pathsOf([
    lived('a', 4800),
    died('a', 5100),
    died('b', 5050),
    lived('c', 7000),
    lived('c', 9000),
    lived('d', 6500),
  ]);

  assert.deepEqual(found, { lowerMs: 4800, upperMs: 5050, forgotten: 2, spared: 2, livedMs: 9000 });
});

test('a box that evicts knows no limit: what died had lived through longer', () => {
  const evicted = [lived('a', 8000), died('a', 3000), died('b', 6000), lived('c', 9000), lived('d', 9000)];

  assert.equal(pathsOf(evicted), undefined);
});

test('one death or one survivor is no second path', () => {
  assert.equal(pathsOf([died('a', 5000), lived('c', 9000), lived('d', 9000)]), undefined);
  assert.equal(pathsOf([died('a', 5000), died('b', 5100), lived('c', 9000)]), undefined);
  assert.equal(pathsOf([]), undefined);
});

test('the limit of those that died is bracketed by themselves, or not from below', () => {
  const survivor = lived('c', 9000);

  assert.deepEqual(mortalBracketOf([lived('a', 4800), died('a', 5100), survivor]), {
    lowerMs: 4800,
    upperMs: 5100,
  });
  assert.deepEqual(mortalBracketOf([lived('a', 8000), died('a', 3000), survivor]), {
    lowerMs: 0,
    upperMs: 3000,
  });
  assert.deepEqual(mortalBracketOf([survivor]), { lowerMs: 0, upperMs: undefined });
});
