/**
 * Sites in WinSCP.ini, a section each. Absent is the default: no keepalive for
 * SSH, every 30 s once it is on. Minutes and seconds add up as in PuTTY
 * (SessionData.cpp of WinSCP 6.6).
 */
import { entriesIn, readKeyed, setValues, valueOf } from '../edit/keyed-lines.ts';
import type { ClientFormat } from './format.ts';
import { INI } from './ini-dialect.ts';
import { unescapedName } from './putty-file.ts';
import { number, puttyInterval } from './putty-settings.ts';

export const winScp: ClientFormat = {
  client: 'winscp',
  fits: () => true,
  onlyEndsTyping: false,
  read(text) {
    const keyed = readKeyed(text, INI);
    return siteSections(text).map((section) => {
      const entries = entriesIn(keyed, section, INI);
      const value = (key: string) => number(valueOf(entries, key, INI));
      const type = value('PingType') ?? OFF;
      const sum = (value('PingInterval') ?? 0) * 60 + (value('PingIntervalSecs') ?? DEFAULT_SECONDS);
      return {
        name: unescapedName(section.slice(PREFIX.length)),
        host: unescapedOrNone(valueOf(entries, 'HostName', INI)),
        keepalive: type === OFF ? { kind: 'off' } : { kind: 'ssh', seconds: sum > 0 ? sum : DEFAULT_SECONDS },
        typed: undefined,
        settings: {
          PingType: value('PingType') ?? null,
          PingInterval: value('PingInterval') ?? null,
          PingIntervalSecs: value('PingIntervalSecs') ?? null,
        },
        otherProtocol: (value('FSProtocol') ?? 0) >= FTP ? 'FTP, WebDAV or S3' : undefined,
        notes: [],
      };
    });
  },
  set(text, sessions, seconds) {
    const keyed = readKeyed(text, INI);
    const names = siteSections(text);
    return sessions.flatMap((at) => {
      const name = names[at];
      if (name === undefined) return [];
      const type = number(valueOf(entriesIn(keyed, name, INI), 'PingType', INI)) ?? OFF;
      // A dummy command (2) is the stronger kind, and somebody's choice.
      const wanted = [['PingType', type === OFF ? NULL_PACKET : type] as const, ...puttyInterval(seconds)];
      return setValues(
        keyed,
        name,
        wanted.map(([key, value]) => ({ key, value: String(value), newLine: `${key}=${value}` })),
        INI,
      );
    });
  },
};

/** The names of the sites' sections, each once, as written. */
function siteSections(text: string): readonly string[] {
  const names = readKeyed(text, INI).sections.flatMap(({ name }) =>
    name?.toLowerCase().startsWith(PREFIX.toLowerCase()) ? [name] : [],
  );
  return names.filter((name, at) => names.findIndex((other) => INI.same(other, name)) === at);
}

function unescapedOrNone(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : unescapedName(text);
}

const PREFIX = 'Sessions\\';
const OFF = 0;
/** A null SSH packet: SSH_MSG_IGNORE. */
const NULL_PACKET = 1;
const DEFAULT_SECONDS = 30;
/** FSProtocol: 0 to 2 are SCP and SFTP, from 5 on FTP, WebDAV, S3. */
const FTP = 5;
