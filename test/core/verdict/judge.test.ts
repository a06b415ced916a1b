import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings } from '../../../src/core/evidence/findings.ts';
import { judge } from '../../../src/core/verdict/judge.ts';
import { locate, profileOf } from '../../../src/core/verdict/locate.ts';
import { announced, CONTROL_LIVED, direction, limitFound, NOTHING_MEASURED, witness } from './findings.ts';

const found = (...parts: readonly Partial<Findings>[]): Findings =>
  Object.assign({}, NOTHING_MEASURED, limitFound(8900, 9100), ...parts) as Findings;

const places: readonly {
  readonly name: string;
  readonly findings: Partial<Findings>;
  readonly layer: string;
  readonly hops: readonly [number, number] | undefined;
}[] = [
  {
    name: 'the smallest reach that lives is the hop',
    findings: { ttl: [witness('ttl', 1, 'silent'), witness('ttl', 2, 'alive'), witness('ttl', 3, 'alive')] },
    layer: 'path',
    hops: [2, 2],
  },
  {
    name: 'an arm that is missing leaves a range',
    findings: { ttl: [witness('ttl', 1, 'silent'), witness('ttl', 3, 'alive')] },
    layer: 'path',
    hops: [2, 3],
  },
  {
    name: 'no reach short of the server lives, the full one does: the server host',
    findings: {
      ttl: [1, 2, 3].map((reach) => witness('ttl', reach, 'silent')),
      keepalives: [witness('tcp-keepalive', 1, 'alive')],
    },
    layer: 'server-host',
    hops: [4, 4],
  },
  {
    name: 'an SSH keepalive alone places nothing: it would help against a proxy, too',
    findings: {
      ttl: [1, 2, 3].map((reach) => witness('ttl', reach, 'silent')),
      keepalives: [witness('ssh-keepalive', 1, 'alive')],
    },
    layer: 'path',
    hops: undefined,
  },
  {
    name: 'one that died at an age far beyond the limit may have died of something else',
    findings: { ttl: [witness('ttl', 1, 'silent', 20_000), witness('ttl', 2, 'alive')] },
    layer: 'path',
    hops: [1, 2],
  },
  {
    name: 'one that lived no longer than the limit proves nothing',
    findings: { ttl: [witness('ttl', 1, 'alive', 9000), witness('ttl', 2, 'alive')] },
    layer: 'path',
    hops: [1, 2],
  },
  {
    name: 'reach 1 lives and this host tracks nothing: hop 1',
    findings: { ttl: [witness('ttl', 1, 'alive')], localTracking: { kind: 'absent' } },
    layer: 'path',
    hops: [1, 1],
  },
  {
    name: 'reach 1 lives and this host has that very limit: this host',
    findings: { ttl: [witness('ttl', 1, 'alive')], localTracking: { kind: 'read', establishedMs: 9000 } },
    layer: 'client-host',
    hops: undefined,
  },
  {
    name: 'reach 1 lives and this host has another limit: hop 1',
    findings: {
      ttl: [witness('ttl', 1, 'alive')],
      localTracking: { kind: 'read', establishedMs: 432_000_000 },
    },
    layer: 'path',
    hops: [1, 1],
  },
  {
    name: 'reach 1 lives and this host cannot be read: either',
    findings: { ttl: [witness('ttl', 1, 'alive')], localTracking: { kind: 'unreadable' } },
    layer: 'path',
    hops: [0, 1],
  },
  {
    name: 'reach 2 lives, reach 1 was not tried, this host cannot be read: it is not cleared',
    findings: { ttl: [witness('ttl', 2, 'alive')], localTracking: { kind: 'unreadable' } },
    layer: 'path',
    hops: [0, 2],
  },
  {
    name: 'the server is the first hop',
    findings: { pathHops: 1, keepalives: [witness('tcp-keepalive', 1, 'alive')] },
    layer: 'server-host',
    hops: [1, 1],
  },
  { name: 'no arm tells', findings: {}, layer: 'path', hops: undefined },
];

for (const { name, findings, layer, hops } of places) {
  test(`where: ${name}`, () => {
    const location = locate(found(findings));

    assert.equal(location.layer, layer);
    assert.deepEqual(location.hops, hops);
  });
}

