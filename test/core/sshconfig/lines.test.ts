import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { columnOf, type ConfigLine, readableText, readLines } from '../../../src/core/sshconfig/lines.ts';

/** Any bytes, the troublesome ones often. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        ' ',
        '\t',
        '=',
        '"',
        "'",
        '\\',
        '#',
        '\0',
        '\f',
        '\xef\xbb\xbf',
        'Host ',
        'ServerAliveInterval ',
        '60',
      ),
      fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    ),
  )
  .map((parts) => parts.join(''));

test('lines join back to the very same bytes, whatever they were', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      const lines = readLines(text);

      assert.equal(lines.map((line) => line.text).join(''), text);
      for (const line of lines) assert.equal(text.slice(line.startOffset, line.endOffset), line.text);
    }),
    { numRuns: 2000 },
  );
});

test('the offsets of keyword, rest and arguments lie in their line and in this order', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      for (const line of readLines(text)) {
        if (line.content.kind !== 'directive') continue;
        const { keyword, rest, words = [] } = line.content;
        const offsets = [
          line.startOffset,
          keyword.startOffset,
          keyword.endOffset,
          rest.startOffset,
          ...words.flatMap((word) => [word.startOffset, word.endOffset]),
          line.endOffset,
        ];
        assert.deepEqual(
          offsets,
          [...offsets].sort((a, b) => a - b),
          JSON.stringify(text),
        );
        assert.equal(text.slice(rest.startOffset, rest.endOffset), rest.text);
      }
    }),
    { numRuns: 2000 },
  );
});

const readings: readonly (readonly [
  line: string,
  keyword: string | undefined,
  words: readonly string[] | undefined,
])[] = [
  ['ServerAliveInterval 60\n', 'serveraliveinterval', ['60']],
  ['  ServerAliveInterval=60\r\n', 'serveraliveinterval', ['60']],
  ['SERVERALIVEINTERVAL = "60" # every minute', 'serveraliveinterval', ['60']],
  ['"ServerAliveInterval" 60', 'serveraliveinterval', ['60']],
  ['Host a "b c" \'d e\' f\\ g # h', 'host', ['a', 'b c', 'd e', 'f g']],
  ['Host a#b', 'host', ['a#b']],
  ['Port 22\0 33', 'port', ['22']],
  ['User "half', 'user', undefined],
  ['# Port 22', undefined, undefined],
  ['\t \r\n', undefined, undefined],
  ['Port', 'port', []],
  ['Port 22 \\', 'port', ['22', '\\']],
];

for (const [text, name, words] of readings) {
  test(`${JSON.stringify(text)} is read as ssh reads it`, () => {
    const content = readLines(text)[0]?.content;

    assert.equal(content?.kind === 'directive' ? content.name : undefined, name);
    assert.deepEqual(
      content?.kind === 'directive' ? content.words?.map((word) => word.text) : undefined,
      words,
    );
  });
}

test('a keyword with a quote that is not closed is passed over, as ssh does', () => {
  assert.equal(readLines('"Port 22\n')[0]?.content.kind, 'unreadable');
});

test('columns count characters, not bytes', () => {
  const text = Buffer.from('Host höst # ü\n', 'utf8').toString('latin1');
  const line = readLines(text)[0] as ConfigLine;

  assert.equal(columnOf(line, text.indexOf('#')), 11);
  assert.equal(readableText(text), 'Host höst # ü\n');
  assert.equal(readableText('\xff%41'), '\xff%41');
});
