/** The server's configuration files as the script printed them, for the lookup that knows how sshd reads them. */
import type { ConfigFiles } from '../sshconfig/config-files.ts';
import { matchesName } from '../sshconfig/file-pattern.ts';
import { lookUpServer } from '../sshconfig/server-lookup.ts';
import type { Setting } from '../sshconfig/settings.ts';
import type { ServerSoftware } from './openssh-version.ts';
import { type Section, type Sections, wordsAfter } from './sections.ts';

/** How a setting came out of the files; `undefined`: they could not be read to their end. */
export type FileSettings = (keyword: string) => Setting;

export function settingsInFiles(
  sections: Sections,
  banner: string | undefined,
  release: ServerSoftware['release'],
): FileSettings | undefined {
  const path = wordsAfter(sections.get('sshd'), 'config');
  const files = sections.all.filter(({ name }) => name === 'sshd-config');
  if (path === undefined || release === undefined || !files.some(isWhole)) return undefined;
  const who = sections.get('who');
  const user = wordsAfter(who, 'user');
  const [address, , localAddress, localPort] = wordsAfter(who, 'connection')?.split(' ') ?? [];
  const reading = lookUpServer(
    {
      path,
      connection: {
        user,
        // What its name service makes of the address is not known here.
        host: undefined,
        address,
        localAddress,
        localPort: localPort === undefined ? undefined : Number(localPort),
      },
    },
    {
      files: filesOf(files),
      build: { version: release, debian: /Debian|Ubuntu/.test(banner ?? '') },
      services: SERVICES,
      algorithms: new Map(),
      side: 'server',
      readsOn: false,
      groupsOf: (name) => (name === user ? wordsAfter(who, 'groups')?.split(' ') : undefined),
    },
  );
  // The running sshd took it: where we would not, it is we who do not understand.
  return reading.refused === 'no' && files.every(isWhole) ? (name) => reading.setting(name) : undefined;
}

function filesOf(files: readonly Section[]): ConfigFiles {
  return {
    read(path) {
      const file = files.find(({ where }) => where === path);
      if (file === undefined || file.status === 'absent') return { kind: 'absent' };
      if (!isWhole(file)) return { kind: 'unreadable', why: 'permission denied' };
      return { kind: 'text', bytes: `${file.lines.join('\n')}\n`, insecure: undefined };
    },
    glob: (pattern) =>
      files
        .map(({ where }) => where)
        .filter((path) => isOfPattern(path, pattern))
        .sort(),
  };
}

function isOfPattern(path: string, pattern: string): boolean {
  const names = path.split('/').filter((part) => part !== '');
  const parts = pattern.split('/').filter((part) => part !== '');
  return names.length === parts.length && names.every((name, at) => matchesName(name, parts[at] ?? ''));
}

/** The script reads no more lines of a file than this. */
function isWhole({ status, lines }: Section): boolean {
  return status === 'read' && lines.length < MOST_LINES;
}

const MOST_LINES = 3000;
/** Names for which `Port` and its kin may stand; others are rarer than a lookup is worth. */
const SERVICES: ReadonlyMap<string, number> = new Map([['ssh', 22]]);
