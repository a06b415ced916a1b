/** Where programs keep their settings on this machine, and which of them run. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import type { CatalogueEntry, Place } from '../../core/client/catalogue.ts';

export interface FoundFile {
  readonly path: string;
  /** From the folder that holds the sessions; `undefined`: the place is one file. */
  readonly nameInFolder: string | undefined;
}

export interface Machine {
  readonly home: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly platform: NodeJS.Platform;
}

/** The files that exist, in the order of the places. */
export function filesOf({ places }: CatalogueEntry, machine: Machine): readonly FoundFile[] {
  const found = places.flatMap((place): readonly FoundFile[] => {
    const path = pathOf(place, machine);
    if (path === undefined || !existsSync(path)) return [];
    const { names } = place;
    return names === undefined
      ? [{ path, nameInFolder: undefined }]
      : filesBelow(path, names, MAX_DEPTH).map((file) => ({
          path: file,
          nameInFolder: relative(path, file),
        }));
  });
  return found.filter(({ path }, at) => found.findIndex((other) => other.path === path) === at);
}

/** Whether the program itself is on the PATH; its files may be there without it. */
export function isOnPath(names: readonly string[], { env, platform }: Machine): boolean {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  // sshd lives where ordinary users have no PATH to.
  const all = platform === 'win32' ? folders : [...folders, '/usr/sbin', '/usr/local/sbin'];
  return names.some((name) =>
    all.some((folder) => endings.some((ending) => existsSync(join(folder, name + ending)))),
  );
}

/** The numbers of the processes with one of these names; `undefined`: cannot tell here. */
export function runningNamed(names: readonly string[]): readonly number[] | undefined {
  return fromProc(names) ?? fromPs(names);
}

function fromProc(names: readonly string[]): readonly number[] | undefined {
  try {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .filter((pid) => names.some((name) => commOf(pid) === name.slice(0, COMM_LENGTH)))
      .map(Number);
  } catch {
    return undefined;
  }
}

/** ps(1) of POSIX, as macOS has it: there, names are whole paths. Windows has tasklist. */
export function fromPs(names: readonly string[]): readonly number[] | undefined {
  const isWindows = process.platform === 'win32';
  const { status, stdout } = isWindows
    ? spawnSync('tasklist', ['/fo', 'csv', '/nh'], { encoding: 'utf8' })
    : spawnSync('ps', ['-A', '-o', 'pid=', '-o', 'comm='], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const line = isWindows
    ? /^"(?<name>[^"]*)","(?<pid>\d+)"/
    : /^\s*(?<pid>\d+)\s+(?:.*\/)?(?<name>[^/]+?)\s*$/;
  return stdout.split('\n').flatMap((text) => {
    const { name = '', pid = '' } = line.exec(text)?.groups ?? {};
    return names.some((one) => one === name || (!isWindows && one.slice(0, COMM_LENGTH) === name))
      ? [Number(pid)]
      : [];
  });
}

function pathOf({ os, path }: Place, { home, env, platform }: Machine): string | undefined {
  if (os !== 'any' && PLATFORMS[os] !== platform) return undefined;
  let isComplete = true;
  const filled = path
    .replace(/^~/, home)
    .replaceAll(/\$([A-Z_]+)|%([A-Z_]+)%/g, (_all, unix?: string, windows?: string) => {
      const value = env[unix ?? windows ?? ''] ?? '';
      isComplete &&= value !== '';
      return value;
    });
  return isComplete ? filled : undefined;
}

function filesBelow(folder: string, names: RegExp, depth: number): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return depth > 0 ? filesBelow(path, names, depth - 1) : [];
        return names.test(entry.name) ? [path] : [];
      });
  } catch {
    return [];
  }
}

function commOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

const PLATFORMS: Readonly<Record<Exclude<Place['os'], 'any'>, NodeJS.Platform>> = {
  linux: 'linux',
  macos: 'darwin',
  windows: 'win32',
};
/** Deeper than anybody files sessions. */
const MAX_DEPTH = 8;
/** The kernel keeps fifteen characters of a name (TASK_COMM_LEN, proc(5)). */
const COMM_LENGTH = 15;
