/** Laws that every editor keeps, on 2000 generated files of its format. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeText, encodeText } from '../../../src/core/edit/octets.ts';
import { planFile } from '../../../src/core/fix/plan-file.ts';
import type { GeneratedFormat } from './generated.ts';

const RUNS = 2000;
const seconds = fc.constantFrom(1, 15, 30, 59, 60, 61, 119, 120, 300);
const all = { means: () => true, isOwn: () => false };

export function itsLawsHold({ name, format, file, model, expected }: GeneratedFormat): void {
  describe(name, () => {
    test('after the edit a reader finds exactly the settings that were asked for, and a second run changes nothing', () => {
      let changedFiles = 0;
      fc.assert(
        fc.property(file, seconds, (text, wanted) => {
          const plan = planFile({ format, text, seconds: wanted, ...all });
          // A last line that a backslash carries on has no safe place after it.
          if (plan.kind === 'not-safe') return assert.match(text, /\\\r?\n?$/);
          if (plan.kind === 'no-session') return;
          changedFiles += plan.after === text ? 0 : 1;
          const [before, after] = [model(text), model(plan.after)];
          const keys = Object.keys({ ...before, ...after }).filter((key) => before[key] !== after[key]);
          const want = expected(wanted, keys);
          for (const key of keys) {
            const value = want(key);
            assert.notEqual(value, undefined, `${key} was changed from ${before[key]} to ${after[key]}`);
            if (value?.startsWith('K')) assert.match(after[key] ?? '', new RegExp(`-K ${wanted}\\b`));
            else if (value !== '*') assert.equal(after[key], value, key);
          }
          assert.equal(plan.changed.length > 0, plan.after !== text);

          const again = planFile({ format, text: plan.after, seconds: wanted, ...all });
          assert.ok(again.kind === 'planned' && again.after === plan.after && again.changed.length === 0);
        }),
        { numRuns: RUNS },
      );
      assert.ok(changedFiles > RUNS / 50, `only ${changedFiles} of the files were changed at all`);
    });

    test('whatever the bytes are, nothing is thrown, and what is not edited stays', () => {
      const junk = fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.tuple(file, fc.nat(200), fc.uint8Array({ maxLength: 3 })).map(([text, at, octets]) => {
          const whole = Buffer.from(text);
          return Uint8Array.from([...whole.subarray(0, at), ...octets, ...whole.subarray(at)]);
        }),
      );
      fc.assert(
        fc.property(junk, (octets) => {
          const decoded = decodeText(octets);
          const plan = planFile({ format, text: decoded.text, seconds: 60, ...all, means: () => false });

          assert.equal(plan.kind, 'no-session');
          planFile({ format, text: decoded.text, seconds: 60, ...all });
          assert.deepEqual(encodeText(decoded.text, decoded), octets);
        }),
        { numRuns: 300 },
      );
    });
  });
}
