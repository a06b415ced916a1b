/** The conditions of `Match` in sshd_config (servconf.c, match_cfg_line). */
import { addressListFault, matchesAddresses } from './addresses.ts';
import { type Answer, answerOf, both } from './answer.ts';
import { isBefore } from './client-keywords.ts';
import { portNumber } from './numbers.ts';
import { matchesHostList, matchesList } from './patterns.ts';
import type { Connection, ServerWorld } from './server-run.ts';
import { delimited } from './words.ts';

export interface ServerMatchVerdict {
  readonly answer: Answer;
  /** Why sshd refuses the line, and where in `text`; `undefined`: it does not. `namesLine`: sshd's message says where. */
  readonly refusal:
    | { readonly message: string; readonly offset: number; readonly namesLine: boolean }
    | undefined;
}

/** Judges what stands behind `Match`. Without a connection it is only read, and no condition but `all` holds. */
export function judgeServerMatch(
  text: string,
  connection: Connection | undefined,
  world: ServerWorld,
): ServerMatchVerdict {
  let answer: Answer = 'yes';
  let offset: number | undefined = 0;
  let criteria = 0;
  while (offset !== undefined) {
    const here: number = offset;
    const { word, nextOffset } = delimited(text, here);
    offset = nextOffset;
    if (word === undefined || word.text === '') break;
    if (word.text.startsWith('#')) return criteria > 0 ? judged(answer) : refused('has no condition', 0);
    criteria += 1;
    const name = word.text.toLowerCase();
    if (name === 'all') return ofAll(text, offset, criteria);
    if (name === 'invalid-user' && !isBefore(world.build.version, [9, 9])) {
      answer = both(answer, connection === undefined ? 'no' : 'unknown');
      continue;
    }
    const argument: ReturnType<typeof delimited> =
      offset === undefined ? { word: undefined, nextOffset: undefined } : delimited(text, offset);
    offset = argument.nextOffset;
    const value = argument.word?.text ?? '';
    if (value === '' || value.startsWith('#'))
      return refused(`"${word.text}" needs a value`, word.startOffset);
    const held = criterion(name, value, { connection, world });
    if (held === 'refused')
      return refused(`"${value}" is none that ${word.text} takes`, word.startOffset, name === 'localport');
    if (held === undefined) return refused(`"${word.text}" is no condition that it knows`, word.startOffset);
    answer = both(answer, held);
  }
  if (offset !== undefined && offset < text.length) return refused('has more behind its conditions', offset);
  return criteria > 0 ? judged(answer) : refused('has no condition', 0);
}

function ofAll(text: string, offset: number | undefined, criteria: number): ServerMatchVerdict {
  const next = offset === undefined ? undefined : delimited(text, offset);
  const follows = next?.word?.text ?? '';
  if (criteria > 1 || (follows !== '' && !follows.startsWith('#'))) {
    return refused('"all" goes with no other condition', 0);
  }
  const rest = follows.startsWith('#') ? undefined : next?.nextOffset;
  return rest !== undefined && rest < text.length
    ? refused('has more behind its conditions', rest)
    : judged('yes');
}

interface Criterion {
  readonly connection: Connection | undefined;
  readonly world: ServerWorld;
}

/** `undefined`: there is no such condition. `refused`: its value is none. */
function criterion(
  name: string,
  value: string,
  { connection, world }: Criterion,
): Answer | 'refused' | undefined {
  const of = <T>(known: T | undefined, test: (text: T) => boolean): Answer =>
    connection === undefined ? 'no' : known === undefined ? 'unknown' : answerOf(test(known));
  switch (name) {
    case 'user':
      return of(connection?.user, (user) => matchesList(user, value, EXACT));
    case 'group': {
      if (connection === undefined) return 'no';
      const groups = connection.user === undefined ? undefined : world.groupsOf(connection.user);
      return groups === undefined ? 'unknown' : answerOf(isInGroups(groups, value));
    }
    case 'host':
      return of(connection?.host, (host) => matchesHostList(host, value));
    case 'address':
    case 'localaddress': {
      if (addressListFault(value)) return 'refused';
      const address = name === 'address' ? connection?.address : connection?.localAddress;
      return of(address, (text) => matchesAddresses(text, value) === 'yes');
    }
    case 'localport': {
      const port = portNumber(value, world.services);
      return port === undefined ? 'refused' : of(connection?.localPort, (local) => local === port);
    }
    case 'rdomain':
      // Linux has no routing domains that sshd would know of.
      return connection === undefined ? 'no' : 'unknown';
    case 'version':
      return isBefore(world.build.version, [10, 0]) ? undefined : connection === undefined ? 'no' : 'unknown';
    default:
      return undefined;
  }
}

/** One group that is forbidden forbids; else one that is named does (`ga_match_pattern_list`). */
function isInGroups(groups: readonly string[], list: string): boolean {
  const forbidden = list
    .split(',')
    .filter((part) => part.startsWith('!'))
    .map((part) => part.slice(1));
  if (groups.some((group) => forbidden.some((pattern) => matchesList(group, pattern, EXACT)))) return false;
  return groups.some((group) => matchesList(group, list, EXACT));
}

function judged(answer: Answer): ServerMatchVerdict {
  return { answer, refusal: undefined };
}

function refused(message: string, offset: number, namesLine = true): ServerMatchVerdict {
  return { answer: 'no', refusal: { message, offset, namesLine } };
}

const EXACT = { lowerPatterns: false } as const;
