import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fact, fact } from '../../../src/core/inspect/fact.ts';
import { inspectedLines } from '../../../src/core/report/inspected-lines.ts';

const here: readonly Fact[] = [
  fact({
    id: 'ServerAliveInterval',
    side: 'client',
    value: 15,
    unit: 's',
    source: '/home/bob/.ssh/config:3',
  }),
  fact({ id: 'TCPKeepAlive', side: 'client', value: 'yes', source: 'ssh -G' }),
  fact({ id: 'connection-tracking', side: 'client', value: 'no', source: '/proc' }),
  fact({ id: 'suspend', side: 'client', value: 'mem', source: '/sys/power/state', note: 'it may sleep' }),
  fact({ id: 'master-connection', side: 'client', value: 'running', source: 'ssh -O check' }),
];
const there: readonly Fact[] = [
  fact({ id: 'login-shell', side: 'server', value: '/bin/bash', source: '$SHELL' }),
  fact({
    id: 'TMOUT',
    side: 'server',
    value: 300,
    unit: 's',
    source: '/etc/profile:9',
    idleLimitMs: 300_000,
  }),
];

test('nothing is shown of what was not read', () => {
  assert.deepEqual(inspectedLines(undefined, undefined), []);
  assert.deepEqual(
    inspectedLines(here, undefined).map(({ label }) => label),
    ['here', 'suspects', ''],
  );
});

test('settings are shown with the place that they come from', () => {
  assert.deepEqual(
    inspectedLines(here, there)[0]?.text,
    'ServerAliveInterval 15 s (/home/bob/.ssh/config:3), TCPKeepAlive yes, no connection is tracked',
  );
});

test('suspects of both ends are shown in order, and how many more there are', () => {
  const lines = inspectedLines(here, there).filter(({ isSuspect }) => isSuspect);

  assert.equal(lines.length, 2);
  assert.match(lines[0]?.text ?? '', /TMOUT.*\(certain, after 300\.0 s\)$/);
  assert.match(lines[1]?.text ?? '', /^and 1 more; /);
});

test('an end at which nothing could be read says so, and accuses nobody', () => {
  const unread = [fact({ id: 'TMOUT', side: 'server', source: 'the login', status: 'unknown' })];

  assert.deepEqual(
    inspectedLines([], unread).map(({ text }) => text),
    [
      'nothing that matters could be read',
      'not everything that sets idle limits could be read',
      'none so far',
    ],
  );
});
