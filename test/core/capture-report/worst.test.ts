/** The worst of many, held few at a time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { worstFirst } from '../../../src/core/capture-report/interesting.ts';
import { Worst } from '../../../src/core/capture-report/worst.ts';
import { judged, opening } from '../capture/packets.ts';

const [connection] = judged(opening());
assert.ok(connection !== undefined);
const sample = connection;

test('property: it gives what sorting all of them gives, and counts them', () => {
  const endings = fc.constantFrom('silent', 'reset', 'open', 'fin', 'refused');
  const each = fc.record({ ending: endings, longestGapMs: fc.integer({ min: 0, max: 3 }) });

  fc.assert(
    fc.property(fc.array(each, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (parts, most) => {
      const all = parts.map((part, stream) => ({ ...sample, ...part, stream }));
      const worst = new Worst(most);

      for (const one of all) worst.add(one);

      assert.deepEqual(worst.list(), all.toSorted(worstFirst).slice(0, most));
      assert.equal(worst.count, all.length);
    }),
  );
});
