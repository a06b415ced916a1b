import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isInSpan, spanOf } from '../../../src/core/explain/spans.ts';

const spans: readonly { text: string; least: number; most?: number }[] = [
  { text: '350s', least: 350 },
  { text: '350 seconds', least: 350 },
  { text: '5 minutes', least: 300 },
  { text: '5min', least: 300 },
  { text: '2h10m', least: 7800 },
  { text: '2 hours and 4 minutes', least: 7440 },
  { text: '1.5 h', least: 5400 },
  { text: '5:50', least: 350 },
  { text: '2:04:00', least: 7440 },
  { text: '900', least: 900 },
  { text: '1 day', least: 86_400 },
  { text: '~ 60 s', least: 60 },
  { text: '349-351 s', least: 349, most: 351 },
  { text: 'between 4 and 5 minutes', least: 240, most: 300 },
  { text: '90 s to 2 min', least: 90, most: 120 },
];

for (const { text, least, most = least } of spans) {
  test(`"${text}" is ${least === most ? `${least} s` : `${least} to ${most} s`}`, () => {
    assert.deepEqual(spanOf(text), { least, most });
  });
}

for (const text of ['', 's', '5 bananas', '-3s', '0', '10-5 s', 'TMOUT=900', '5 minutes later it died']) {
  test(`"${text}" is no duration`, () => {
    assert.equal(spanOf(text), undefined);
  });
}

test('a limit is the one that was meant when it is nearer than two seconds or two percent', () => {
  const meant = { least: 349, most: 351 };

  assert.deepEqual(
    [340, 343, 350, 357, 360].map((seconds) => isInSpan(seconds, meant)),
    [false, true, true, true, false],
  );
});

test('property: reading a duration never throws, and what it gives is positive and in order', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9 .:a-z-]{0,20}$/)), (text) => {
      const span = spanOf(text);

      assert.ok(span === undefined || (span.least > 0 && span.least <= span.most));
    }),
  );
});
