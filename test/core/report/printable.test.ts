import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { printable } from '../../../src/core/report/printable.ts';

const cases: readonly { name: string; text: string; shown: string }[] = [
  { name: 'ordinary text', text: 'OpenSSH_9.6p1 Ubuntu', shown: 'OpenSSH_9.6p1 Ubuntu' },
  { name: 'text of other scripts', text: 'größer 日本語 עברית', shown: 'größer 日本語 עברית' },
  { name: 'a colour', text: '\u001b[31mred', shown: '\\x1b[31mred' },
  { name: 'a one-byte CSI', text: '\u009b2J', shown: '\\x9b2J' },
  { name: 'a title change', text: '\u001b]0;x\u0007', shown: '\\x1b]0;x\\x07' },
  { name: 'a line break and a return', text: 'a\r\nb\tc', shown: 'a\\r\\nb\\tc' },
  { name: 'a delete', text: 'a\u007fb', shown: 'a\\x7fb' },
  { name: 'a right-to-left override', text: 'exe.\u202egpj', shown: 'exe.\\u202egpj' },
  { name: 'an isolate and a mark', text: '\u2066a\u2069\u200f', shown: '\\u2066a\\u2069\\u200f' },
  { name: 'a line separator', text: 'a\u2028b', shown: 'a\\u2028b' },
];

for (const { name, text, shown } of cases) {
  test(`${name} is shown as ${JSON.stringify(shown)}`, () => {
    assert.equal(printable(text), shown);
  });
}

test('property: whatever comes in, nothing that moves a cursor or turns the reading direction comes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(printable(text), /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
    }),
  );
});

test('property: text that was made printable once is not changed again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(printable(printable(text)), printable(text));
    }),
  );
});
