import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { say } from '../../../src/core/report/style.ts';
import { clipped, lineWidth, padded, widthOf, wrapped } from '../../../src/core/report/text-layout.ts';

const widths: readonly { text: string; columns: number }[] = [
  { text: '', columns: 0 },
  { text: 'hop 2 ── ● ✗ ◐', columns: 14 },
  { text: 'größer', columns: 6 },
  { text: '日本', columns: 4 },
  { text: 'e\u0301', columns: 1 },
  { text: '🚀', columns: 2 },
];

for (const { text, columns } of widths) {
  test(`${JSON.stringify(text)} takes ${columns} columns`, () => {
    assert.equal(widthOf(text), columns);
  });
}

test('text is broken at blanks, and a word too long for the line stands alone', () => {
  const lines = wrapped('see ~/.local/state/idletrace/run.jsonl for it', 12);

  assert.deepEqual(lines, ['see', '~/.local/state/idletrace/run.jsonl', 'for it']);
});

test('a number keeps its unit beside it', () => {
  const lines = wrapped('forgets after 6.0 s and 2 h 4 min', 17);

  assert.deepEqual(lines, ['forgets after', '6.0 s and 2 h', '4 min']);
});

const NUMBERS = fc
  .array(fc.constantFrom('1', '20', 's', 'ms', '%', 'h', 'm', 'a'))
  .map((words) => words.join(' '));

/** A number with its unit counts as one. */
function isOneWord(line: string): boolean {
  return !line.replaceAll(/(\d) (?=(ms|s|min|h|d|%)(?![A-Za-z0-9]))/g, '$1').includes(' ');
}

test('property: wrapping loses no word, and only a single word sticks out', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), NUMBERS), fc.integer({ min: 1, max: 60 }), (text, columns) => {
      const lines = wrapped(text, columns);

      assert.equal(
        lines.join(' ').replace(/ +/g, ' '),
        text
          .split(/ +/)
          .filter((word) => word !== '')
          .join(' '),
      );
      for (const line of lines) assert.ok(widthOf(line) <= columns || isOneWord(line), line);
    }),
  );
});

test('property: a clipped line is never wider than it may be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' })),
      fc.integer({ min: 1, max: 60 }),
      (texts, columns) => {
        assert.ok(
          lineWidth(
            clipped(
              texts.map((text) => say(text)),
              columns,
            ),
          ) <= columns,
        );
      },
    ),
  );
});

test('padding fills up to the width and cuts nothing', () => {
  assert.equal(padded('日', 4), '日  ');
  assert.equal(padded('longer', 3), 'longer');
});
