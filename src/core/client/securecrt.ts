/**
 * SecureCRT's session files: `T:"Name"=value`, numbers as eight hex digits.
 * Binary and list values go on in lines that begin with a space. Keys come in any order.
 */
import { type Dialect, entriesIn, exactly, readKeyed, setValues, valueOf } from '../edit/keyed-lines.ts';
import { type ClientFormat, readable } from './format.ts';

const DIALECT: Dialect = {
  section: () => undefined,
  entry(content) {
    const key = /^[A-Z]:"[^"]*"(?==)/.exec(content)?.[0];
    return key === undefined ? undefined : { key, valueAt: key.length + 1, valueEnd: content.length };
  },
  same: exactly,
  duplicates: 'unknown',
  eol: '\r\n',
};

export const secureCrt: ClientFormat = {
  client: 'securecrt',
  // Of __FolderData__.ini, beside the sessions: the lists of a folder.
  fits: (text) => !/^S:"(?:Folder|Session) List"=/m.test(text),
  onlyEndsTyping: false,
  read(text) {
    const entries = entriesIn(readKeyed(text, DIALECT), undefined, DIALECT);
    const value = (key: string) => valueOf(entries, key, DIALECT);
    const seconds = hex(value(NOOP_SECONDS)) ?? DEFAULT_NOOP_SECONDS;
    const string = value('S:"Idle String"') ?? '';
    return [
      {
        name: undefined,
        host: value('S:"Hostname"') || undefined,
        keepalive: hex(value(NOOP_ON)) && seconds > 0 ? { kind: 'ssh', seconds } : { kind: 'off' },
        typed:
          hex(value('D:"Idle Check"')) && string !== ''
            ? {
                what: readable(string),
                everySeconds: hex(value('D:"Idle Timeout"')) ?? DEFAULT_STRING_SECONDS,
              }
            : undefined,
        settings: {
          'Idle NO-OP Check': hex(value(NOOP_ON)) ?? null,
          'Idle NO-OP Timeout': hex(value(NOOP_SECONDS)) ?? null,
        },
        otherProtocol: notSsh(value('S:"Protocol Name"')),
        notes: [],
      },
    ];
  },
  set(text, _sessions, seconds) {
    const keyed = readKeyed(text, DIALECT);
    const wanted = [[NOOP_ON, 1] as const, [NOOP_SECONDS, seconds] as const].map(([key, number]) => {
      const value = number.toString(16).padStart(8, '0');
      return { key, value, newLine: `${key}=${value}` };
    });
    return setValues(keyed, undefined, wanted, DIALECT);
  },
};

/** `SSH2`, `SSH1`; others are Telnet, Serial, Raw, RLogin. */
function notSsh(protocol: string | undefined): string | undefined {
  return protocol === undefined || /^(?:SSH.*)?$/i.test(protocol) ? undefined : protocol;
}

function hex(text: string | undefined): number | undefined {
  const digits = /^\s*([0-9a-f]{1,8})\s*$/i.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

const NOOP_ON = 'D:"Idle NO-OP Check"';
const NOOP_SECONDS = 'D:"Idle NO-OP Timeout"';
/** What every default file has. */
const DEFAULT_NOOP_SECONDS = 60;
const DEFAULT_STRING_SECONDS = 300;
