/** The machine's own ssh and sshd as oracles, and the world as they see it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { configFiles } from '../../../src/adapters/config-files.ts';
import { answerOf } from '../../../src/core/sshconfig/answer.ts';
import type { Build, ClientWorld } from '../../../src/core/sshconfig/client-run.ts';
import type { ServerWorld } from '../../../src/core/sshconfig/server-run.ts';

/** `undefined`: there is no ssh here. */
export const BUILD: Build | undefined = buildOf(spawnSync('ssh', ['-V'], { encoding: 'utf8' }).stderr ?? '');

function buildOf(banner: string): Build | undefined {
  const version = /OpenSSH_(\d+)\.(\d+)/.exec(banner);
  if (version === null) return undefined;
  return { version: [Number(version[1]), Number(version[2])], debian: /Debian|Ubuntu/.test(banner) };
}

const SERVICES: ReadonlyMap<string, number> = servicesHere();

function servicesHere(): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  try {
    for (const line of readFileSync('/etc/services', 'utf8').split('\n')) {
      const [name = '', port = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (!port.endsWith('/tcp')) continue;
      for (const each of [name, ...aliases]) names.set(each, Number.parseInt(port, 10));
    }
  } catch {
    // Without the file no service has a name.
  }
  return names;
}

/** By kind, from `ssh -Q`. Where keys are named, signatures may be too. */
function algorithmsOfSsh(): ReadonlyMap<string, ReadonlySet<string>> {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['cipher', ['cipher']],
    ['mac', ['mac']],
    ['kex', ['kex']],
    ['kex-gss', ['kex-gss']],
    ['key', ['key', 'key-sig', 'sig']],
    ['sig', ['key', 'key-sig', 'sig']],
  ];
  return new Map(
    lists.map(([kind, queries]) => {
      const names = queries.flatMap((query) =>
        spawnSync('ssh', ['-Q', query], { encoding: 'utf8' })
          .stdout.split('\n')
          .filter((name) => name !== ''),
      );
      return [kind, new Set(names)] as const;
    }),
  );
}

const ALGORITHMS = algorithmsOfSsh();

/** The world of `ssh -G` here: what `Match exec` names is run by the test, and no name is known to the name service. */
export function clientWorld(build: Build): ClientWorld {
  return {
    files: configFiles(),
    build,
    localUser: userInfo().username,
    services: SERVICES,
    algorithms: ALGORITHMS,
    side: 'client',
    runs: (command) => answerOf(spawnSync('sh', ['-c', command]).status === 0),
    resolves: () => 'no',
    readsOn: false,
  };
}

/** The world of `sshd -T` here: users without groups. */
export function serverWorld(build: Build): ServerWorld {
  const { files, services, algorithms } = clientWorld(build);
  return { files, services, algorithms, build, side: 'server', readsOn: false, groupsOf };
}

function groupsOf(user: string): readonly string[] {
  const { stdout, status } = spawnSync('id', ['-Gn', user], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split(' ') : [];
}

export interface SshAnswer {
  readonly status: number;
  readonly stderr: string;
  readonly values: ReadonlyMap<string, string>;
  /** `file:line` of every complaint that stops it, in order. */
  readonly complaints: readonly string[];
  /** Whether it read on after the first complaint: some are fatal at once. */
  readonly readAll: boolean;
}

export function askSsh(args: readonly string[]): SshAnswer {
  return answer(spawnSync('ssh', args, { encoding: 'latin1', env: { ...process.env, LC_ALL: 'C' } }));
}

/** sshd as somebody without rights, who needs no folder of its own in /run. */
export function askSshd(args: readonly string[]): SshAnswer {
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  return answer(spawnSync(SSHD, args, { encoding: 'latin1', env: { ...process.env, LC_ALL: 'C' }, ...user }));
}

export const SSHD = '/usr/sbin/sshd';
export const NOBODY = 65_534;

function answer(run: { status: number | null; stdout: string; stderr: string }): SshAnswer {
  const values = new Map<string, string>();
  for (const line of run.stdout.split('\n')) {
    const space = line.indexOf(' ');
    const name = space < 0 ? line : line.slice(0, space);
    if (name !== '' && !values.has(name)) values.set(name, space < 0 ? '' : line.slice(space + 1));
  }
  const complaints = run.stderr.split(/\r?\n/).flatMap((line) => {
    const place = /^(\/.*?):? line (\d+): /.exec(line.replace(/^([^ ]*) line (\d+):? /, '$1 line $2: '));
    return place === null || /(?:Unsupported|Deprecated) option/.test(line) || line.startsWith('/bin/')
      ? []
      : [`${place[1]}:${place[2]}`];
  });
  const readAll = run.status === 0 || /terminating, \d+ bad configuration options/.test(run.stderr);
  return {
    status: run.status ?? -1,
    stderr: run.stderr,
    values,
    complaints: [...new Set(complaints)],
    readAll,
  };
}