test('the profile says what the hops after each reach allow, and it only grows', () => {
  const profile = profileOf(
    found({
      ttl: [
        witness('ttl', 1, 'silent'),
        witness('ttl', 2, 'alive', 9200),
        witness('ttl', 2, 'silent', 16_000),
        witness('ttl', 3, 'alive', 16_000),
      ],
    }),
  );

  assert.deepEqual(profile, [
    { ttlHops: 0, limit: { lowerMs: 8900, upperMs: 9100 } },
    { ttlHops: 1, limit: { lowerMs: 8900, upperMs: 9100 } },
    { ttlHops: 2, limit: { lowerMs: 9200, upperMs: 16_000 } },
    { ttlHops: 3, limit: { lowerMs: 16_000, upperMs: undefined } },
  ]);
});

const exact = { ttl: [witness('ttl', 1, 'silent'), witness('ttl', 2, 'alive')] };
const cured = { keepalives: [witness('ssh-keepalive', 3, 'alive'), witness('tcp-keepalive', 1, 'alive')] };
const shell = { shell: witness('shell', 0, 'silent') };

test('proven takes an exact hop, a cure that outlived the limit, a busy connection that lived, and no other rule that might be', () => {
  assert.equal(judge(found(exact, cured, shell)).confidence, 'proven');
  assert.equal(judge(found(exact, shell)).confidence, 'likely');
  assert.equal(judge(found(cured, shell)).confidence, 'likely');
  assert.equal(judge(found(exact, cured)).confidence, 'likely', 'a shell might have done it');
  assert.equal(
    judge(found(exact, shell, { keepalives: [witness('ssh-keepalive', 3, 'alive')] })).confidence,
    'likely',
    'a proxy might have done it',
  );
  assert.equal(
    judge(found(exact, shell, { keepalives: [witness('ssh-keepalive', 3, 'alive', 5000)] })).confidence,
    'likely',
    'a cure that did not outlive the limit proves nothing',
  );
});

test('a TCP keepalive that cures clears those who count bytes', () => {
  const { cleared } = judge(found(exact, { keepalives: [witness('tcp-keepalive', 1, 'alive')] }));

  assert.ok(cleared.includes('haproxy-timeout'));
  assert.ok(!judge(found(exact)).cleared.includes('haproxy-timeout'), 'not measured is not cleared');
});

test('the cause and its alternatives are never among what is cleared', () => {
  for (const findings of [
    found(exact, cured),
    found({ announced: announced('fin') }),
    found(limitFound(1, 2, 'reset')),
  ]) {
    const { cause, cleared } = judge(findings);

    assert.ok(cause !== undefined && !cleared.includes(cause));
  }
});

test('what ended everything at once comes before any limit', () => {
  const control = {
    lived: 'no',
    death: { ending: 'fin', ageMs: 20_000, atMs: 21_000, words: '' },
    lostForMs: undefined,
    stalls: [],
  } as const;

  assert.equal(judge(found(exact, cured, { control })).kind, 'not-idle');
});

test('trials that no one limit explains are no verdict', () => {
  const { kind, cause } = judge(found({ ladderEnd: 'inconsistent' }));

  assert.equal(kind, 'cannot-tell');
  assert.equal(cause, undefined);
});

test('nothing measured: cannot tell', () => {
  assert.equal(judge(NOTHING_MEASURED).kind, 'cannot-tell');
});

test('survived in one direction alone is likely, in both it is proven', () => {
  const survived = {
    ...NOTHING_MEASURED,
    ...CONTROL_LIVED,
    limit: { lowerMs: 60_000, upperMs: undefined },
    client: direction('client-first', 60_000),
    ladderEnd: 'survives',
    lives: 9,
  } as const;

  assert.equal(judge(survived).confidence, 'likely');
  assert.equal(judge({ ...survived, server: direction('server-first', 60_000) }).confidence, 'proven');
});

test('an end that comes with a clock of whole seconds is bracketed by one', () => {
  const { limit, policy } = judge(
    found({
      announced: announced('channel-closed', {
        shellOnly: true,
        words: 'timed out waiting for input: auto-logout',
      }),
    }),
  );

  assert.deepEqual(limit, { lowerMs: 7990, upperMs: 9030 });
  assert.equal(policy, 'yes');
});
