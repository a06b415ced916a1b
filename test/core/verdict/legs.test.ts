import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings, WitnessFinding } from '../../../src/core/evidence/findings.ts';
import { judge } from '../../../src/core/verdict/judge.ts';
import { legOf } from '../../../src/core/verdict/legs.ts';
import { haproxyTimeout } from '../../../src/core/verdict/rules/haproxy-timeout.ts';
import { rejected } from '../../../src/core/verdict/rules/late-reset.ts';
import { limitFound, NAT, NOTHING_MEASURED, witness } from './findings.ts';

const ENDS = ['near', 'far', 'srv'];
const leg = (reach: number, outcome: WitnessFinding['outcome'], agedMs = 9200): WitnessFinding => ({
  ...witness('leg', 1, outcome, agedMs),
  armId: `leg-${reach}`,
  leg: reach,
});
const through = (arms: readonly WitnessFinding[], said: Partial<Findings> = {}): Findings => ({
  ...NOTHING_MEASURED,
  ...limitFound(8900, 9100),
  legs: { ends: ENDS, arms },
  keepalives: [witness('ssh-keepalive', 1, 'alive'), witness('tcp-keepalive', 1, 'silent')],
  ...said,
});

const cases: readonly { readonly when: string; readonly findings: Findings; readonly leg: unknown }[] = [
  {
    when: 'a keepalive to the first jump host saves it: the first leg',
    findings: through([leg(0, 'alive'), leg(1, 'alive')]),
    leg: ['client', 'near', 0],
  },
  {
    when: 'one to the second saves it and one to the first does not: between them',
    findings: through([leg(0, 'silent'), leg(1, 'alive')]),
    leg: ['near', 'far', 1],
  },
  {
    when: 'only one to the server saves it: the last leg',
    findings: through([leg(0, 'silent'), leg(1, 'silent')]),
    leg: ['far', 'srv', 2],
  },
  {
    when: 'a TCP keepalive, which ends at the first jump host, saves it',
    findings: through([], { keepalives: [witness('tcp-keepalive', 1, 'alive')] }),
    leg: ['client', 'near', 0],
  },
  {
    when: 'the arm that would tell never ran',
    findings: through([leg(1, 'alive')]),
    leg: undefined,
  },
  {
    when: 'nothing saves it',
    findings: through([leg(0, 'silent'), leg(1, 'silent')], { keepalives: [] }),
    leg: undefined,
  },
  {
    when: 'there is one leg only',
    findings: through([], { legs: undefined }),
    leg: undefined,
  },
];

for (const { when, findings, leg: expected } of cases) {
  test(`the leg that forgets: ${when}`, () => {
    const found = legOf(findings);

    assert.deepEqual(found && [found.from, found.to, found.index], expected);
  });
}

test('an arm found dead long after the limit may have died of another one: that leg is not sure', () => {
  const soon = legOf(through([leg(0, 'silent'), leg(1, 'alive')]));
  const late = legOf(through([leg(0, 'silent', 11_000), leg(1, 'alive', 11_000)]));

  assert.deepEqual([soon?.sure, late?.sure], [true, false]);
});

test('TCP keepalives that die behind a jump host are no sign of a proxy', () => {
  assert.equal(haproxyTimeout.judge(through([leg(0, 'silent')])).answer, 'no');
  assert.equal(haproxyTimeout.judge(through([])).answer, 'unknown');
  assert.equal(haproxyTimeout.judge(through([leg(0, 'alive')])).answer, 'yes');
});

test('a reset on a farther leg comes as a close, and is judged as the reset it was', () => {
  const findings = through([leg(0, 'silent'), leg(1, 'alive')], {
    ...limitFound(8900, 9100, 'fin'),
    nat: NAT.none,
  });

  assert.equal(rejected.judge(findings).answer, 'yes');
  assert.equal(rejected.judge({ ...findings, legs: undefined }).answer, 'no');
});

test('beyond the first leg no hop is named, and nothing is called proven', () => {
  const { leg: found, location, confidence } = judge(through([leg(0, 'silent'), leg(1, 'alive')]));

  assert.equal(found?.index, 1);
  assert.equal(location?.hops, undefined);
  assert.equal(confidence, 'likely');
});
