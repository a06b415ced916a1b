/** Which of the known texts stand in what was pasted. */
import { causeOf } from '../facts/causes.ts';
import { MESSAGES } from '../facts/messages.ts';
import { causeEntry, messageEntry } from './entries.ts';
import { commonnessOf } from './commonness.ts';
import {
  isKnownWord,
  type KnownText,
  knownTexts,
  mended,
  weightOfLine,
  weightOfWord,
  wholeTextsOf,
} from './known-texts.ts';
import type { Match } from './match.ts';
import { type Found, findPattern } from './pattern.ts';
import { wordsOf } from './tokens.ts';

/** Causes and messages whose texts stand in it, best first; empty: none does. */
export function findTexts(pasted: string): readonly Match[] {
  return matchesOf(sightingsIn(wordsOf(unbroken(pasted.slice(-MOST_CHARACTERS)), MOST_WORDS)));
}

/** A terminal breaks lines inside words too: they are joined where that makes a word that is known. */
function unbroken(text: string): string {
  return text.replace(
    /([\p{L}\p{N}_]+)\r?\n([\p{L}\p{N}_]+)/gu,
    (both: string, left: string, right: string) =>
      isKnownWord((left + right).toLowerCase()) ? left + right : both,
  );
}

interface Sighting extends Found {
  readonly known: KnownText;
  /** Its weight, less where the text stands at every end. */
  readonly score: number;
}

function sightingsIn(given: readonly string[]): readonly Sighting[] {
  const words = given.length <= FUZZY_WORDS ? given.map(mended) : given;
  const there = new Set(words);
  const sightings = knownTexts().flatMap((known): readonly Sighting[] => {
    const { literals, pattern, weight, tells } = known;
    if (literals.length === 0) return [];
    if (literals.length === 1 && words.length > 3 && (literals[0] ?? '').length < LONG_WORD) return [];
    const present = literals.reduce((sum, word) => sum + (there.has(word) ? weightOfWord(word) : 0), 0);
    if (present < weight * LEAST_SHARE) return [];
    const found = findPattern(pattern, words, weightOfWord);
    return found.share < LEAST_SHARE ? [] : [{ ...found, known, score: found.weight * tells }];
  });
  return sightings.filter((one) => !sightings.some((other) => isPartOf(one, other)));
}

/** `Connection to HOST closed` is found in `Connection to HOST closed by remote host`, but it was not what was said. */
function isPartOf(one: Sighting, other: Sighting): boolean {
  if (one === other || one.from < other.from || one.to > other.to || other.weight <= one.weight) return false;
  return one.known.literals.every((word) => other.known.literals.includes(word));
}

interface Ranked {
  readonly match: Match;
  readonly score: number;
  /** The lower, the earlier among equals. */
  readonly order: number;
}

function matchesOf(sightings: readonly Sighting[]): readonly Match[] {
  const ids = new Set(sightings.flatMap(({ known }) => [...known.causes.keys()]));
  const causes = [...ids].flatMap((id): readonly Ranked[] => {
    const own = sightings.filter(({ known }) => known.causes.has(id));
    const cause = causeOf(id);
    if (cause === undefined) return [];
    const saidBy = [...new Set(own.flatMap(({ known }) => [...(known.causes.get(id) ?? [])]))];
    const score = scoreOf(own) * completenessOf(id, own);
    return [{ match: causeEntry(cause, saidBy), score, order: commonnessOf(id) }];
  });
  const texts = MESSAGES.flatMap((message, at): readonly Ranked[] => {
    const own = sightings.filter(({ known }) => known.messages.includes(message.id));
    return own.length === 0 ? [] : [{ match: messageEntry(message), score: scoreOf(own), order: at }];
  });
  const best = Math.max(0, ...[...causes, ...texts].map(({ score }) => score));
  const near = (each: Ranked): boolean => each.score >= best * NEAR_BEST;
  const [nearCauses, nearTexts] = [byScore(causes.filter(near)), byScore(texts.filter(near))];
  const telling = sightings.some(({ known }) => known.tells === 1 && known.causes.size > 0);
  const ranked = [
    ...(telling ? [...nearCauses, ...nearTexts] : [...nearTexts, ...nearCauses]),
    ...byScore([...causes, ...texts].filter((each) => !near(each) && each.score >= best * WORTH_NAMING)),
  ].map(({ match }) => match);
  return [...ranked, ...behind(ranked)];
}

/** How much of something that the cause prints at one time is there: a line of three says less than a line that stands alone. */
function completenessOf(id: string, own: readonly Sighting[]): number {
  const seen = new Map(own.map(({ known, share }) => [known.text, known.weight * known.tells * share]));
  return Math.max(
    0,
    ...wholeTextsOf(id).map(({ lines }) => {
      const whole = lines.reduce((sum, line) => sum + weightOfLine(line), 0);
      return whole === 0 ? 0 : lines.reduce((sum, line) => sum + (seen.get(line) ?? 0), 0) / whole;
    }),
  );
}

/** What can be behind the messages that were found, where no text of it was. */
function behind(found: readonly Match[]): readonly Match[] {
  const named = new Set(found.map(({ id }) => id));
  const candidates = MESSAGES.filter(({ id }) => named.has(id)).flatMap(({ causes }) => causes);
  return [...new Set(candidates)].flatMap((id) => {
    const cause = causeOf(id);
    return named.has(id) || cause === undefined ? [] : [causeEntry(cause, [])];
  });
}

/** Each place of the text counts once, however many versions of a line it fits. */
function scoreOf(own: readonly Sighting[]): number {
  const taken: Sighting[] = [];
  for (const one of own.toSorted((a, b) => b.score - a.score)) {
    if (taken.every((other) => one.to <= other.from || one.from >= other.to)) taken.push(one);
  }
  return taken.reduce((sum, { score, share }) => sum + score * share, 0);
}

function byScore(ranked: readonly Ranked[]): readonly Ranked[] {
  return ranked.toSorted((a, b) =>
    Math.abs(a.score - b.score) > 1e-9 ? b.score - a.score : a.order - b.order,
  );
}

/** What stands at the end of a long paste is what happened last. */
const MOST_CHARACTERS = 16_384;
/** More than so many characters can hold. */
const MOST_WORDS = 8192;
/** Typing errors are looked for in what a person typed or copied, not in a log. */
const FUZZY_WORDS = 120;
const LONG_WORD = 8;
const LEAST_SHARE = 0.75;
const NEAR_BEST = 0.75;
const WORTH_NAMING = 0.6;
