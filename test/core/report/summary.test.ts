/** The sentences that a person reads first, in every kind of verdict. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Findings } from '../../../src/core/evidence/findings.ts';
import { summaryOf } from '../../../src/core/report/summary.ts';
import { judge } from '../../../src/core/verdict/judge.ts';
import {
  announced,
  CONTROL_LIVED,
  direction,
  limitFound,
  NAT,
  NOTHING_MEASURED,
  witness,
} from '../verdict/findings.ts';

const hop2 = { ttl: [witness('ttl', 1, 'silent'), witness('ttl', 2, 'alive')] };
const silent = limitFound(8900, 9100);
const died: Findings['control'] = {
  lived: 'no',
  death: { ending: 'fin', ageMs: 20_000, atMs: 21_000, words: '' },
  lostForMs: undefined,
  stalls: [],
};

const sentences: readonly {
  readonly name: string;
  readonly findings: Partial<Findings>;
  readonly said: RegExp;
}[] = [
  {
    name: 'silent, exact hop',
    findings: { ...silent, ...hop2 },
    said: /^Hop 2 \(10\.0\.2\.1\) forgets a silent connection after 9 s and tells nobody\.$/,
  },
  {
    name: 'silent, a range',
    findings: { ...silent, ttl: [witness('ttl', 1, 'silent'), witness('ttl', 3, 'alive')] },
    said: /^One of hops 2 to 3 forgets/,
  },
  { name: 'no arm tells', findings: silent, said: /^Something on the path forgets/ },
  {
    name: 'this host',
    findings: {
      ...silent,
      ttl: [witness('ttl', 1, 'alive')],
      localTracking: { kind: 'read', establishedMs: 9000 },
    },
    said: /^This host's own connection tracking forgets/,
  },
  {
    name: 'this host or the first hop',
    findings: { ...silent, ttl: [witness('ttl', 1, 'alive')], localTracking: { kind: 'unreadable' } },
    said: /^This host or hop 1 forgets/,
  },
  {
    name: 'reset',
    findings: { ...limitFound(8900, 9100, 'reset'), ...hop2, nat: NAT.none },
    said: /and resets whoever speaks next\.$/,
  },
  {
    name: 'revived by typing, late output lost',
    findings: {
      ...silent,
      ...hop2,
      client: direction('client-first', 12_000),
      server: direction('server-first', 8900, 9100, 'reset'),
    },
    said: /Typing revives it, but output of the server that comes later is lost/,
  },
  {
    name: 'revived by typing, late output held back',
    findings: {
      ...silent,
      ...hop2,
      client: direction('client-first', 12_000),
      server: { ...direction('server-first', 8900, 9100), revived: true },
    },
    said: /held back until you type/,
  },
  {
    name: 'what typing would do was not tried: nothing is claimed of it',
    findings: {
      ...silent,
      ...hop2,
      client: direction('client-first', 5000),
      server: direction('server-first', 8900, 9100),
    },
    said: /^(?!.*Typing revives).*forgets a silent connection/,
  },
  {
    name: 'closed',
    findings: { ...silent, announced: announced('fin') },
    said: /^A silent connection is closed by the far end after 9 s/,
  },
  {
    name: 'reset by itself, with its hop',
    findings: { ...silent, ...hop2, announced: announced('reset') },
    said: /^Hop 2 .* ends a silent connection after 9 s by itself \(a reset\)\.$/,
  },
  {
    name: 'the shell',
    findings: {
      ...silent,
      announced: announced('channel-closed', {
        shellOnly: true,
        words: 'timed out waiting for input: auto-logout',
      }),
      shell: witness('shell', 0, 'channel-closed'),
    },
    said: /^The login shell ends a session after 9 s without input \(bash-tmout\)\.$/,
  },
  {
    name: 'survives both ways',
    findings: {
      ...CONTROL_LIVED,
      limit: { lowerMs: 60_000, upperMs: undefined },
      client: direction('client-first', 60_000),
      server: direction('server-first', 60_000),
      ladderEnd: 'survives',
      lives: 9,
    },
    said: /^A silent connection survives: all lived through 60\.0 s, the longest that was tried\.$/,
  },
  {
    name: 'survives, one direction untried',
    findings: {
      ...CONTROL_LIVED,
      limit: { lowerMs: 60_000, upperMs: undefined },
      client: direction('client-first', 60_000),
      ladderEnd: 'survives',
      lives: 9,
    },
    said: /Whether late output of the server would still arrive was not measured\.$/,
  },
  {
    name: 'the server keeps it busy',
    findings: {
      ...CONTROL_LIVED,
      client: direction('client-first', 2000),
      lives: 3,
      serverBusy: { everyMs: 30_000, what: 'data', armIds: ['ladder-1'] },
    },
    said: /the server itself speaks every 30\.0 s/,
  },
  {
    name: 'a sleep',
    findings: { control: died, suspends: [{ atMs: 1000, gapMs: 60_000 }] },
    said: /^Not idleness: this machine slept for 60\.0 s/,
  },
  {
    name: 'an age',
    findings: { control: died, sameAge: { ageMs: 20_000, armIds: ['control', 'a', 'b'] } },
    said: /every session ends about 20\.0 s after its login/,
  },
  {
    name: 'a moment',
    findings: { control: died, sameMoment: { atMs: 21_000, armIds: ['control', 'a', 'b'] } },
    said: /3 connections, busy and silent, ended at one moment, 0:21 into the run/,
  },
  {
    name: 'an outage',
    findings: { control: { ...died, death: undefined, lostForMs: 20_000 } },
    said: /the path failed; a busy connection got no answer for 20\.0 s either/,
  },
  { name: 'grace time', findings: { login: false, announced: announced('fin') }, said: /LoginGraceTime/ },
  {
    name: 'inconsistent',
    findings: { ...silent, ladderEnd: 'inconsistent' },
    said: /^Cannot tell: 4 silent connections died and 5 lived/,
  },
  {
    name: 'stopped early',
    findings: { ...CONTROL_LIVED, limit: { lowerMs: 3000, upperMs: undefined }, lives: 2 },
    said: /^Cannot tell yet: a silent connection lives at least 3\.00 s/,
  },
  { name: 'nothing', findings: {}, said: /^Cannot tell: nothing was measured\.$/ },
];

for (const { name, findings, said } of sentences) {
  test(`the summary: ${name}`, () => {
    const all = { ...NOTHING_MEASURED, ...findings };

    const summary = summaryOf(judge(all), all, undefined);

    assert.match(summary, said);
    assert.doesNotMatch(summary, /undefined|NaN|Infinity|\.\./);
  });
}

test('what stood in the way is said once, with one full stop', () => {
  const summary = summaryOf(judge(NOTHING_MEASURED), NOTHING_MEASURED, 'Permission denied (publickey).');

  assert.equal(summary, 'Cannot tell: Permission denied (publickey).');
});

const limits: readonly (readonly [number, number, string])[] = [
  [8900, 9100, '9 s'],
  [298_000, 302_000, '5:00 min'],
  [7_361_000, 7_506_000, '2:05:00 h'],
  [349_000, 351_000, '5:50 min'],
  [8910, 8980, '8.95 s'],
];

for (const [lowerMs, upperMs, text] of limits) {
  test(`a limit between ${lowerMs} and ${upperMs} ms reads ${text}`, () => {
    const all = { ...NOTHING_MEASURED, ...limitFound(lowerMs, upperMs) };

    assert.ok(summaryOf(judge(all), all, undefined).includes(`after ${text} `));
  });
}

test('property: whatever the limit, its sentence has numbers in it and nothing broken', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 1, max: 1e5 }), (lowerMs, widthMs) => {
      const all = { ...NOTHING_MEASURED, ...limitFound(lowerMs, lowerMs + widthMs) };

      assert.match(summaryOf(judge(all), all, undefined), /after \d/);
    }),
  );
});
