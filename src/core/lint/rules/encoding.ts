import type { TextFile } from '../client-subject.ts';
import type { Fault, Rule } from '../rule.ts';

export interface EncodingSubject {
  readonly files: readonly TextFile[];
}

/** OpenSSH reads bytes: what editors put before the text is part of the first keyword. */
export const byteOrderMark: Rule<EncodingSubject> = {
  id: 'byte-order-mark',
  severity: 'error',
  title: 'A byte order mark, for which OpenSSH refuses the file.',
  cites: [
    'measured with 9.2: "Bad configuration option: \\357\\273\\277host"; only the Windows build skips it',
  ],
  judge: ({ files }) =>
    files.flatMap(({ path, bytes }): readonly Fault[] =>
      bytes.startsWith(BOM)
        ? [
            {
              place: { file: path, line: 1, column: 1 },
              message:
                'the file begins with a byte order mark, which OpenSSH (but for its Windows build) takes for a part of the first word and refuses',
              fix: 'save the file as UTF-8 without a byte order mark',
            },
          ]
        : [],
    ),
};

/** What PowerShell's `>` writes. */
export const utf16: Rule<EncodingSubject> = {
  id: 'utf-16',
  severity: 'error',
  title: 'A file in UTF-16, which OpenSSH cannot read.',
  cites: ['OpenSSH reads bytes; Windows PowerShell 5 writes UTF-16 with > and Out-File'],
  judge: ({ files }) =>
    files.flatMap(({ path, bytes }): readonly Fault[] =>
      isUtf16(bytes)
        ? [
            {
              place: { file: path, line: 1, column: 1 },
              message: 'the file is in UTF-16, and OpenSSH cannot read it at all',
              fix: 'save it as UTF-8, in PowerShell with Out-File -Encoding ascii',
            },
          ]
        : [],
    ),
};

/** Whatever follows a NUL on its line is not read. */
export const nulByte: Rule<EncodingSubject> = {
  id: 'nul-byte',
  severity: 'warning',
  title: 'A NUL, behind which OpenSSH reads nothing more of the line.',
  cites: ['readconf.c and servconf.c: lines are strings of C'],
  judge: ({ files }) =>
    files.flatMap(({ path, bytes, lines }) =>
      isUtf16(bytes)
        ? []
        : lines.flatMap((line) => {
            const at = line.text.indexOf('\0');
            if (at < 0) return [];
            return [
              {
                place: { file: path, line: line.number, column: at + 1 },
                message: 'a NUL stands here, and what follows it on this line is not read',
                fix: 'remove it',
              },
            ];
          }),
    ),
};

/** The keyword's quote is not closed: the line is passed over without a word. */
export const passedOver: Rule<EncodingSubject> = {
  id: 'line-passed-over',
  severity: 'warning',
  title: 'A line that OpenSSH passes over without a word.',
  cites: ['misc.c, strdelim: a quote that is not closed gives no keyword'],
  judge: ({ files }) =>
    files.flatMap(({ path, lines }) =>
      lines.flatMap(({ number, content }) =>
        content.kind === 'unreadable'
          ? [
              {
                place: { file: path, line: number, column: 1 },
                message: 'the quote in the keyword is not closed, and the line is passed over without a word',
                fix: 'close the quote, or remove it',
              },
            ]
          : [],
      ),
    ),
};

export function isUtf16(bytes: string): boolean {
  return bytes.startsWith('\xff\xfe') || bytes.startsWith('\xfe\xff') || /^(?:[^\0]\0){4}/.test(bytes);
}

/** U+FEFF in UTF-8. */
const BOM = '\xef\xbb\xbf';
