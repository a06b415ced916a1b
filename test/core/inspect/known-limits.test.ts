/** What a trace makes of an inspection. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fact, fact } from '../../../src/core/inspect/fact.ts';
import { limitWords, sureLimitsMs } from '../../../src/core/inspect/known-limits.ts';
import { startTrace, step } from '../../../src/core/trace/machine.ts';
import { judge } from '../../../src/core/verdict/judge.ts';
import { NOTHING_MEASURED } from '../verdict/findings.ts';

const setting = (id: string, parts: Partial<Fact> = {}) =>
  fact({ id, side: 'server', source: 'sshd -T', status: 'absent', ...parts });
const UNSET = ['TMOUT', 'autologout', 'ChannelTimeout', 'ClientAliveCountMax'].map((id) => setting(id));
const ALL = [...UNSET, setting('ClientAliveInterval', { status: 'read', value: 0 })];

for (const [name, facts, words] of [
  ['nothing set', ALL, 'no idle limit set'],
  ['one of them not read', ALL.map((each) => ({ ...each, status: 'denied' as const })), undefined],
  ['nothing known', [], undefined],
  [
    'TMOUT',
    [...ALL.slice(1), setting('TMOUT', { status: 'read', value: 300, idleLimitMs: 300_000 })],
    'TMOUT 300 s',
  ],
  [
    'a kernel’s timer alone',
    [...ALL, setting('nf_conntrack_tcp_timeout_established', { status: 'read', idleLimitMs: 5000 })],
    'no idle limit set',
  ],
] as const) {
  test(`in few words: ${name}`, () => assert.equal(limitWords(facts), words));
}

test('only what is sure becomes a place to look at, the shortest first, each once', () => {
  const facts = [
    setting('TMOUT', { status: 'read', idleLimitMs: 77_000 }),
    setting('ChannelTimeout', { status: 'unknown', idleLimitMs: 9000 }),
    setting('StopIdleSessionSec', { status: 'read', idleLimitMs: 50_000 }),
    setting('dropbear-I', { status: 'read', idleLimitMs: 77_000 }),
  ];

  assert.deepEqual(sureLimitsMs(facts), [50_000, 77_000]);
});

test('the ladder looks at limits that are set, below the longest wait', () => {
  const { state } = newTrace();
  const facts = [50_000, 77_000].map((ms) => setting(`limit-${ms}`, { status: 'read', idleLimitMs: ms }));

  const after = step(state, { kind: 'inspected', atMs: 5, facts }).state;

  assert.deepEqual(after.config.ladder.landmarksMs, [10_000, 50_000]);
  assert.equal(after.serverFacts, facts);
});

test('a limit of this side is looked at too, and both ends stand in the state', () => {
  const { state } = newTrace();
  const here = [fact({ id: 'tracking', side: 'client', source: 'kernel', idleLimitMs: 20_000 })];
  const there = [setting('limit', { status: 'read', idleLimitMs: 50_000 })];

  const first = step(state, { kind: 'inspected-here', atMs: 5, facts: here }).state;
  const after = step(first, { kind: 'inspected', atMs: 6, facts: there }).state;

  assert.deepEqual(after.config.ladder.landmarksMs, [10_000, 20_000, 50_000]);
  assert.deepEqual([after.hereFacts, after.serverFacts], [here, there]);
});

test('what was read of this side clears causes as well', () => {
  const facts = [
    fact({ id: 'ServerAliveInterval', side: 'client', source: 'ssh -G', value: 0 }),
    fact({ id: 'suspend', side: 'client', source: '/sys/power/state', status: 'absent' }),
  ];

  const { cleared } = judge({ ...NOTHING_MEASURED, facts });

  for (const cause of ['client-server-alive-timeout', 'client-suspend'])
    assert.ok(cleared.includes(cause), cause);
});

test('what was read clears causes that nothing measured speaks for', () => {
  const facts = [setting('login-shell', { status: 'read', value: '/bin/bash' }), ...ALL];

  const { cleared } = judge({ ...NOTHING_MEASURED, facts });

  for (const cause of ['bash-tmout', 'sshd-channel-timeout', 'sshd-client-alive'])
    assert.ok(cleared.includes(cause), cause);
});

function newTrace() {
  const ladder = {
    arms: 4,
    firstIdleMs: 1000,
    maxIdleMs: 60_000,
    resolution: { kind: 'ratio', ratio: 0.02 },
    directions: ['client-first'],
    landmarksMs: [10_000],
  } as const;
  return startTrace({ login: true, ladder, maxLogins: 100, socketOptions: false });
}
