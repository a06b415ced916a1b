/** Keywords that take their arguments in a way of their own. */
import type { Directive } from './lines.ts';
import {
  MOST_INTEGER,
  portNumber,
  prefixedNumber,
  scaledBytes,
  timeSeconds,
  wholeNumber,
} from './numbers.ts';
import { hostField } from './read-addresses.ts';
import { refused, TAKES_TIME, type Taken, value, type ValueWorld } from './reading.ts';
import type { SpecialKind } from './value-kinds.ts';
import { lowered, type Word } from './words.ts';

export function readSpecial(
  of: SpecialKind,
  directive: Directive,
  words: readonly Word[],
  world: ValueWorld,
): Taken {
  const [first, second, third] = words;
  if (of === 'version-addendum') return versionAddendum(directive, world);
  if (first === undefined || first.text === '') {
    return { reading: refused('an argument is missing', first ?? directive.keyword), words: 1 };
  }
  const { text } = first;
  const one = (ok: boolean, printed: string, expected: string): Taken => ({
    reading: ok ? value(printed) : refused(`${expected}, not "${text}"`, first),
    words: 1,
  });
  switch (of) {
    case 'escape-char':
      return one(
        /^(?:none|[^]|\^[@-\x7f])$/.test(text),
        text,
        'takes one character, ^ and a letter, or none',
      );
    case 'control-persist':
      return controlPersist(first);
    case 'tunnel-device':
      return one(
        /^[^:]*(?::[^:]*)?$/.test(text) && text.split(':').every(isTunnel),
        text,
        'takes two numbers with a colon, or any',
      );
    case 'ip-qos':
      return ipQos(first, second, directive);
    case 'rekey-limit':
      return rekeyLimit(first, second);
    case 'bind-mask': {
      const digits = /^[ \t\n\v\f\r]*\+?([0-7]+)/.exec(text)?.[1];
      return one(
        digits !== undefined && Number.parseInt(digits, 8) <= 0o777,
        text,
        'takes a mode in octal up to 0777',
      );
    }
    case 'add-keys-to-agent':
      return addKeysToAgent(first, second);
    case 'forward-agent': {
      const flag = FLAGS.get(lowered(text));
      return flag === undefined ? one(isAgentPath(text), text, AGENT) : one(true, flag, AGENT);
    }
    case 'agent-path':
      return one(isAgentPath(text), text, AGENT);
    case 'subsystem':
      return subsystem(first, second);
    case 'max-startups':
      return one(isMaxStartups(text), text, 'takes a number above 0, or start:rate:full');
    case 'net-block-size': {
      const [four = '', six] = text.split(':');
      const ok = inRange(four, 32) && (six === undefined || inRange(six, 128));
      return one(ok, text, 'takes up to 32 bits, and up to 128 after a colon');
    }
    case 'per-source-max-startups':
      return one(
        text === 'none' || wholeNumber(text, MOST_INTEGER) !== undefined,
        text,
        'takes a number or none',
      );
    case 'listen-address':
      return listenAddress(first, second, third, world);
    case 'permit-user-environment':
      return one(true, text, '');
    case 'unused-connection-timeout':
      return lowered(text) === 'none' ? one(true, '0', '') : time(first, 1);
    case 'routing-domain':
      return one(false, text, 'takes a routing domain, which this system has none of');
    case 'per-source-penalties':
      return { reading: value(words.map((word) => word.text).join(' ')), words: 'all' };
  }
}

function time(word: Word, words: number): Taken {
  const seconds = timeSeconds(word.text);
  return {
    reading:
      seconds === undefined ? refused(`${TAKES_TIME}, not "${word.text}"`, word) : value(String(seconds)),
    words,
  };
}

function controlPersist(word: Word): Taken {
  if (word.text === 'no' || word.text === 'false') return { reading: value('no'), words: 1 };
  if (word.text === 'yes' || word.text === 'true') return { reading: value('yes'), words: 1 };
  const { reading } = time(word, 1);
  // 0 is "for ever", which is what yes says.
  return { reading: reading.kind === 'value' && reading.value === '0' ? value('yes') : reading, words: 1 };
}

function isTunnel(text: string): boolean {
  return lowered(text) === 'any' || wholeNumber(text, MOST_TUNNEL) !== undefined;
}

function ipQos(first: Word, second: Word | undefined, { keyword }: Directive): Taken {
  const wrong = [first, second].find((word) => word !== undefined && !isQos(word.text));
  const expected = 'takes a class such as ef, cs1 or lowdelay, or a number up to 255';
  if (wrong !== undefined) return { reading: refused(`${expected}, not "${wrong.text}"`, wrong), words: 2 };
  const text = second === undefined ? first.text : `${first.text} ${second.text}`;
  return { reading: text === '' ? refused(expected, keyword) : value(text), words: 2 };
}

