/** Keywords with several arguments, each of which must fit. */
import type { Directive } from './lines.ts';
import { portNumber, timeSeconds } from './numbers.ts';
import { domainFault, hostField } from './read-addresses.ts';
import { type Reading, refused, value, type ValueWorld } from './reading.ts';
import { addressListFault } from './addresses.ts';
import type { ValueKind, WordCheck } from './value-kinds.ts';
import { lowered, type Word } from './words.ts';

export function checkWords(
  { check, least }: Extract<ValueKind, { kind: 'checked-words' }>,
  words: readonly Word[],
  { keyword }: Directive,
  world: ValueWorld,
): Reading {
  if (words.length < least) return refused('an argument is missing', keyword);
  const alone = words.find(({ text }) => ALONE[check].includes(lowered(text)));
  if (alone !== undefined && words.length > 1 && words.includes(alone)) {
    return refused(`"${alone.text}" may stand only by itself`, alone);
  }
  for (const word of words) {
    const fault = word === alone ? undefined : faultOf(check, word.text, world);
    if (fault !== undefined) return refused(fault, word);
  }
  return words.length === 0 ? { kind: 'unset' } : value(words.map(({ text }) => text).join(' '));
}

function faultOf(check: WordCheck, text: string, { services }: ValueWorld): string | undefined {
  switch (check) {
    case 'not-empty':
      return text === '' ? EMPTY : undefined;
    case 'environment-name':
      return text === '' || text.includes('=') ? `takes names of variables, not "${text}"` : undefined;
    case 'environment-setting':
      return text.includes('=') ? undefined : `takes NAME=VALUE, not "${text}"`;
    case 'domain':
      return text === '' ? EMPTY : domainFault(text);
    case 'cname-rule':
      return text === '*' || /:[^]/.test(text) ? undefined : `takes FROM:TO, not "${text}"`;
    case 'channel-timeout': {
      const [, type, time] = /^([^=]+)=([^]*)$/.exec(text) ?? [];
      const ok = type !== undefined && time !== undefined && timeSeconds(time) !== undefined;
      return ok ? undefined : `takes TYPE=TIME such as session:*=10m, not "${text}"`;
    }
    case 'user-pattern': {
      const at = text.indexOf('@');
      if (text === '') return EMPTY;
      return at >= 0 && addressListFault(text.slice(at + 1))
        ? `"${text}" has a network that is none`
        : undefined;
    }
    case 'public-key-option':
      return /^(?:none|touch-required|verify-required)$/i.test(text)
        ? undefined
        : `"${text}" is no option of it`;
    case 'host-and-port':
      return permitFault(text, services);
    case 'listen-port':
      return text.includes(':') ? permitFault(text, services) : portFault(text, services);
    case 'methods':
      return text === '' ? EMPTY : undefined;
  }
}

function permitFault(text: string, services: ReadonlyMap<string, number>): string | undefined {
  const field = hostField(text);
  if (field === undefined || field.delimiter === '/') return `takes HOST:PORT, not "${text}"`;
  return field.rest === undefined ? `"${text}" has no port` : portFault(field.rest, services);
}

function portFault(text: string, services: ReadonlyMap<string, number>): string | undefined {
  return text === '*' || (portNumber(text, services) ?? 0) > 0 ? undefined : `"${text}" is no port`;
}

const EMPTY = 'an argument is empty';

const ALONE: Readonly<Record<WordCheck, readonly string[]>> = {
  'not-empty': [],
  'environment-name': [],
  'environment-setting': [],
  domain: ['none'],
  'cname-rule': ['none'],
  'channel-timeout': ['none'],
  'user-pattern': [],
  'public-key-option': [],
  'host-and-port': ['none', 'any'],
  'listen-port': ['none', 'any'],
  methods: ['any'],
};
