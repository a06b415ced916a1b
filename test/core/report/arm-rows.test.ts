import assert from 'node:assert/strict';
import { test } from 'node:test';
import { armRows } from '../../../src/core/report/arm-rows.ts';
import type { Report, ReportArm, ReportTrial } from '../../../src/core/report/model.ts';
import { causeListWords, causeWords } from '../../../src/core/report/cause-words.ts';
import { silentNat } from './samples.ts';

function trial(idleMs: number, outcome: ReportTrial['outcome'], atMs = idleMs): ReportTrial {
  return { idleMs, direction: 'client-first', outcome, atMs };
}

function withArms(...arms: readonly ReportArm[]): Report {
  return {
    ...silentNat,
    verdict: {
      ...silentNat.verdict,
      limitMs: { lower: 7_900, upper: 8_000 },
      clientFirst: null,
      serverFirst: null,
    },
    arms: [...arms],
  };
}

function ssh(seconds: number, outcome: ReportTrial['outcome']): ReportArm {
  return {
    id: `ssh-${seconds}`,
    kind: 'ssh-keepalive',
    openedAtMs: 0,
    keepaliveIntervalMs: seconds * 1000,
    trials: [trial(10_000, outcome)],
  };
}

test('an arm that outlived the limit lived, although a longer limit ended it later', () => {
  const arm: ReportArm = {
    id: 'ttl-1',
    kind: 'ttl',
    ttl: 1,
    openedAtMs: 0,
    trials: [trial(9_000, 'alive'), trial(16_000, 'silent')],
  };

  const [row] = armRows(withArms(arm));

  assert.deepEqual([row?.state, row?.lived, row?.died], ['alive', '9.00 s', '16.0 s']);
});

test('an arm that lived less than the limit and then died is not alive', () => {
  const arm: ReportArm = {
    id: 'ttl-1',
    kind: 'ttl',
    ttl: 1,
    openedAtMs: 0,
    trials: [trial(4_000, 'alive'), trial(8_100, 'silent')],
  };

  assert.equal(armRows(withArms(arm))[0]?.state, 'both');
});

test('what keeps itself busy is measured by how long it was held, not by its last silence', () => {
  const arm: ReportArm = {
    id: 'control',
    kind: 'control',
    openedAtMs: 1_000,
    trials: [trial(990, 'alive', 61_000)],
  };

  assert.equal(armRows(withArms(arm))[0]?.lived, '1:00');
});

test('of many keepalive intervals the largest that lived and the next that died are shown', () => {
  const arms = [ssh(1, 'alive'), ssh(5, 'alive'), ssh(2, 'alive'), ssh(10, 'silent'), ssh(30, 'silent')];

  const labels = armRows(withArms(...arms)).map(({ label, state }) => `${label}: ${state}`);

  assert.deepEqual(labels, ['ssh every 5 s: alive', 'ssh every 10 s: dead']);
});

test('an interval that died although a larger one lived is not hidden', () => {
  const labels = armRows(withArms(ssh(1, 'silent'), ssh(2, 'alive'), ssh(5, 'alive'))).map(
    ({ label }) => label,
  );

  assert.deepEqual(labels, ['ssh every 1 s', 'ssh every 5 s']);
});

test('an arm that said nothing says why', () => {
  const arm: ReportArm = {
    id: 'ttl-1',
    kind: 'ttl',
    ttl: 1,
    openedAtMs: null,
    trials: [],
    note: 'the login was refused',
  };

  const [row] = armRows(withArms(arm));

  assert.deepEqual([row?.state, row?.note], ['unknown', 'the login was refused']);
});

test('three of a family of causes are called by the name of the family, fewer by their own', () => {
  assert.deepEqual(causeListWords(['path-outage', 'bash-tmout', 'ksh-tmout', 'zsh-tmout', 'something-new']), [
    'an outage',
    'limits of the shell and the login (TMOUT, logind and the like)',
    'something-new',
  ]);
  assert.deepEqual(causeListWords(['ash-tmout', 'ksh-tmout', 'zsh-tmout'], ['bash-tmout']), [
    'other limits of the shell and the login (TMOUT, logind and the like)',
  ]);
  assert.equal(causeWords('something-new'), 'something-new');
});
