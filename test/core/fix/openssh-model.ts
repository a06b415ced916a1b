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
import type { ClientWorld } from '../../../src/core/sshconfig/client-run.ts';
import type { Setting } from '../../../src/core/sshconfig/settings.ts';
import { matchesName } from '../../../src/core/sshconfig/file-pattern.ts';

const FOLDER = '/f';

/** `files[0]` is the main one. */
export function resolvedBy(files: readonly string[], hosts: readonly string[]): ReadonlyMap<string, string> {
  const byPath = new Map(
    files.map((text, at) => [
      at === 0 ? `${FOLDER}/main` : `${FOLDER}/inc${at - 1}`,
      text.replaceAll('@DIR@', FOLDER),
    ]),
  );
  const read = new Map(
    [...byPath].map(([path, bytes]) => [path, { kind: 'text' as const, bytes, insecure: undefined }]),
  );
  const world: ClientWorld = {
    files: {
      read: (path) => read.get(path) ?? { kind: 'absent' },
      glob: (pattern) =>
        [...byPath.keys()].filter((path) =>
          matchesName(path.slice(FOLDER.length + 1), pattern.slice(FOLDER.length + 1)),
        ),
    },
    build: { version: [9, 2], debian: true },
    localUser: userInfo().username,
    services: new Map(),
    algorithms: new Map(),
    side: 'client',
    runs: (command) => (/false/.test(command) ? 'no' : 'yes'),
    resolves: () => 'no',
    readsOn: false,
  };
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
