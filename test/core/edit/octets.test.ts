import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, insertAfter, linesOf } from '../../../src/core/edit/text-edit.ts';
import { decodeText, encodeText } from '../../../src/core/edit/octets.ts';
import { unifiedDiff } from '../../../src/core/edit/unified-diff.ts';

describe('bytes as text', () => {
  test('any bytes come back as they were', () => {
    const marks = fc.constantFrom(
      [],
      [0xef, 0xbb, 0xbf],
      [0xff, 0xfe],
      [0xfe, 0xff],
      [0x62, 0x70, 0x6c, 0x69, 0x73, 0x74],
    );
    fc.assert(
      fc.property(marks, fc.uint8Array({ maxLength: 40 }), (mark, rest) => {
        const octets = Uint8Array.from([...mark, ...rest]);
        const decoded = decodeText(octets);

        assert.deepEqual(encodeText(decoded.text, decoded), octets);
      }),
      { numRuns: 3000 },
    );
  });

  test('long text of several bytes a character is cut at no character', () => {
    const text = `a${'äö€😀'.repeat(9000)}`;

    assert.equal(decodeText(Buffer.from(text)).text, text);
    assert.deepEqual(Buffer.from(encodeText(text, decodeText(Buffer.from(text)))), Buffer.from(text));
  });

  test('the encoding is told by the mark, by zeros, by what is no UTF-8', () => {
    const encodingOf = (octets: Uint8Array) => decodeText(octets).encoding;

    assert.equal(encodingOf(Buffer.from('\uFEFFa', 'utf16le')), 'utf-16le');
    assert.equal(encodingOf(Buffer.from('[a]\r\n', 'utf16le')), 'utf-16le');
    assert.equal(encodingOf(Buffer.from('grün')), 'utf-8');
    assert.equal(encodingOf(Buffer.from('grün', 'latin1')), 'ansi');
    assert.equal(encodingOf(Buffer.from('bplist00ä')), 'binary');
  });
});

test('lines with their ends are the text, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\r', '\n', ' ') }), (text) => {
      const lines = linesOf(text);

      assert.equal(lines.map(({ content, eol }) => content + eol).join(''), text);
    }),
  );
});

test('a line put after the last one leaves a missing newline missing', () => {
  const [line] = linesOf('a=1');

  assert.equal(applyEdits('a=1', [insertAfter(line, ['b=2'], '\r\n')]), 'a=1\r\nb=2');
});

test('a diff shows neither the password beside a change nor a file that is the same', () => {
  const before = 'Password=hunter2\nKeepAlive=0\n';

  const diff = unifiedDiff({ path: 'x', before, after: before.replace('KeepAlive=0', 'KeepAlive=1') });

  assert.match(diff, /^-KeepAlive=0$/m);
  assert.match(diff, /^ Password=…$/m);
  assert.equal(unifiedDiff({ path: 'x', before, after: before }), '');
});
