/**
 * Xshell's session files. `KeepAlive` and `KeepAliveInterval` are the protocol's
 * keepalive; `SendKeepAlive` and its kin type a string, in spite of their names.
 */
import { entriesIn, readKeyed, setValues, valueOf } from '../edit/keyed-lines.ts';
import { type ClientFormat, readable } from './format.ts';
import { INI } from './ini-dialect.ts';
import { number } from './putty-settings.ts';

export const xshell: ClientFormat = {
  client: 'xshell',
  // Of folder.ini, beside the sessions: whether the folder is open.
  fits: (text) => !/^\[State\]\s*Expanded=\d+\s*$/i.test(text),
  onlyEndsTyping: false,
  read(text) {
    const keyed = readKeyed(text, INI);
    const entries = entriesIn(keyed, SECTION, INI);
    const value = (key: string) => valueOf(entries, key, INI);
    const on = number(value('KeepAlive')) ?? 1;
    const seconds = number(value('KeepAliveInterval')) ?? DEFAULT_SECONDS;
    const string = value('KeepAliveString') ?? '';
    return [
      {
        name: undefined,
        host: valueOf(entriesIn(keyed, 'CONNECTION', INI), 'Host', INI) || undefined,
        keepalive: on !== 0 && seconds > 0 ? { kind: 'ssh', seconds } : { kind: 'off' },
        typed:
          number(value('SendKeepAlive')) && string !== ''
            ? {
                what: readable(string),
                everySeconds: number(value('SendKeepAliveInterval')) ?? DEFAULT_SECONDS,
              }
            : undefined,
        settings: {
          KeepAlive: number(value('KeepAlive')) ?? null,
          KeepAliveInterval: number(value('KeepAliveInterval')) ?? null,
        },
        otherProtocol: notSsh(valueOf(entriesIn(keyed, 'CONNECTION', INI), 'Protocol', INI)),
        notes: [],
      },
    ];
  },
  set(text, _sessions, seconds) {
    const wanted = [['KeepAlive', 1] as const, ['KeepAliveInterval', seconds] as const].map(
      ([key, value]) => ({ key, value: String(value), newLine: `${key}=${value}` }),
    );
    return setValuesOrSection(text, SECTION, wanted);
  },
};

/** `SSH`, and `SFTP` that goes over it; others are TELNET, SERIAL, RLOGIN. */
function notSsh(protocol: string | undefined): string | undefined {
  return protocol === undefined || /^(?:SSH|SFTP)?$/i.test(protocol) ? undefined : protocol;
}

/** As {@link setValues}; a section that is not there yet is put at the end. */
export function setValuesOrSection(
  text: string,
  section: string,
  wanted: Parameters<typeof setValues>[2],
): ReturnType<typeof setValues> {
  const keyed = readKeyed(text, INI);
  if (keyed.sections.some(({ name }) => name !== undefined && INI.same(name, section)))
    return setValues(keyed, section, wanted, INI);
  const header = { key: '[', value: '', newLine: `[${section}]` };
  return setValues(keyed, section, [header, ...wanted], INI);
}

const SECTION = 'CONNECTION:KEEPALIVE';
/** KeepAlive=1 and KeepAliveInterval=60 stand in every default file seen, 5.2 to 8.1. */
const DEFAULT_SECONDS = 60;
