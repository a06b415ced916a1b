/**
 * How text is decorated, and the one gate through which all of it passes.
 * Renderers speak in tones and symbols; what those are on a terminal, in a pipe
 * or in a golden file is the style's business. Colour is never the only sign:
 * the symbols and words beside it say the same.
 */
import { printable } from './printable.ts';

export type Tone = 'plain' | 'bad' | 'good' | 'dim' | 'bold';

export interface Style {
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly symbols: Symbols;
  /** Nothing but ASCII may come out. */
  readonly ascii: boolean;
}

/** Each is one column wide, but for `link`. */
export interface Symbols {
  readonly alive: string;
  readonly dead: string;
  readonly pending: string;
  readonly waiting: string;
  /** Held by something that keeps it busy. */
  readonly held: string;
  readonly probing: string;
  readonly unsure: string;
  /** Between two hops, with its spaces. */
  readonly link: string;
  readonly bracketTop: string;
  readonly bracketSide: string;
  readonly bracketEnd: string;
  readonly arrow: string;
  readonly dot: string;
  readonly times: string;
}

/** A piece of a line in one tone. Made by {@link say} only, so that its text is safe to show. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export type Line = readonly Span[];

/** The text as a span; control characters in it are spelled out. */
export function say(text: string, tone: Tone = 'plain'): Span {
  return { text: printable(text), tone };
}

/** The line as it is written, without trailing blanks. */
export function paint(line: Line, style: Style): string {
  const last = line.findLastIndex(({ text }) => text.trim() !== '');
  return line
    .slice(0, last + 1)
    .map(({ text, tone }, at) => {
      const shown = style.ascii ? asciiOnly(text) : text;
      return painted(at === last ? shown.trimEnd() : shown, tone, style);
    })
    .join('');
}

const UNICODE_SYMBOLS: Symbols = {
  alive: '●',
  dead: '✗',
  pending: '·',
  waiting: '○',
  held: '◐',
  probing: '◌',
  unsure: '?',
  link: ' ── ',
  bracketTop: '┐',
  bracketSide: '│',
  bracketEnd: '┘',
  arrow: '←',
  dot: '·',
  times: '×',
};

const ASCII_SYMBOLS: Symbols = {
  alive: '*',
  dead: 'x',
  pending: '.',
  waiting: 'o',
  held: '@',
  probing: '!',
  unsure: '?',
  link: ' -- ',
  bracketTop: '\\',
  bracketSide: '|',
  bracketEnd: '/',
  arrow: '<',
  dot: '|',
  times: 'x',
};

/** Undecorated: what a pipe and a golden file get. */
export function plainStyle(ascii: boolean): Style {
  return {
    bad: asItIs,
    good: asItIs,
    dim: asItIs,
    bold: asItIs,
    symbols: ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS,
    ascii,
  };
}

function painted(text: string, tone: Tone, style: Style): string {
  if (tone === 'plain' || text.trim() === '') return text;
  return style[tone](text);
}

/** What has no ASCII form becomes `?`, and never takes more columns than before, but for the forms below. */
function asciiOnly(text: string): string {
  return text.replace(
    /[^\u0020-\u007e]/gu,
    (character) => ASCII_FORMS[character] ?? (ZERO_WIDTH.test(character) ? '' : '?'),
  );
}

function asItIs(text: string): string {
  return text;
}

/** Marks that sit on another character, and format characters. */
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const ASCII_FORMS: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '×': 'x',
  '·': '-',
  '→': '->',
  '←': '<',
  '≥': '>=',
  '≤': '<=',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '−': '-',
  '\u00a0': ' ',
};
