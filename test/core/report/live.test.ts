import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { eventLine } from '../../../src/core/report/event-line.ts';
import { renderLive } from '../../../src/core/report/live.ts';
import { plainStyle } from '../../../src/core/report/style.ts';
import { widthOf } from '../../../src/core/report/text-layout.ts';
import { expectGolden } from '../../expect-golden.ts';
import { liveSamples, loggingIn, proving, waiting } from './live-samples.ts';

const plain = plainStyle(false);

for (const [name, model] of Object.entries(liveSamples)) {
  test(`the live view "${name}" looks as it was approved`, () => {
    expectGolden(`test/golden/live/${name}-80.txt`, `${renderLive(model, plain, 80).join('\n')}\n`);
    expectGolden(`test/golden/live/${name}-120.txt`, `${renderLive(model, plain, 120).join('\n')}\n`);
  });
}

test('property: no line is as wide as the terminal, so that none is folded', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(liveSamples)),
      fc.integer({ min: 40, max: 250 }),
      fc.boolean(),
      fc.string({ unit: 'grapheme' }),
      (model, columns, ascii, text) => {
        for (const line of renderLive({ ...model, target: text, note: text }, plainStyle(ascii), columns)) {
          assert.ok(widthOf(line) < columns, `${widthOf(line)} of ${columns}: ${line}`);
        }
      },
    ),
  );
});

test('the view fits a terminal of 24 lines', () => {
  for (const model of Object.values(liveSamples)) assert.ok(renderLive(model, plain, 80).length < 24);
});

const phrases: readonly { name: string; lines: readonly string[]; matches: RegExp }[] = [
  {
    name: 'before the first probe it says how far the logins are',
    lines: renderLive(loggingIn, plain, 80),
    matches: /logging in: 10 of 30/,
  },
  {
    name: 'a countdown shows the second that is running',
    lines: renderLive(waiting, plain, 80),
    matches: /next probe in 0:12/,
  },
  {
    name: 'the better of both directions is what a session lives',
    lines: renderLive(waiting, plain, 80),
    matches: /lives 2:06 at least/,
  },
  {
    name: 'a limit that only one direction meets is said of that direction',
    lines: renderLive(proving, plain, 80),
    matches: /dies after 4:58 to 5:01 of silence when the server speaks first/,
  },
  {
    name: 'too many connections for a row are counted',
    lines: renderLive(proving, plain, 80),
    matches: /left alone +5 ✗ {2}1 ◌ {2}84 ●/,
  },
  {
    name: 'where q is not listened for it is not offered',
    lines: renderLive({ ...waiting, canStop: false }, plain, 80),
    matches: /^(?![\s\S]*q stops)/,
  },
];

for (const { name, lines, matches } of phrases) {
  test(name, () => {
    assert.match(lines.join('\n'), matches);
  });
}

test('an event is one line with its time, whatever its text', () => {
  assert.equal(
    eventLine({ atMs: 151_900, text: 'server says:\n\u001b[2J' }),
    '   2:31  server says:\\n\\x1b[2J',
  );
});
