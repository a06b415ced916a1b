import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Report } from '../../../src/core/report/model.ts';
import { plainStyle, type Style } from '../../../src/core/report/style.ts';
import { renderReport } from '../../../src/core/report/terminal.ts';
import { expectGolden } from '../../expect-golden.ts';
import {
  cannotTell,
  clientHost,
  looseNat,
  notIdle,
  samples,
  shellLimit,
  silentNat,
  survives,
  twoBoxes,
} from './samples.ts';

const plain = plainStyle(false);
const coloured: Style = {
  ...plain,
  bad: (text) => `\u001b[31m${text}\u001b[0m`,
  good: (text) => `\u001b[32m${text}\u001b[0m`,
  dim: (text) => `\u001b[2m${text}\u001b[0m`,
  bold: (text) => `\u001b[1m${text}\u001b[0m`,
};

for (const [name, report] of Object.entries(samples)) {
  test(`the report "${name}" reads as it was approved, at 80 and at 120 columns`, () => {
    expectGolden(`test/golden/report/${name}-80.txt`, renderReport(report, plain, 80));
    expectGolden(`test/golden/report/${name}-120.txt`, renderReport(report, plain, 120));
  });

  test(`the report "${name}" in ASCII has nothing else, and loses no line`, () => {
    const ascii = renderReport(report, plainStyle(true), 80);

    assert.match(ascii, /^[\n\u0020-\u007e]*$/);
    assert.equal(ascii.split('\n').length, renderReport(report, plain, 80).split('\n').length);
  });

  test(`the report "${name}" says the same with colour as without`, () => {
    // oxlint-disable-next-line no-control-regex -- ESC is what it looks for
    const stripped = renderReport(report, coloured, 80).replace(/\u001b\[\d+m/g, '');

    assert.equal(stripped, renderReport(report, plain, 80));
  });

  test(`the report "${name}" stays within the columns, but for what is to be copied`, () => {
    for (const columns of [80, 97, 120]) {
      for (const line of renderReport(report, plain, columns).split('\n')) {
        assert.ok(
          line.length < columns || /journal: |or once: /.test(line),
          `${line.length} of ${columns}: ${line}`,
        );
      }
    }
  });
}

const says: readonly { name: string; report: Report; matches: readonly RegExp[] }[] = [
  {
    name: 'a silent NAT is shown with the bracket at its hop, its limit, its cure and the standard',
    report: silentNat,
    matches: [
      /^\n {2}Hop 2 \(100\.64\.0\.1\) forgets .* proven\n/,
      /keepalive to hop 1 +5:00 +✗ {2}┐/,
      /keepalive to hop 2 +5:31 +● {2}┘ is at hop 2/,
      /2 100\.64\.0\.1 ✗/,
      /Host prod\n {14}ServerAliveInterval 120\n {14}ServerAliveCountMax 3\n/,
      /ssh -o ServerAliveInterval=120 -o ServerAliveCountMax=3 prod/,
      /2 h 4 min at least, 25 times as long/,
      /1\.11 × the limit.*30 logins/,
    ],
  },
  {
    name: 'a loose NAT is shown alive in one direction and dead in the other',
    report: looseNat,
    matches: [
      /you speak first +10\.4 s +● {2}what you type revives it/,
      /server speaks first .*✗ {2}reset: late output ends it/,
    ],
  },
  {
    name: 'a hop that is a range is shown as a range, and what is unproven is only tried',
    report: twoBoxes,
    matches: [
      /is at hop 3 or 4/,
      /3 \(mute\) \?/,
      /^ {2}try +in ~\/\.ssh\/config/m,
      /profile +the whole path +5\.90 s to 6\.02 s/,
    ],
  },
  {
    name: 'a limit that was not met needs no cure',
    report: survives,
    matches: [/lived +died\n {2}you speak first +15:00 +●\n/],
  },
  {
    name: 'an outage is shown by the connection that was busy',
    report: notIdle,
    matches: [/This is not idleness/, /busy all the time +40\.9 s +✗/, /because +The control/],
  },
  { name: 'what is undecided says so', report: cannotTell, matches: [/^\n {2}Cannot tell\..* undecided\n/] },
  {
    name: 'a limit of this host is drawn at this host',
    report: clientHost,
    matches: [/you ✗ /, /← it is lost on this host/],
  },
  { name: "somebody's decision is a matter of asking", report: shellLimit, matches: [/^ {2}ask +TMOUT/m] },
];

for (const { name, report, matches } of says) {
  test(name, () => {
    const text = renderReport(report, plain, 80);

    for (const pattern of matches) assert.match(text, pattern);
  });
}

test('property: no text from elsewhere gets a control character onto the terminal', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...Object.values(samples)),
      (hostile, report) => {
        const poisoned: Report = {
          ...report,
          target: { ...report.target, spec: hostile, server: hostile },
          path: { ...report.path, hops: report.path.hops.map((hop) => ({ ...hop, address: hostile })) },
          verdict: {
            ...report.verdict,
            summary: hostile,
            cause: hostile,
            cleared: [hostile],
            alternatives: [hostile],
          },
          arms: report.arms.map((arm) => ({ ...arm, note: hostile })),
          evidence: report.evidence.map((each) => ({ ...each, fact: hostile })),
          notes: [hostile],
          problem: { code: hostile, message: hostile, hint: hostile },
          journal: hostile,
        };

        const shown = renderReport(poisoned, plain, 80).replaceAll('\n', '');
        assert.doesNotMatch(shown, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      },
    ),
  );
});
