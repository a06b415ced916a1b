/**
 * The text of an ssh_config or sshd_config as lines that lose nothing: joined
 * again they are the very same text, whatever it was.
 *
 * The text is handed in with one character per byte (latin1), so that files in
 * any encoding, or in none, come back as they were, and every offset counts
 * bytes. {@link readableText} gives what a person reads. Nothing is judged here:
 * what a keyword means is `client-lookup.ts` and `server-lookup.ts`.
 *
 * OpenSSH has no continuation of lines: a backslash at the end is a character
 * like any other (readconf.c, servconf.c).
 */
import { afterBlanks, argumentsAt, delimited, lowered, type Word } from './words.ts';

export interface ConfigLine {
  /** Counted from 1, as ssh counts them in its messages. */
  readonly number: number;
  /** With its line ending, if it has one. */
  readonly text: string;
  /** Of its first character in the whole text. */
  readonly startOffset: number;
  /** Of the first character of the next line. */
  readonly endOffset: number;
  /** Offsets inside count in the whole text as well. */
  readonly content: LineContent;
}

export type LineContent =
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment' }
  /** The keyword opens a quote and does not close it: ssh passes over such a line without a word. */
  | { readonly kind: 'unreadable' }
  | Directive;

export interface Directive {
  readonly kind: 'directive';
  readonly keyword: Word;
  /** The keyword in small letters. */
  readonly name: string;
  /** All that follows the keyword, a trailing comment too, without blanks around it; empty: nothing does. */
  readonly rest: Word;
  /** `undefined`: a quote is opened and not closed, for which ssh refuses the file. */
  readonly words: readonly Word[] | undefined;
  /** Of the `#` of a trailing comment; `undefined`: none. */
  readonly commentOffset: number | undefined;
}

/** The lines of `text`, none lost; an empty text has none. */
export function readLines(text: string): readonly ConfigLine[] {
  const lines: ConfigLine[] = [];
  for (let startOffset = 0; startOffset < text.length; ) {
    const newline = text.indexOf('\n', startOffset);
    const endOffset = newline < 0 ? text.length : newline + 1;
    const line = text.slice(startOffset, endOffset);
    const content = contentOf(line, (offset) => startOffset + offset);
    lines.push({ number: lines.length + 1, text: line, startOffset, endOffset, content });
    startOffset = endOffset;
  }
  return lines;
}

/** As {@link readLines} of a file; the same object gives the same lines at once. */
export function linesOf(file: { readonly bytes: string }): readonly ConfigLine[] {
  const known = LINES.get(file);
  if (known !== undefined) return known;
  const lines = readLines(file.bytes);
  LINES.set(file, lines);
  return lines;
}

/**
 * What one line says, read as ssh's C does: up to a NUL, without the blanks at
 * its end. `place` turns an offset in the line into one of the whole text.
 */
export function contentOf(line: string, place: (offset: number) => number): LineContent {
  const nul = line.indexOf('\0');
  const visible = withoutTrailingBlanks(nul < 0 ? line : line.slice(0, nul));
  let { word, nextOffset } = delimited(visible, 0);
  if (word?.text === '' && nextOffset !== undefined) ({ word, nextOffset } = delimited(visible, nextOffset));
  if (word === undefined) return { kind: 'unreadable' };
  if (word.text === '') return { kind: 'blank' };
  if (word.text.startsWith('#')) return { kind: 'comment' };
  const restOffset = nextOffset === undefined ? visible.length : afterBlanks(visible, nextOffset);
  const split = argumentsAt(visible, restOffset);
  const rest = { text: visible.slice(restOffset), startOffset: restOffset, endOffset: visible.length };
  return {
    kind: 'directive',
    keyword: placed(word, place),
    name: lowered(word.text),
    rest: placed(rest, place),
    words: split?.words.map((each) => placed(each, place)),
    commentOffset: split?.commentOffset === undefined ? undefined : place(split.commentOffset),
  };
}

/**
 * The column of an offset, counted from 1 in characters of UTF-8 (bytes where
 * it is none), as editors count.
 */
export function columnOf(line: ConfigLine, offset: number): number {
  const before = line.text.slice(0, Math.max(0, offset - line.startOffset));
  return before.replace(/[\x80-\xbf]/g, '').length + 1;
}

/** What a person reads: bytes as UTF-8 where they are that, else one character each. */
export function readableText(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  try {
    return decodeURIComponent(bytes.replace(/[%\x80-\xff]/g, (char) => `%${hex(char)}`));
  } catch {
    return bytes;
  }
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(2, '0');
}

/** As ssh does: a form feed counts as blank here alone, and the first character always stays. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 1 && ' \t\r\n\f'.includes(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

function placed(word: Word, place: (offset: number) => number): Word {
  return { text: word.text, startOffset: place(word.startOffset), endOffset: place(word.endOffset) };
}

/** A memory of what follows from the key alone. */
const LINES = new WeakMap<object, readonly ConfigLine[]>();
