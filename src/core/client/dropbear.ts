/**
 * Dropbear's server: OpenWrt's `/etc/config/dropbear` (UCI), or the arguments
 * in `/etc/default/dropbear` (Debian). Both become `-K seconds`.
 */
import { type Dialect, exactly, readKeyed, setValues, valueOf } from '../edit/keyed-lines.ts';
import { eolOf, insertAfter, linesOf, type TextEdit } from '../edit/text-edit.ts';
import type { ClientFormat, Keepalive } from './format.ts';
import { number } from './putty-settings.ts';

/** UCI: `config TYPE ['NAME']`, then `option KEY 'VALUE'` lines, quotes of either kind or none. */
const UCI: Dialect = {
  section: (content) => /^\s*config\s+(\S+)/.exec(content)?.[1]?.replaceAll(/['"]/g, ''),
  entry(content) {
    const parts = /^(\s*option\s+(['"]?)([A-Za-z0-9_]+)\2\s+)('[^']*'|"[^"]*"|[^\s#]*)/.exec(content);
    if (parts === null) return undefined;
    const [, before = '', , key = '', value = ''] = parts;
    return { key, valueAt: before.length, valueEnd: before.length + value.length };
  },
  same: exactly,
  duplicates: 'last',
  eol: '\n',
};

export const dropbearUci: ClientFormat = {
  client: 'dropbear',
  fits: (text) => /^\s*config\s+\S/m.test(text),
  onlyEndsTyping: false,
  read: (text) =>
    instances(text).map(({ section: { entries } }, at) => {
      const value = (key: string) => unquoted(valueOf(entries, key, UCI));
      // OpenWrt's init script passes -K 300 where the option is absent.
      return {
        name: `dropbear[${at}]`,
        host: undefined,
        keepalive: everySeconds(number(value(UCI_KEY)) ?? OPENWRT_SECONDS),
        typed: undefined,
        settings: { [UCI_KEY]: number(value(UCI_KEY)) ?? null },
        notes: idleNote(number(value('IdleTimeout'))),
      };
    }),
  set(text, sessions, seconds) {
    const { eol } = readKeyed(text, UCI);
    return instances(text)
      .filter((_one, at) => sessions.includes(at))
      .flatMap(({ section }) =>
        setValues(
          { sections: [section], eol, lastLine: section.lastLine },
          section.name,
          [{ key: UCI_KEY, value: `'${seconds}'`, newLine: `\toption ${UCI_KEY} '${seconds}'` }],
          UCI,
        ),
      );
  },
};

export const dropbearDefault: ClientFormat = {
  client: 'dropbear',
  fits: () => true,
  onlyEndsTyping: false,
  read(text) {
    const argument = lastArguments(text)?.value ?? '';
    const seconds = number(FLAG.exec(argument)?.[2]);
    return [
      {
        name: undefined,
        host: undefined,
        keepalive: everySeconds(seconds ?? 0),
        typed: undefined,
        settings: { '-K': seconds ?? null },
        notes: idleNote(number(/(?:^|\s)-I\s*(\d+)/.exec(argument)?.[1])),
      },
    ];
  },
  set(text, _sessions, seconds) {
    const found = lastArguments(text);
    if (found === undefined) {
      const lines = linesOf(text);
      return [insertAfter(lines.at(-1), [`DROPBEAR_EXTRA_ARGS="-K ${seconds}"`], eolOf(lines, '\n'))];
    }
    const flag = FLAG.exec(found.value);
    if (flag !== null) {
      const at = found.at + flag.index + (flag[1] ?? '').length;
      return [{ startOffset: at, endOffset: at + (flag[2] ?? '').length, insert: String(seconds) }];
    }
    return [argumentAdded(found, seconds)];
  },
};

interface Arguments {
  readonly value: string;
  /** Where the value begins in the text, quotes left out. */
  readonly at: number;
  readonly quoted: boolean;
}

function argumentAdded({ value, at, quoted }: Arguments, seconds: number): TextEdit {
  const end = at + value.length;
  if (quoted || value === '')
    return {
      startOffset: end,
      endOffset: end,
      insert: quoted ? `${value.trim() === '' ? '' : ' '}-K ${seconds}` : `"-K ${seconds}"`,
    };
  // A word without quotes holds no space.
  return { startOffset: at, endOffset: end, insert: `"${value} -K ${seconds}"` };
}

/** The shell takes the last assignment. */
function lastArguments(text: string): Arguments | undefined {
  const found = [
    ...text.matchAll(/^([ \t]*DROPBEAR_EXTRA_ARGS=)(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'#]*))/gm),
  ].at(-1);
  if (found === undefined) return undefined;
  const [, name = '', double, single, bare = ''] = found;
  const quoted = double ?? single;
  return {
    value: quoted ?? bare,
    at: found.index + name.length + (quoted === undefined ? 0 : 1),
    quoted: quoted !== undefined,
  };
}

function instances(text: string) {
  return readKeyed(text, UCI)
    .sections.filter(({ name }) => name === 'dropbear')
    .map((section) => ({ section }));
}

function everySeconds(seconds: number): Keepalive {
  return seconds > 0 ? { kind: 'ssh', seconds } : { kind: 'off' };
}

function unquoted(value: string | undefined): string | undefined {
  return value?.replaceAll(/['"]/g, '');
}

function idleNote(seconds: number | undefined): readonly string[] {
  return seconds === undefined || seconds === 0
    ? []
    : [
        `an idle limit of ${seconds} s is set here too (-I): it ends quiet sessions whatever keepalives they send, and somebody decided it`,
      ];
}

const UCI_KEY = 'SSHKeepAlive';
const OPENWRT_SECONDS = 300;
const FLAG = /((?:^|\s)-K\s*)(\d+)/;
