import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromPs, runningNamed } from '../../../src/adapters/config/places.ts';

const needsPs = spawnSync('ps', ['-A']).error === undefined ? false : 'needs ps';

test('a program that runs is found by its name, by /proc and by ps alike', { skip: needsPs }, () => {
  const own = readFileSync('/proc/self/comm', 'utf8').trim();

  assert.ok(runningNamed([own])?.includes(process.pid));
  assert.ok(fromPs([own])?.includes(process.pid));
  assert.deepEqual(fromPs(['idletrace-is-not-called-so']), []);
});