function isQos(text: string): boolean {
  if (/^(?:none|af[1-4][1-3]|cs[0-7]|ef|le|va|lowdelay|throughput|reliability)$/i.test(text)) return true;
  const number = prefixedNumber(text);
  return number !== undefined && number >= 0 && number <= 255;
}

function rekeyLimit(first: Word, second: Word | undefined): Taken {
  const bytes = first.text === 'default' ? 0 : scaledBytes(first.text);
  if (bytes === undefined || (bytes !== 0 && bytes < LEAST_REKEY_BYTES)) {
    return { reading: refused(`takes bytes such as 1G, or default, not "${first.text}"`, first), words: 1 };
  }
  if (second === undefined || second.text === 'none') return { reading: value(first.text), words: 2 };
  if (second.text === '') return { reading: refused('an argument is empty', second), words: 2 };
  const { reading } = time(second, 2);
  return { reading: reading.kind === 'refused' ? reading : value(`${first.text} ${second.text}`), words: 2 };
}

function addKeysToAgent(first: Word, second: Word | undefined): Taken {
  const state = lowered(first.text);
  const isState = FLAGS.has(state) || state === 'ask' || state === 'confirm';
  const expected = 'takes yes, no, ask, confirm, or a time';
  if (second === undefined) {
    const ok = isState || timeSeconds(first.text) !== undefined;
    return { reading: ok ? value(first.text) : refused(`${expected}, not "${first.text}"`, first), words: 2 };
  }
  const ok = state === 'confirm' && timeSeconds(second.text) !== undefined;
  return { reading: ok ? value(`confirm ${second.text}`) : refused(expected, second), words: 2 };
}

/** A path, `none`, `SSH_AUTH_SOCK`, or a variable of the environment as `$NAME` or `${NAME}`. */
function isAgentPath(text: string): boolean {
  if (/\$\{(?:\}|[^}]*$)/.test(text)) return false;
  return !text.startsWith('$') || text.startsWith('${') || /^\$[A-Za-z0-9_]+$/.test(text);
}

function subsystem(name: Word, command: Word | undefined): Taken {
  return command === undefined || command.text === ''
    ? { reading: refused('the command is missing', name), words: 'all' }
    : { reading: value(`${name.text} ${command.text}`), words: 'all' };
}

function isMaxStartups(text: string): boolean {
  const parts = /^[ \t\n\v\f\r]*([+-]?\d+)(?::([+-]?\d+)(?::([+-]?\d+))?)?/.exec(text);
  const [begin, rate, full] = (parts?.slice(1) ?? []).map((part) =>
    part === undefined ? undefined : Number(part),
  );
  if (begin === undefined || begin <= 0) return false;
  if (rate === undefined) return true;
  return full !== undefined && begin <= full && rate >= 1 && rate <= 100;
}

function listenAddress(
  address: Word,
  second: Word | undefined,
  third: Word | undefined,
  world: ValueWorld,
): Taken {
  const { text } = address;
  const bare6 = !text.includes('[') && text.split(':').length > 2;
  const field = bare6 ? { rest: undefined, delimiter: '' } : hostField(text);
  if (field === undefined || field.delimiter === '/') {
    return { reading: refused(`takes an address and perhaps a port, not "${text}"`, address), words: 1 };
  }
  if (field.rest !== undefined && (portNumber(field.rest, world.services) ?? 0) <= 0) {
    return { reading: refused(`has a port that is none: "${field.rest}"`, address), words: 1 };
  }
  if (second === undefined) return { reading: value(text), words: 1 };
  return {
    reading: refused(third === undefined ? 'takes one address' : 'has no routing domains here', second),
    words: 3,
  };
}

function versionAddendum({ rest }: Directive, { side }: ValueWorld): Taken {
  const text = rest.text.replace(/[ \t]*#[^]*$/, '');
  if (text.includes('\r')) return { reading: refused('has a carriage return inside', rest), words: 'all' };
  return { reading: value(side === 'server' && lowered(text) === 'none' ? '' : text), words: 'all' };
}

function inRange(text: string, most: number): boolean {
  return wholeNumber(text, most) !== undefined;
}

const FLAGS: ReadonlyMap<string, string> = new Map([
  ['yes', 'yes'],
  ['true', 'yes'],
  ['no', 'no'],
  ['false', 'no'],
]);
const AGENT = 'takes a path, or a variable as $NAME or ${NAME}';
/** SSH_TUNID_MAX of OpenSSH's misc.h. */
const MOST_TUNNEL = 0x7fffffff - 2;
/** readconf.c: "RekeyLimit too small". */
const LEAST_REKEY_BYTES = 16;
