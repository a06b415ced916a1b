import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { clockText, durationText, parseDurationMs } from '../../src/core/duration.ts';

const readings: readonly (readonly [string, number | undefined])[] = [
  ['90s', 90_000],
  ['15m', 900_000],
  ['2h10m', 7_800_000],
  ['500ms', 500],
  ['1.5h', 5_400_000],
  ['1d', 86_400_000],
  ['10m2h', undefined],
  ['5s5s', undefined],
  ['5', undefined],
  ['', undefined],
  ['0s', undefined],
  ['-5s', undefined],
  ['5 s', undefined],
];

for (const [text, ms] of readings) {
  test(`"${text}" is ${ms === undefined ? 'no duration' : `${ms} ms`}`, () => {
    assert.equal(parseDurationMs(text), ms);
  });
}

const texts: readonly (readonly [number, string])[] = [
  [850, '850 ms'],
  [8060, '8.06 s'],
  [300_900, '300.9 s'],
  [659_700, '11 min 0 s'],
  [3_599_700, '1 h'],
  [7_440_000, '2 h 4 min'],
];

for (const [ms, text] of texts) {
  test(`${ms} ms reads ${text}`, () => {
    assert.equal(durationText(ms), text);
  });
}

test('property: no duration has sixty seconds or sixty minutes in it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (ms) => {
      assert.doesNotMatch(durationText(ms), /\b60 (s|min)$/);
      assert.doesNotMatch(clockText(ms), /:60/);
    }),
  );
});
