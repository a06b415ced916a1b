/** Generated ssh_configs in memory, and what `core/sshconfig` takes from them: a model that agrees with `ssh -G` (its own tests). */
import { userInfo } from 'node:os';
import {
  type Candidate,
  newPlacesFor,
  ownBlocksFor,
  type Place,
} from '../../../src/core/fix/openssh-candidates.ts';
import { whatIsWrong } from '../../../src/core/fix/openssh-check.ts';
import { lookUpClient } from '../../../src/core/sshconfig/client-lookup.ts';
import { lookUpServer } from '../../../src/core/sshconfig/server-lookup.ts';
import type { Connection, ServerWorld } from '../../../src/core/sshconfig/server-run.ts';
import type { ClientWorld } from '../../../src/core/sshconfig/client-run.ts';
import type { Setting } from '../../../src/core/sshconfig/settings.ts';
import { matchesName } from '../../../src/core/sshconfig/file-pattern.ts';

const FOLDER = '/f';

/** `files[0]` is the main one. */
export function resolvedBy(files: readonly string[], hosts: readonly string[]): ReadonlyMap<string, string> {
  const world = { ...machine(files), side: 'client' as const };
  return new Map(
    hosts.map((host) => {
      const reading = lookUpClient(
        {
          host,
          user: undefined,
          port: undefined,
          options: [],
          files: [{ path: `${FOLDER}/main`, scope: 'user', explicit: true }],
        },
        world,
      );
      if (reading.refused !== 'no') return [host, 'refused'] as const;
      return [host, MODELLED.map((name) => `${name} ${shown(reading.setting(name))}`).join('\n')] as const;
    }),
  );
}

/** What sshd would take for each connection, and where none is there; `files[0]` is the main file. */
export function servedBy(
  files: readonly string[],
  connections: readonly (Connection | undefined)[],
): readonly string[] {
  const world: ServerWorld = { ...machine(files), side: 'server', groupsOf: () => [] };
  return connections.map((connection) => {
    const reading = lookUpServer({ path: `${FOLDER}/main`, connection }, world);
    if (reading.refused !== 'no') return 'refused';
    return SERVED.map((name) => `${name} ${shown(reading.setting(name))}`).join('\n');
  });
}

/** The files in memory; what a command or a name service would say is always the same. */
function machine(files: readonly string[]): Omit<ClientWorld, 'side'> {
  const read = new Map(
    files.map((text, at) => [
      at === 0 ? `${FOLDER}/main` : `${FOLDER}/inc${at - 1}`,
      { kind: 'text' as const, bytes: text.replaceAll('@DIR@', FOLDER), insecure: undefined },
    ]),
  );
  const nameOf = (path: string) => path.slice(FOLDER.length + 1);
  return {
    files: {
      read: (path) => read.get(path) ?? { kind: 'absent' },
      glob: (pattern) =>
        [...read.keys()].filter((path) => matchesName(nameOf(path), nameOf(pattern))).toSorted(),
    },
    build: { version: [9, 2], debian: true },
    localUser: userInfo().username,
    services: new Map(),
    algorithms: new Map(),
    runs: (command) => (/false/.test(command) ? 'no' : 'yes'),
    resolves: () => 'no',
    readsOn: false,
  };
}

/** The first place that does what is asked for and nothing else, as `fix` chooses it; `undefined`: none. */
export function chosen(
  place: Place,
  included: readonly string[],
  hosts: readonly string[],
): Candidate | undefined {
  const before = resolvedBy([place.text, ...included], hosts);
  return [...ownBlocksFor(place), ...newPlacesFor(place)].find(
    ({ after }) =>
      whatIsWrong({
        pattern: place.pattern,
        wanted: place.options,
        before,
        after: resolvedBy([after, ...included], hosts),
      }) === undefined,
  );
}

/** Without its place, which an edit moves. */
function shown(setting: Setting): string {
  return setting.kind === 'known'
    ? (setting.value ?? 'nothing')
    : `perhaps ${setting.candidates.map(({ value }) => value ?? 'nothing').join(' or ')}`;
}

const MODELLED = [
  'serveraliveinterval',
  'serveralivecountmax',
  'hostname',
  'user',
  'port',
  'tcpkeepalive',
  'batchmode',
  'controlmaster',
  'controlpersist',
  'proxycommand',
  'proxyjump',
  'canonicalizehostname',
] as const;
const SERVED = [
  'clientaliveinterval',
  'clientalivecountmax',
  'tcpkeepalive',
  'logingracetime',
  'permittty',
  'loglevel',
  'maxauthtries',
  'maxsessions',
  'usedns',
] as const;
