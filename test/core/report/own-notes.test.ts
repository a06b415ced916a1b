import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings, OwnFinding } from '../../../src/core/evidence/findings.ts';
import { ownNotes } from '../../../src/core/report/own-notes.ts';
import { judge } from '../../../src/core/verdict/judge.ts';
import { CONTROL_LIVED, limitFound, NOTHING_MEASURED, witness } from '../verdict/findings.ts';

const QUIET: OwnFinding['settings'] = {
  serverAliveSeconds: 0,
  serverAliveCountMax: 3,
  controlMaster: false,
  controlPersistSeconds: undefined,
};
const survives: Partial<Findings> = {
  ...CONTROL_LIVED,
  limit: { lowerMs: 30_000, upperMs: undefined },
  ladderEnd: 'survives',
  lives: 9,
};
const notes = (
  settings: Partial<OwnFinding['settings']>,
  said: Partial<Findings>,
  own: Partial<OwnFinding> = {},
) => {
  const findings: Findings = {
    ...NOTHING_MEASURED,
    ...said,
    own: { settings: { ...QUIET, ...settings }, arm: undefined, gaveUpAfterMs: undefined, ...own },
  };
  return { text: ownNotes(findings, judge(findings)).join('\n'), verdict: judge(findings) };
};

const cases: readonly {
  readonly when: string;
  readonly found: ReturnType<typeof notes>;
  readonly says: RegExp;
}[] = [
  { when: 'nothing is configured', found: notes({}, limitFound(8900, 9100)), says: /^$/ },
  {
    when: 'a keepalive comes too seldom',
    found: notes({ serverAliveSeconds: 60 }, limitFound(8900, 9100)),
    says: /ServerAliveInterval 60\), but too seldom for a limit of 9/,
  },
  {
    when: 'a shorter one stands there and never counts',
    found: notes(
      { serverAliveSeconds: 60, hiddenIntervals: [{ value: '5', place: '~/.ssh/config:9' }] },
      limitFound(8900, 9100),
    ),
    says: /ServerAliveInterval 5 \(~\/\.ssh\/config:9\) never counts: .* and 60 comes before it/,
  },
  {
    when: 'another that never counts would not suffice either',
    found: notes(
      { serverAliveSeconds: 60, hiddenIntervals: [{ value: '30', place: '~/.ssh/config:9' }] },
      limitFound(8900, 9100),
    ),
    says: /too seldom for a limit of 9[^\n]*$/,
  },
  {
    when: 'the keepalive suffices, and lived',
    found: notes({ serverAliveSeconds: 2 }, limitFound(8900, 9100), {
      arm: { ...witness('own', 2, 'alive', 12_000), armId: 'own' },
    }),
    says: /already keeps such a session alive/,
  },
  {
    when: 'the keepalive might suffice, and nothing was seen of it',
    found: notes({ serverAliveSeconds: 2 }, limitFound(8900, 9100)),
    says: /^$/,
  },
  {
    when: 'it gave up on a path that had only stalled',
    found: notes(
      { serverAliveSeconds: 1, serverAliveCountMax: 1 },
      {
        ...survives,
        control: {
          lived: 'yes',
          death: undefined,
          lostForMs: undefined,
          stalls: [{ fromAtMs: 1, lengthMs: 3000 }],
        },
      },
      { gaveUpAfterMs: 9000 },
    ),
    says: /too hasty for this path/,
  },
  {
    when: 'sessions share a connection',
    found: notes({ controlMaster: true, controlPersistSeconds: 60 }, survives),
    says: /ControlMaster.*closed 60 s after the last/,
  },
];

for (const { when, found, says } of cases) {
  test(`the person's own settings: ${when}`, () => {
    assert.match(found.text, says);
  });
}

test('with ServerAliveCountMax 0 it is their own ssh that ends the session, where the path kept it', () => {
  const { verdict } = notes({ serverAliveSeconds: 5, serverAliveCountMax: 0 }, survives, {
    gaveUpAfterMs: 5010,
  });

  assert.deepEqual(
    [verdict.kind, verdict.cause, verdict.layer],
    ['idle-limit', 'client-server-alive-timeout', 'client-host'],
  );
  assert.ok((verdict.limit?.lowerMs ?? 0) < 5000 && (verdict.limit?.upperMs ?? 0) >= 5000);
});

test('what ends a session sooner than their own settings is the verdict', () => {
  const { verdict, text } = notes(
    { serverAliveSeconds: 60, serverAliveCountMax: 0 },
    limitFound(8900, 9100),
    {
      gaveUpAfterMs: 60_000,
    },
  );

  assert.equal(verdict.cause, 'nat-expiry-blackhole');
  assert.match(text, /ServerAliveCountMax 0/);
});
