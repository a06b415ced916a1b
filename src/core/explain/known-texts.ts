/** Every text that the catalogue knows, line by line, with the causes and messages that it belongs to. */
import type { Cause } from '../facts/cause.ts';
import { CAUSES } from '../facts/causes.ts';
import { MESSAGES } from '../facts/messages.ts';
import { literalsOf, type Pattern, patternOf } from './pattern.ts';
import { likeness } from './tokens.ts';

export interface KnownText {
  /** One line. */
  readonly text: string;
  readonly pattern: Pattern;
  /** The words that it cannot do without. */
  readonly literals: readonly string[];
  /** Ids of causes that print or log it; whose words they are: `ssh, OpenSSH >=9.8`. */
  readonly causes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly messages: readonly string[];
  /** Less than 1 for what every session's end prints, however it ended. */
  readonly tells: number;
  /** All its literal words together. */
  readonly weight: number;
}

/** What a cause prints at one time, in lines. */
export interface WholeText {
  readonly lines: readonly string[];
}

/** Built once, when first asked for. */
export function knownTexts(): readonly KnownText[] {
  known ??= collect();
  return known;
}

/** All that a cause prints, each time it prints; built once. */
export function wholeTextsOf(id: string): readonly WholeText[] {
  wholes ??= new Map(
    CAUSES.map((cause) => [cause.id, textsOf(cause).flatMap(({ text }) => wholeTexts(text))]),
  );
  return wholes.get(id) ?? [];
}

/** How much a word tells: more, the fewer of the known texts have it. */
export function weightOfWord(word: string): number {
  return vocabulary().get(word) ?? 1;
}

/** Whether any known text has that word, in lower case. */
export function isKnownWord(word: string): boolean {
  return vocabulary().has(word);
}

/** The word of the known texts that is meant: itself, or the one that is nearest to a mistyped one. */
export function mended(word: string): string {
  if (isKnownWord(word) || word.length < SHORTEST_MENDED || /\d/.test(word)) return word;
  let best = word;
  let bestLikeness = 0;
  for (const each of vocabulary().keys()) {
    const alike = likeness(word, each);
    if (alike > bestLikeness) [best, bestLikeness] = [each, alike];
  }
  return best;
}

/** How much of the weight of each line there is, by its text. */
export function weightOfLine(text: string): number {
  lineWeights ??= new Map(knownTexts().map((each) => [each.text, each.weight * each.tells]));
  return lineWeights.get(text) ?? 0;
}

function vocabulary(): ReadonlyMap<string, number> {
  weights ??= weigh(patterns().values());
  return weights;
}

/** A text of the catalogue is several where it is written as `a / b`; each in its lines. */
function wholeTexts(text: string): readonly WholeText[] {
  return text.split(' / ').map((alternative) => ({
    lines: alternative
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /\p{L}{2}/u.test(line)),
  }));
}

function textsOf({ clientTexts, logTexts, otherTexts }: Cause): readonly { text: string; saidBy: string }[] {
  return [
    ...clientTexts.map(({ openssh, text }) => ({ text, saidBy: clientOf(openssh) })),
    ...logTexts.map(({ openssh, level, text }) => ({ text, saidBy: serverOf(openssh, level) })),
    ...otherTexts.map((text) => ({ text, saidBy: OTHERS })),
  ];
}

let known: readonly KnownText[] | undefined;
let wholes: ReadonlyMap<string, readonly WholeText[]> | undefined;
let weights: ReadonlyMap<string, number> | undefined;
let lineWeights: ReadonlyMap<string, number> | undefined;

interface Owners {
  readonly causes: Map<string, Set<string>>;
  readonly messages: string[];
}

let owners: ReadonlyMap<string, Owners> | undefined;
let patternsByText: ReadonlyMap<string, Pattern> | undefined;

function patterns(): ReadonlyMap<string, Pattern> {
  owners ??= collectOwners();
  patternsByText ??= new Map([...owners.keys()].map((text) => [text, patternOf(text)]));
  return patternsByText;
}

function collect(): readonly KnownText[] {
  return [...patterns()].map(([text, pattern]) => {
    const literals = literalsOf(pattern);
    return {
      text,
      pattern,
      literals,
      causes: owners?.get(text)?.causes ?? new Map(),
      messages: owners?.get(text)?.messages ?? [],
      tells: SAYS_LITTLE.has(text) ? 0.3 : 1,
      weight: literals.reduce((sum, word) => sum + weightOfWord(word), 0),
    };
  });
}

function collectOwners(): ReadonlyMap<string, Owners> {
  const byText = new Map<string, Owners>();
  const ownersOf = (line: string): Owners => {
    const there = byText.get(line) ?? { causes: new Map<string, Set<string>>(), messages: [] };
    byText.set(line, there);
    return there;
  };
  for (const cause of CAUSES) {
    for (const { text, saidBy } of textsOf(cause)) {
      for (const line of wholeTexts(text).flatMap(({ lines }) => lines)) {
        const { causes } = ownersOf(line);
        causes.set(cause.id, (causes.get(cause.id) ?? new Set()).add(saidBy));
      }
    }
  }
  for (const { id, texts } of MESSAGES) for (const text of texts) ownersOf(text).messages.push(id);
  return byText;
}

function clientOf(openssh: string): string {
  return openssh === 'all' ? 'the ssh client, all versions' : `the ssh client, OpenSSH ${openssh}`;
}

function serverOf(openssh: string, level: string): string {
  const who = openssh === 'all' ? 'the server log, all versions' : `the server log, OpenSSH ${openssh}`;
  const named = /^[A-Za-z]/.test(openssh) && openssh !== 'all' ? `the log of ${openssh}` : who;
  return level === '-' ? named : `${named}, at ${level}`;
}

function weigh(texts: Iterable<Pattern>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  let total = 0;
  for (const pattern of texts) {
    total += 1;
    for (const word of new Set(literalsOf(pattern))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return new Map([...counts].map(([word, count]) => [word, Math.max(0.3, Math.log(total / count) / 3)]));
}

const SHORTEST_MENDED = 4;
const OTHERS = 'the session itself, or another program';
/** Printed or logged at every end, the ordinary one included. */
const SAYS_LITTLE: ReadonlySet<string> = new Set([
  'Connection to HOST closed.',
  'Received disconnect from IP port PORT:11: disconnected by user',
  'Received disconnect from IP: 11: disconnected by user',
  'Disconnected from user USER IP port PORT',
  'pam_unix(sshd:session): session closed for user USER',
  'pam_unix(sshd:session): session opened for user USER',
  'Accepted publickey for USER from IP port PORT ssh2',
  'Accepted password for USER from IP port PORT ssh2',
  'Close session: user USER from IP port PORT id N',
  'debug1: Entering interactive session for SSH2.',
  'debug1: Exit status N',
  'logout',
  'lost connection',
  'Connection closed by IP port PORT',
  'fatal: The remote end hung up unexpectedly',
  'fatal: Could not read from remote repository.',
  'error: failed to push some refs',
]);
