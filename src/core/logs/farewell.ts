/** The last lines of an attack, where they say no more than what is known of its connection: read from their bytes. */
import { EARLY_END } from './another.ts';
import type { Connection, EndEvent } from './connection.ts';

/** What a message that `quickLook` calls an early end says; `undefined`: of another peer, or more than that, and to be read in full. */
export function farewellOf(
  bytes: Uint8Array,
  from: number,
  { user, address, port, loggedIn, end }: Connection,
): EndEvent | undefined {
  if (loggedIn || user === undefined || address === undefined || port === undefined) return undefined;
  const known = FAREWELLS.find(({ words }) => isAt(bytes, from, words));
  if (known === undefined || (known.event.rank > 1 && end !== undefined)) return undefined;
  let at = from + known.words.length;
  const title = known.mayName ? TITLES.find((words) => isAt(bytes, at, words)) : undefined;
  if (title !== undefined) {
    at += title.length;
    if (!isAt(bytes, at, user) || bytes[at + user.length] !== SPACE) return undefined;
    at += user.length + 1;
  }
  if (!isAt(bytes, at, address) || !isAt(bytes, at + address.length, ' port ')) return undefined;
  return numberAt(bytes, at + address.length + ' port '.length) === port ? known.event : undefined;
}

/** Whether the ASCII text stands there. */
function isAt(bytes: Uint8Array, from: number, text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (bytes[from + at] !== text.charCodeAt(at)) return false;
  return true;
}

function numberAt(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; (bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57; at += 1)
    value = value * 10 + (bytes[at] ?? 0) - 48;
  return value;
}

interface Farewell {
  readonly words: string;
  /** A user may be named before the address. */
  readonly mayName: boolean;
  readonly event: EndEvent;
}

/** As `serverEvent` reads them. */
const FAREWELLS: readonly Farewell[] = [
  {
    words: 'Received disconnect from ',
    mayName: false,
    event: { ...EARLY_END, end: 'client-disconnect', says: 'received-disconnect', rank: 1 },
  },
  {
    words: 'Disconnected from ',
    mayName: true,
    event: { ...EARLY_END, end: 'client-disconnect', says: 'disconnected', rank: 1 },
  },
  {
    words: 'Connection closed by ',
    mayName: true,
    event: { ...EARLY_END, end: 'connection-lost', says: 'closed-by', rank: 2 },
  },
  {
    words: 'Connection reset by ',
    mayName: true,
    event: { ...EARLY_END, end: 'reset-by-peer', says: 'reset-by', rank: 3 },
  },
];
const TITLES = ['invalid user ', 'authenticating user '] as const;
const SPACE = 32;
