/**
 * A known text as a pattern, and how well it stands in another text: the words
 * in order, with placeholders for hosts, users and numbers, words missing or
 * between them at a price. A local alignment, as for sequences (Smith and
 * Waterman 1981), over words; typing errors are mended before.
 */
import { wordsOf } from './tokens.ts';

export interface Pattern {
  readonly words: readonly PatternWord[];
}

/** `undefined`: any word stands here. `number`: any number, this one preferred. */
export interface PatternWord {
  readonly literal: string | undefined;
  readonly number: boolean;
}

/** Where a pattern was found. Weights are the sum of those of its words. */
export interface Found {
  /** 0 to 1: how much of the pattern's weight was found. */
  readonly share: number;
  readonly weight: number;
  /** The words of the text that it covers: from, to (not included). */
  readonly from: number;
  readonly to: number;
}

/** `HOST`, `[IP]:PORT` and the like stand for any word; words with a digit for any number. */
export function patternOf(text: string): Pattern {
  const marked = text.replace(PLACEHOLDERS, ' anyword ');
  return {
    words: wordsOf(marked, MOST_PATTERN_WORDS).map((word) => ({
      literal: word === 'anyword' ? undefined : word,
      number: /^\d/.test(word),
    })),
  };
}

/** The words that a pattern cannot do without. */
export function literalsOf({ words }: Pattern): readonly string[] {
  return words.flatMap(({ literal, number }) => (literal === undefined || number ? [] : [literal]));
}

/** The best place of a pattern in a text. `weightOf` says how much a word tells. */
export function findPattern(
  { words }: Pattern,
  text: readonly string[],
  weightOf: (word: string) => number,
): Found {
  // One row of the alignment: the score of the best path that ends at each word of the text, and where it began.
  let scores = new Float64Array(text.length + 1);
  let starts = new Int32Array(text.length + 1).fill(NOT_BEGUN);
  let whole = 0;
  for (const { literal, number } of words) {
    const weight = literal === undefined ? 0 : number ? NUMBER_WEIGHT : weightOf(literal);
    whole += weight;
    const nextScores = new Float64Array(text.length + 1);
    const nextStarts = new Int32Array(text.length + 1).fill(NOT_BEGUN);
    nextScores[0] = (scores[0] ?? 0) - weight * MISSING;
    for (let j = 1; j <= text.length; j += 1) {
      const given = text[j - 1] ?? '';
      const gain =
        literal === undefined
          ? 0
          : number
            ? numberGain(literal, given, weight)
            : literal === given
              ? weight
              : -1;
      let score = (scores[j] ?? 0) - weight * MISSING;
      let start = starts[j] ?? NOT_BEGUN;
      const diagonal = (scores[j - 1] ?? 0) + gain;
      if (gain >= 0 && diagonal > score) {
        score = diagonal;
        start = starts[j - 1] ?? NOT_BEGUN;
        if (start === NOT_BEGUN && gain > 0) start = j - 1;
      }
      const left = nextStarts[j - 1] ?? NOT_BEGUN;
      const between = (nextScores[j - 1] ?? 0) - BETWEEN;
      if (left !== NOT_BEGUN && between > score) {
        score = between;
        start = left;
      }
      nextScores[j] = score;
      nextStarts[j] = start;
    }
    scores = nextScores;
    starts = nextStarts;
  }
  let found: Found = { share: 0, weight: 0, from: 0, to: 0 };
  for (let j = 1; j <= text.length; j += 1) {
    const score = scores[j] ?? 0;
    const from = starts[j] ?? NOT_BEGUN;
    if (from !== NOT_BEGUN && score > found.weight)
      found = { share: score / whole, weight: score, from, to: j };
  }
  return found;
}

function numberGain(literal: string, given: string, weight: number): number {
  if (!/\d/.test(given)) return -1;
  return weight * (literal === given ? 1 : 0.5);
}

const NOT_BEGUN = -1;
/** What a missing word costs, in its own weight: it is not found, and it was expected. */
const MISSING = 0.5;
/** What a word between two of the pattern costs, in the weight of a word that stands in one text in three. */
const BETWEEN = 0.2;
/** A number tells little: it is another one each time. */
const NUMBER_WEIGHT = 0.2;
const MOST_PATTERN_WORDS = 60;
const PLACEHOLDERS =
  /<IP:PORT>|\[IP\]:PORT|\bIP:PORT\b|\bPORT:11\b|#N\b|\b(?:HOST|IP|PORT|USER|PID|NAME|REASON|TTY|ERR|ID|N)\b/g;
