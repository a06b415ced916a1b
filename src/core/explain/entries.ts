/** Records of the catalogue as explanations. */
import { durationText } from '../duration.ts';
import type { Cause } from '../facts/cause.ts';
import type { Message } from '../facts/message.ts';
import type { Product } from '../facts/product.ts';
import type { Question } from '../facts/questions.ts';
import type { Setting } from '../facts/setting.ts';
import type { Match } from './match.ts';

/** `saidBy`: who printed what was pasted; empty: no text was. */
export function causeEntry(cause: Cause, saidBy: readonly string[]): Match {
  const { id, title, meaning, trigger, wire, byDefault } = cause;
  const shipped = /^(?:-|)$/.test(byDefault) ? '' : ` Default: ${byDefault}.`;
  return {
    id,
    kind: 'cause',
    title,
    saidBy: [...saidBy],
    meaning: `${meaning} When: ${sentence(trigger)}${wire.timing === '-' ? '' : ` Timing: ${sentence(wire.timing)}`}${shipped}`,
    notMeaning: cause.notMeaning,
    next: [...cause.cures, ...cause.confirm.map((text) => `to confirm: ${text}`)],
    sources: [...cause.sources],
  };
}

export function productEntry(product: Product): Match {
  const { id, vendor, name, defaultSeconds, note, range, source, counts, confidence } = product;
  const limit =
    defaultSeconds === undefined
      ? 'No default of its own is known'
      : product.role === 'standard'
        ? `Asks for at least ${secondsText(defaultSeconds)}`
        : `Limit of a silent connection: ${secondsText(defaultSeconds)} by default${confidence === 'high' ? '' : ` (${confidence} confidence)`}`;
  return {
    id,
    kind: 'product',
    title: `${vendor}: ${name}`,
    saidBy: [],
    meaning: [
      `${limit}. ${EXPIRY[product.onExpiry]}${product.onExpiryBasis === 'inferred' ? ' (inferred from how it works)' : ''}.`,
      note === '' ? '' : sentence(note),
    ]
      .filter((part) => part !== '')
      .join(' '),
    notMeaning:
      'The same number alone does not prove that this product is the one: several have it, and it can be configured.',
    next: [
      counts === 'data'
        ? 'ServerAliveInterval at a third of it; TCP keepalives do not count here, data does'
        : 'ServerAliveInterval at a third of it; a TCP keepalive below it counts too',
      product.configurable
        ? `or set it there: ${range === '' ? 'it can be configured' : range}`
        : 'it cannot be configured',
      'idletrace HOST measures the limit and finds the hop',
    ],
    sources: [source],
  };
}

export function settingEntry({ name, title, meaning, notMeaning, next, sources }: Setting): Match {
  return {
    id: name,
    kind: 'setting',
    title,
    saidBy: [],
    meaning,
    notMeaning,
    next: [...next],
    sources: [...sources],
  };
}

export function messageEntry({ id, title, saidBy, meaning, notMeaning, next, sources }: Message): Match {
  return {
    id,
    kind: 'text',
    title,
    saidBy: [saidBy],
    meaning,
    notMeaning,
    next: [...next],
    sources: [...sources],
  };
}

export function questionEntry({ id, title, meaning, notMeaning, next, sources }: Question): Match {
  return { id, kind: 'text', title, saidBy: [], meaning, notMeaning, next: [...next], sources: [...sources] };
}

function sentence(text: string): string {
  return /[.!?][')]?$/.test(text) ? text : `${text}.`;
}

/** `350 s (5 min 50 s)`. */
function secondsText(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${seconds} s (${longText(seconds)})`;
}

function longText(seconds: number): string {
  if (seconds >= 3600) return durationText(seconds * 1000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const EXPIRY: Readonly<Record<Product['onExpiry'], string>> = {
  silent: 'It then forgets the connection and tells nobody',
  'reset-to-sender': 'It then forgets the connection and resets whoever speaks next',
  'reset-to-both': 'It then resets both ends',
  close: 'It then closes the connection at both ends',
  unknown: 'What it then does is not known',
};
