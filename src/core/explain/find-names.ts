/** Causes, products, settings and questions by their names, or something near them. */
import { CAUSES } from '../facts/causes.ts';
import { PRODUCTS } from '../facts/products.ts';
import { QUESTIONS } from '../facts/questions.ts';
import type { Setting } from '../facts/setting.ts';
import { SETTINGS } from '../facts/settings.ts';
import { causeEntry, productEntry, questionEntry, settingEntry } from './entries.ts';
import type { Match } from './match.ts';
import { likeness, wordsOf } from './tokens.ts';

/** Exactly that id or setting; `undefined`: there is none. */
export function findExact(what: string): Match | undefined {
  const wanted = what.trim().toLowerCase();
  const cause = CAUSES.find(({ id }) => id === wanted);
  if (cause !== undefined) return causeEntry(cause, []);
  const product = PRODUCTS.find(({ id }) => id === wanted);
  if (product !== undefined) return productEntry(product);
  const setting = SETTINGS.find((each) => spellingsOf(each).includes(wanted));
  if (setting !== undefined) return settingEntry(setting);
  const question = QUESTIONS.find(({ id }) => id === wanted);
  return question === undefined ? undefined : questionEntry(question);
}

/** Settings that stand in it as a word, or as words in a row: `ServerAliveInterval=60`, `export TMOUT=900`. */
export function findSettings(what: string): readonly Match[] {
  const words = wordsOf(what.replaceAll('=', ' '), MOST_WORDS_OF_SETTINGS + 1);
  if (words.length > MOST_WORDS_OF_SETTINGS) return [];
  const line = ` ${words.join(' ')} `;
  return SETTINGS.filter((each) =>
    spellingsOf(each).some((spelling) => {
      const wanted = wordsOf(spelling, MOST_WORDS_OF_SETTINGS);
      return (
        wanted.length > 0 &&
        !(wanted.length === 1 && COMMON.has(wanted[0] ?? '')) &&
        line.includes(` ${wanted.join(' ')} `)
      );
    }),
  ).map(settingEntry);
}

/** Whatever has nearly all of these words in its name, best first; empty: nothing has. */
export function findNames(what: string): readonly Match[] {
  const words = wordsOf(what, MOST_WORDS_OF_NAMES + 1).flatMap((word) => word.split(/[-.:@+]+/));
  if (words.length === 0 || words.length > MOST_WORDS_OF_NAMES) return [];
  const all = named();
  const weigh = (word: string): number => (COMMON.has(word) ? 0.1 : 1);
  const whole = words.reduce((sum, word) => sum + weigh(word), 0);
  if (whole < 0.9) return [];
  const together = words.join('');
  return all
    .map((entry) => {
      const found = words.reduce(
        (sum, word) => sum + weigh(word) * Math.max(0, ...entry.words.map((each) => likeness(word, each))),
        0,
      );
      const squeezed = together.length >= 4 && entry.squeezed.includes(together) ? 0.95 : 0;
      return { entry, score: Math.max(found / whole, squeezed) };
    })
    .filter(({ score }) => score >= LEAST_SCORE)
    .toSorted((a, b) => b.score - a.score || a.entry.words.length - b.entry.words.length)
    .map(({ entry }) => entry.match());
}

/** Questions asked in nearly these words. */
export function findQuestions(what: string): readonly Match[] {
  const words = new Set(wordsOf(what, MOST_WORDS_OF_SETTINGS));
  if (words.size < 3) return [];
  return QUESTIONS.flatMap((question) => {
    const alike = Math.max(
      ...question.asked.map((asked) => {
        const own = new Set(wordsOf(asked, MOST_WORDS_OF_SETTINGS));
        const both = [...own].filter((word) => [...words].some((each) => likeness(word, each) > 0)).length;
        return Math.min(both / own.size, (2 * both) / words.size);
      }),
    );
    return alike >= LEAST_SCORE ? [{ alike, match: questionEntry(question) }] : [];
  })
    .toSorted((a, b) => b.alike - a.alike)
    .map(({ match }) => match);
}

interface Named {
  readonly words: readonly string[];
  readonly squeezed: string;
  readonly match: () => Match;
}

let names: readonly Named[] | undefined;

/** Built once, when first asked for. */
function named(): readonly Named[] {
  names ??= [
    ...SETTINGS.map((each) => nameOf(spellingsOf(each).join(' '), () => settingEntry(each))),
    ...CAUSES.map((each) => nameOf(`${each.id} ${each.title}`, () => causeEntry(each, []))),
    ...PRODUCTS.map((each) => nameOf(`${each.id} ${each.vendor} ${each.name}`, () => productEntry(each))),
  ];
  return names;
}

function nameOf(text: string, match: () => Match): Named {
  const words = [
    ...new Set(wordsOf(text, MOST_WORDS_OF_SETTINGS).flatMap((word) => [word, ...word.split(/[-_.:@+]+/)])),
  ];
  return { words, squeezed: text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ''), match };
}

function spellingsOf({ name, aliases }: Setting): readonly string[] {
  return [name, ...aliases].map((each) => each.toLowerCase());
}

const LEAST_SCORE = 0.7;
const MOST_WORDS_OF_SETTINGS = 40;
const MOST_WORDS_OF_NAMES = 8;
/** Words of the subject itself: alone they name nothing. */
const COMMON: ReadonlySet<string> = new Set(
  'a an and are at by client connection default do does drop dropped drops for i idle in is it keepalive limit my nat of on or our server session set setting ssh sshd tcp the timeout timer timeouts to what when whose why with'.split(
    ' ',
  ),
);
