/**
 * How OpenSSH cuts a line into words. There are two ways, and both are used on
 * the same line: `strdelim` for the keyword and for the criteria of `Match`,
 * `argv_split` for everything else (OpenSSH's misc.c; arguments are split the
 * second way since 8.7, which is when trailing comments became possible).
 */

/** A piece of a line with its place; `text` is without the quotes, the offsets are with them. */
export interface Word {
  readonly text: string;
  /** Counted from the start of the text that was cut. */
  readonly startOffset: number;
  /** Of the first character after it. */
  readonly endOffset: number;
}

export interface Delimited {
  /** `undefined`: a quote was opened and not closed, and ssh sees nothing more. */
  readonly word: Word | undefined;
  /** Where the next word is looked for; `undefined`: nothing is left. */
  readonly nextOffset: number | undefined;
}

/**
 * The word at `offset`, cut at blanks, at one `=` and at quotes. A quote in
 * the middle of a word goes on to the closing one. The word may be empty.
 */
export function delimited(text: string, offset: number): Delimited {
  const cut = indexOfAny(text, offset, KEYWORD_ENDS);
  if (cut === undefined) {
    return { word: wordAt(text, offset, text.length), nextOffset: undefined };
  }
  if (text[cut] === '"') {
    const closing = text.indexOf('"', cut + 1);
    if (closing < 0) return { word: undefined, nextOffset: undefined };
    const word = {
      text: text.slice(offset, cut) + text.slice(cut + 1, closing),
      startOffset: offset,
      endOffset: closing + 1,
    };
    return { word, nextOffset: afterBlanks(text, closing + 1) };
  }
  let nextOffset = afterBlanks(text, cut + 1);
  if (text[cut] !== '=' && text[nextOffset] === '=') nextOffset = afterBlanks(text, nextOffset + 1);
  return { word: wordAt(text, offset, cut), nextOffset };
}

export interface Arguments {
  readonly words: readonly Word[];
  /** Of the `#` that begins a comment; `undefined`: there is none. */
  readonly commentOffset: number | undefined;
}

/**
 * The arguments from `offset` on: cut at spaces and tabs, with either kind of
 * quotes, a backslash before a quote, a backslash or (outside quotes) a space,
 * up to a `#` that begins a word. `undefined`: a quote is not closed.
 */
export function argumentsAt(text: string, offset: number): Arguments | undefined {
  const words: Word[] = [];
  let at = offset;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    if (at >= text.length) return { words, commentOffset: undefined };
    if (text[at] === '#') return { words, commentOffset: at };
    const word = argumentAt(text, at);
    if (word === undefined) return undefined;
    words.push(word);
    at = word.endOffset;
  }
}

function argumentAt(text: string, startOffset: number): Word | undefined {
  let quote: string | undefined;
  let content = '';
  let at = startOffset;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && isEscapable(text[at + 1], quote)) {
      at += 1;
      content += text.charAt(at);
    } else if (quote === undefined && (char === ' ' || char === '\t')) break;
    else if (quote === undefined && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = undefined;
    else content += char;
  }
  return quote === undefined ? { text: content, startOffset, endOffset: at } : undefined;
}

function isEscapable(next: string | undefined, quote: string | undefined): boolean {
  return next === "'" || next === '"' || next === '\\' || (next === ' ' && quote === undefined);
}

/** The offset of what follows the blanks at `offset`. */
export function afterBlanks(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && BLANKS.includes(text.charAt(at))) at += 1;
  return at;
}

/** `A` to `Z` in small letters, and nothing else: ssh compares bytes, not letters of a language. */
export function lowered(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function wordAt(text: string, startOffset: number, endOffset: number): Word {
  return { text: text.slice(startOffset, endOffset), startOffset, endOffset };
}

function indexOfAny(text: string, offset: number, chars: string): number | undefined {
  for (let at = offset; at < text.length; at += 1) if (chars.includes(text.charAt(at))) return at;
  return undefined;
}

/** WHITESPACE of OpenSSH's misc.c. */
const BLANKS = ' \t\r\n';
const KEYWORD_ENDS = `${BLANKS}"=`;
