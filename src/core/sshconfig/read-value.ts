/**
 * What a directive's arguments say, or why OpenSSH refuses them. The words of
 * a refusal are ours; that there is one, and where, is OpenSSH's.
 */
import type { Directive } from './lines.ts';
import { MOST_INTEGER, portNumber, timeSeconds, wholeNumber } from './numbers.ts';
import { matchesPattern } from './patterns.ts';
import { forwardFault, jumpOf } from './read-addresses.ts';
import { type Reading, refused, type Taken, TAKES_TIME, value, type ValueWorld } from './reading.ts';
import { readSpecial } from './read-special.ts';
import { checkWords } from './check-words.ts';
import type { ValueKind } from './value-kinds.ts';
import { lowered, type Word } from './words.ts';

export function readValue(kind: ValueKind, directive: Directive, world: ValueWorld): Reading {
  const { words } = directive;
  if (words === undefined) return refused('a quote is opened and not closed', directive.rest);
  const { reading, words: taken } = take(kind, directive, words, world);
  if (reading.kind === 'refused' || taken === 'all') return reading;
  const extra = words[taken];
  if (extra === undefined) return reading;
  const refusal = {
    kind: 'refused',
    message: `"${extra.text}" is one argument too many`,
    at: extra,
  } as const;
  return { ...refusal, value: reading.kind === 'value' ? reading.value : undefined };
}

function take(kind: ValueKind, directive: Directive, words: readonly Word[], world: ValueWorld): Taken {
  const first = words[0];
  switch (kind.kind) {
    case 'ignored':
      return { reading: { kind: 'unset' }, words: 'all' };
    case 'command':
      return { reading: commandOf(kind, directive), words: 'all' };
    case 'jump':
      return { reading: jumpOf(directive.rest, world.services), words: 'all' };
    case 'words':
      return { reading: wordsOf(kind, words, directive), words: 'all' };
    case 'checked-words':
      return { reading: checkWords(kind, words, directive, world), words: 'all' };
    case 'special':
      return readSpecial(kind.of, directive, words, world);
    case 'forward':
      return forwardOf(kind.direction, words, directive, world);
    case 'host':
    case 'match':
    case 'include':
      return { reading: { kind: 'unset' }, words: 'all' };
    case 'states':
    case 'time':
    case 'integer':
    case 'port':
    case 'word':
    case 'algorithms': {
      if (first === undefined || first.text === '')
        return { reading: refused('an argument is missing', first ?? directive.keyword), words: 1 };
      return { reading: singleOf(kind, first, world), words: 1 };
    }
  }
}

type Single = Extract<ValueKind, { kind: 'states' | 'time' | 'integer' | 'port' | 'word' | 'algorithms' }>;

function singleOf(kind: Single, word: Word, world: ValueWorld): Reading {
  switch (kind.kind) {
    case 'word':
      return value(word.text);
    case 'states': {
      const { states } = kind;
      const state = kind.exactCase === true ? word.text : lowered(word.text);
      const printed = Object.hasOwn(states, state) ? states[state] : undefined;
      return printed === undefined
        ? refused(`takes one of ${Object.keys(states).join(', ')}, not "${word.text}"`, word)
        : value(printed);
    }
    case 'time': {
      if (word.text === 'none' && kind.none === 'unset') return { kind: 'unset' };
      if (word.text === 'none' && kind.none === 'zero') return value('0');
      const seconds = timeSeconds(word.text);
      return seconds === undefined
        ? refused(`${TAKES_TIME}, not "${word.text}"`, word)
        : value(String(seconds));
    }
    case 'integer': {
      const number = wholeNumber(word.text, MOST_INTEGER);
      return number === undefined
        ? refused(`${TAKES_NUMBER}, not "${word.text}"`, word)
        : value(String(number));
    }
    case 'port': {
      const port = portNumber(word.text, world.services);
      return port === undefined || port === 0
        ? refused(`takes a port from 1 to 65535, not "${word.text}"`, word)
        : value(String(port));
    }
    case 'algorithms':
      return algorithmsOf(kind.of, word, world);
  }
}

/** A list may begin with `+`, `^` or `-`; only after `-` it may name, and match, whatever it likes. */
function algorithmsOf(of: string, word: Word, { algorithms }: ValueWorld): Reading {
  const known = algorithms.get(of);
  if (word.text.startsWith('-') || known === undefined) return value(word.text);
  // OpenSSH looks no further than the first name that is empty.
  const names = word.text
    .replace(/^[+^]/, '')
    .replace(/(?:^,|,,)[^]*$/, '')
    .split(',');
  if (names.join() === '') return refused('names no algorithm', word);
  const unknown = names.find((name) => !known.has(name) && !(isOfKeys(of) && isKeyType(name, known)));
  return unknown === undefined
    ? value(word.text)
    : refused(`"${unknown}" is no algorithm that it knows`, word);
}

function isOfKeys(of: string): boolean {
  return of === 'key' || of === 'sig';
}

/** Key types may be given by their short names, or as patterns that fit one (`sshkey_names_valid2`). */
function isKeyType(name: string, known: ReadonlySet<string>): boolean {
  if (/^(?:rsa|dsa|ecdsa|ed25519|ecdsa-sk|ed25519-sk)$/i.test(name)) return true;
  const pattern = name.replace(/^!/, '');
  return /[*?]/.test(pattern) && [...known].some((each) => matchesPattern(each, pattern));
}

function commandOf(kind: Extract<ValueKind, { kind: 'command' }>, { rest }: Directive): Reading {
  const text = rest.text.replace(kind.skip === 'blanks' ? /^[ \t\r\n]+/ : /^[ \t\r\n=]+/, '');
  if (kind.absolute === true && !text.startsWith('/') && lowered(text) !== 'none') {
    return refused('takes an absolute path or none', rest);
  }
  return value(text);
}

function wordsOf(
  kind: Extract<ValueKind, { kind: 'words' }>,
  words: readonly Word[],
  { keyword }: Directive,
): Reading {
  if (words.length === 0 && kind.empty === 'refused') return { kind: 'unset' };
  for (const word of words) {
    if (word.text === '' && kind.empty === 'refused') return refused('an argument is empty', word);
    if (kind.alone.includes(lowered(word.text)) && words.length > 1) {
      return refused(`"${word.text}" may stand only by itself`, word);
    }
  }
  return words.length === 0
    ? refused('an argument is missing', keyword)
    : value(words.map(({ text }) => text).join(' '));
}

function forwardOf(
  direction: 'local' | 'remote' | 'dynamic',
  words: readonly Word[],
  { keyword }: Directive,
  { services }: ValueWorld,
): Taken {
  const [listen, connect] = words;
  if (listen === undefined || listen.text === '')
    return { reading: refused('an argument is missing', keyword), words: 1 };
  if (direction === 'dynamic') return { reading: forward(listen.text, listen, true), words: 1 };
  if (connect === undefined || connect.text === '') {
    return direction === 'remote'
      ? { reading: forward(listen.text, listen, true), words: 2 }
      : { reading: refused('the target is missing', listen), words: 2 };
  }
  return { reading: forward(`${listen.text}:${connect.text}`, connect, false), words: 2 };

  function forward(spec: string, at: Word, dynamic: boolean): Reading {
    const fault = forwardFault(spec, { dynamic, remote: direction === 'remote' }, services);
    return fault === undefined ? value(spec) : refused(fault, at);
  }
}

const TAKES_NUMBER = 'takes a whole number from 0 on, without a unit';
