import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { threeWayDiff } from '../../../src/core/edit/three-way.ts';

const names = { base: 'as written', ours: 'what undo would do', theirs: 'what was edited' };
const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '', 'c\r', '-d', '+e'), { maxLength: 9 }), fc.boolean())
  .map(([lines, isWhole]) => (isWhole ? lines.map((line) => `${line}\n`).join('') : lines.join('\n')));

test('all three texts can be read from it', () => {
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      const shown = threeWayDiff({ path: 'f', base, ours, theirs, names, contextLines: 99 });

      const rows = shown.split('\n').slice(3, -2);
      if (base === ours && base === theirs) return assert.deepEqual(rows, []);
      const lines = rows.filter((row) => !row.startsWith('@@'));
      const read = (isIn: (mine: string, other: string) => boolean) =>
        lines.filter((row) => isIn(row[0] ?? '', row[1] ?? '')).map((row) => row.slice(2));
      assert.deepEqual(
        read((a, b) => a !== '+' && b !== '+'),
        linesOf(base),
      );
      assert.deepEqual(
        read((a, b) => a === '+' || (a === ' ' && b !== '+')),
        linesOf(ours),
      );
      assert.deepEqual(
        read((a, b) => b === '+' || (b === ' ' && a !== '+')),
        linesOf(theirs),
      );
    }),
    { numRuns: 2000 },
  );
});

test('changes far apart do not meet, and what lies between is left out; a password beside a change is not shown', () => {
  const base = `Password=secret\n${'x\n'.repeat(20)}end\n`;
  const shown = threeWayDiff({ path: 'f', base, ours: `first\n${base}`, theirs: `${base}last\n`, names });

  assert.match(shown, /^\+ first$/m);
  assert.match(shown, /^ \+last$/m);
  assert.match(shown, /they change different lines/);
  assert.equal(shown.match(/^@@/gm)?.length, 2);
  assert.doesNotMatch(shown, /secret/);
});

test('changes of the same line meet', () => {
  const shown = threeWayDiff({ path: 'f', base: 'a 60\n', ours: 'a 90\n', theirs: 'a 30\n', names });

  assert.match(shown, /^--a 60\n\+ a 90\n \+a 30\nboth change the same lines/m);
});

function linesOf(whole: string): readonly string[] {
  const lines = whole.split('\n');
  const last = lines.pop() ?? '';
  return last === '' ? lines : [...lines, `${last} (no newline at the end)`];
}
