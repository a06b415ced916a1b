import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type PathHop, pathPicture } from '../../../src/core/report/path-picture.ts';
import { paint, plainStyle } from '../../../src/core/report/style.ts';
import { widthOf } from '../../../src/core/report/text-layout.ts';

const style = plainStyle(false);

function hop(ttlHops: number, extra: Partial<PathHop> = {}): PathHop {
  return { ttlHops, address: `10.0.${ttlHops}.1`, note: undefined, guilty: 'no', ...extra };
}

function picture(hops: readonly PathHop[], columns = 80): readonly string[] {
  return pathPicture(hops, style, columns).map((line) => paint(line, style));
}

test('a path that is not known is not drawn', () => {
  assert.deepEqual(picture([]), []);
});

test('hops stand in order, with the guilty one marked and what is known below it', () => {
  const lines = picture([hop(0), hop(1), hop(2, { guilty: 'yes', note: 'forgets' }), hop(3)]);

  assert.deepEqual(lines, [
    '  you ── 1 10.0.1.1 ── 2 10.0.2.1 ✗ ── 3 10.0.3.1',
    '                       forgets',
  ]);
});

test('hops in a row that do not answer stand as one', () => {
  const lines = picture([hop(1), hop(2, { address: undefined }), hop(3, { address: undefined }), hop(4)]);

  assert.deepEqual(lines, ['  1 10.0.1.1 ── 2-3 (mute) ── 4 10.0.4.1']);
});

test('a hop that does not answer but may be the guilty one stands alone', () => {
  const lines = picture([hop(1, { address: undefined }), hop(2, { address: undefined, guilty: 'perhaps' })]);

  assert.deepEqual(lines, ['  1 (mute) ── 2 (mute) ?']);
});

test('a note longer than its hop pushes the next hop away', () => {
  const lines = picture([hop(1, { note: 'a NAT of the provider' }), hop(2)]);

  assert.deepEqual(lines, ['  1 10.0.1.1 ───────────── 2 10.0.2.1', '  a NAT of the provider']);
});

test('property: a path of any length stays within the columns', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 40, max: 200 }), (length, columns) => {
      const lines = picture(
        Array.from({ length }, (_, at) => hop(at)),
        columns,
      );

      for (const line of lines) assert.ok(widthOf(line) <= columns);
      const last = length - 1;
      assert.ok(lines.join(' ').includes(last === 0 ? 'you' : `${last} 10.0.${last}.1`));
    }),
  );
});
