/** The conditions of `Match` in ssh_config (readconf.c, match_cfg_line). */
import { agreed, type Answer, answerOf, both, not } from './answer.ts';
import { isBefore, type Version } from './client-keywords.ts';
import { matchesHostList, matchesList } from './patterns.ts';
import { delimited } from './words.ts';

/** What is known while the line is read. Several possible values where it is not certain which; none: nothing is known. */
export interface ClientMatchWorld {
  /** The name to connect to, after `Hostname`. */
  readonly hosts: readonly string[];
  /** As it was typed. */
  readonly originalHost: string;
  readonly users: readonly string[];
  readonly localUsers: readonly string[];
  /** Set by `Tag`; '' where none is. */
  readonly tags: readonly string[];
  readonly finalPass: boolean;
  readonly version: Version;
  /** How a command would end; asked only where the conditions before it hold. Nothing is run here. */
  runs(command: string): Answer;
}

export interface MatchVerdict {
  readonly answer: Answer;
  /** `final` was among the conditions. */
  readonly wantsFinalPass: boolean;
  /** Why ssh refuses the line, and where in `text`; `undefined`: it does not. */
  readonly refusal: { readonly message: string; readonly offset: number } | undefined;
}

/** Judges what stands behind `Match`. */
export function judgeClientMatch(text: string, world: ClientMatchWorld): MatchVerdict {
  let answer: Answer = 'yes';
  let wantsFinalPass = false;
  let offset: number | undefined = 0;
  let criteria = 0;
  const refuse = (message: string, at: number): MatchVerdict => ({
    answer: 'no',
    wantsFinalPass,
    refusal: { message, offset: at },
  });
  while (offset !== undefined) {
    const here: number = offset;
    const { word, nextOffset } = delimited(text, here);
    offset = nextOffset;
    if (word === undefined || word.text === '') break;
    if (word.text.startsWith('#')) return { answer, wantsFinalPass, refusal: noneOf(criteria, refuse) };
    const negated = word.text.startsWith('!');
    const name = word.text.slice(negated ? 1 : 0).toLowerCase();
    if (name === 'all') {
      const next = offset === undefined ? undefined : delimited(text, offset);
      const follows = next?.word?.text ?? '';
      if (criteria > 1 || (follows !== '' && !follows.startsWith('#'))) {
        return refuse('"all" goes with no other condition', word.startOffset);
      }
      const rest = follows.startsWith('#') ? undefined : next?.nextOffset;
      if (rest !== undefined && rest < text.length) return refuse('has more behind its conditions', rest);
      return { answer: negated ? 'no' : answer, wantsFinalPass, refusal: undefined };
    }
    criteria += 1;
    if (name === 'canonical' || name === 'final') {
      wantsFinalPass ||= name === 'final';
      answer = both(answer, answerOf(world.finalPass !== negated));
      continue;
    }
    const since = SINCE[name];
    const argument: ReturnType<typeof delimited> =
      offset === undefined ? { word: undefined, nextOffset: undefined } : delimited(text, offset);
    offset = argument.nextOffset;
    const value = argument.word?.text ?? '';
    if ((value === '' || value.startsWith('#')) && name !== 'tagged') {
      return refuse(`"${word.text}" needs a value`, word.startOffset);
    }
    if (since === undefined || isBefore(world.version, since)) {
      return refuse(`"${word.text}" is no condition that it knows`, word.startOffset);
    }
    const held = answer === 'no' && name === 'exec' ? 'no' : criterion(name, value, world);
    answer = both(answer, negated ? not(held) : held);
  }
  if (offset !== undefined && offset < text.length) return refuse('has more behind its conditions', offset);
  return { answer, wantsFinalPass, refusal: noneOf(criteria, refuse) };
}

function noneOf(
  criteria: number,
  refuse: (message: string, at: number) => MatchVerdict,
): MatchVerdict['refusal'] {
  return criteria > 0 ? undefined : refuse('has no condition', 0).refusal;
}

function criterion(name: string, value: string, world: ClientMatchWorld): Answer {
  const among = (texts: readonly string[], test: (text: string) => boolean): Answer =>
    agreed(texts.map((text) => answerOf(test(text))));
  const inList = (text: string): boolean => matchesList(text, value, { lowerPatterns: false });
  switch (name) {
    case 'host':
      return among(world.hosts, (host) => matchesHostList(host, value));
    case 'originalhost':
      return answerOf(matchesHostList(world.originalHost, value));
    case 'user':
      return among(world.users, inList);
    case 'localuser':
      return among(world.localUsers, inList);
    case 'tagged':
      return among(world.tags, (tag) => (value === '' ? tag === '' : inList(tag)));
    case 'exec':
      return world.runs(value);
    default:
      return 'unknown';
  }
}

/** Conditions with a value, and the version that brought them (release notes of OpenSSH). */
const SINCE: Readonly<Record<string, Version>> = {
  host: [0, 0],
  originalhost: [0, 0],
  user: [0, 0],
  localuser: [0, 0],
  exec: [0, 0],
  localnetwork: [9, 4],
  tagged: [9, 4],
  command: [10, 0],
  sessiontype: [10, 0],
  version: [10, 0],
};
