/**
 * The folder of one lab, and the note in it that says who owns what. By that
 * note a later run finds the labs of owners that died, and leaves the living
 * alone. Nothing of a lab is outside this folder but its namespaces.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { NAMESPACE_PREFIX } from '../../core/lab/node-plan.ts';
import { toolEnvironment } from './tool.ts';

/** What is on disk beside the keys, as `lab.json`. */
export interface LabNote {
  readonly labId: string;
  readonly directory: string;
  readonly ownerPid: number;
  /** Field 22 of /proc/PID/stat: with the pid it names a process for good (proc(5)). */
  readonly ownerStart: string;
  /** `pid:[…]`: a pid means nothing in another namespace. */
  readonly pidNamespace: string;
  /** `up`: it stays until somebody takes it down; `run`: it ends by itself. */
  readonly purpose: 'up' | 'run';
}

export function claimRunDirectory(purpose: LabNote['purpose']): LabNote {
  const directory = mkdtempSync(join(baseDirectory(), DIRECTORY_PREFIX));
  const note: LabNote = {
    labId: randomBytes(3).toString('hex'),
    directory,
    ownerPid: process.pid,
    ownerStart: startOf(process.pid) ?? '',
    pidNamespace: readlinkSync('/proc/self/ns/pid'),
    purpose,
  };
  writeFileSync(join(directory, NOTE_FILE), JSON.stringify(note), { mode: 0o600 });
  return note;
}

/** Every lab of this user that has a note, dead or alive. */
export function listLabs(): readonly LabNote[] {
  return readdirSync(baseDirectory())
    .filter((name) => name.startsWith(DIRECTORY_PREFIX))
    .map((name) => readNote(join(baseDirectory(), name)))
    .filter((note) => note !== undefined);
}

/** `unknown` where the owner lives in another pid namespace: we cannot see it. */
export function ownerState({ ownerPid, ownerStart, pidNamespace }: LabNote): 'alive' | 'dead' | 'unknown' {
  if (pidNamespace !== readlinkSync('/proc/self/ns/pid')) return 'unknown';
  return startOf(ownerPid) === ownerStart ? 'alive' : 'dead';
}

/** Ends every process in the lab's namespaces, then removes those and the folder. Doing it twice does no harm. */
export function removeLab({ labId, directory }: LabNote): void {
  removeNamespaces(namespacesOf(labId));
  rmSync(directory, { recursive: true, force: true });
}

/** Removes what owners left that are dead, and says which. */
export function removeOrphans(): readonly LabNote[] {
  const orphans = listLabs().filter((note) => ownerState(note) === 'dead');
  for (const orphan of orphans) removeLab(orphan);
  return orphans;
}

/** Namespaces with a lab's name, by lab; also those whose note is gone. */
export function namespacesByLab(): ReadonlyMap<string, readonly string[]> {
  const byLab = new Map<string, string[]>();
  for (const name of namedNamespaces()) {
    const labId = LAB_NAMESPACE.exec(name)?.[1];
    if (labId !== undefined) byLab.set(labId, [...(byLab.get(labId) ?? []), name]);
  }
  return byLab;
}

export function removeNamespaces(names: readonly string[]): void {
  if (names.length === 0) return;
  for (const pid of processesIn(names)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  const input = names.map((name) => `netns del ${name}\n`).join('');
  spawnSync('ip', ['-force', '-batch', '-'], {
    input,
    env: toolEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/** Pids of the processes in these namespaces, ourselves excepted. */
export function processesIn(names: readonly string[]): readonly number[] {
  const namespaces = new Set(names.map((name) => inodeOf(join(NAMESPACE_FOLDER, name))));
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && namespaces.has(networkNamespaceOf(pid)));
}

function namespacesOf(labId: string): readonly string[] {
  return namespacesByLab().get(labId) ?? [];
}

function namedNamespaces(): readonly string[] {
  try {
    return readdirSync(NAMESPACE_FOLDER);
  } catch {
    return [];
  }
}

function inodeOf(path: string): string | undefined {
  try {
    return `net:[${statSync(path).ino}]`;
  } catch {
    return undefined;
  }
}

function networkNamespaceOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return 'ended';
  }
}

/** `undefined`: no such process. The name in field 2 may hold spaces and brackets, so count from its end. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3];
  } catch {
    return undefined;
  }
}

/** `undefined`: not ours, or not finished. A folder that somebody else made under our prefix is not believed. */
function readNote(directory: string): LabNote | undefined {
  try {
    const { uid } = lstatSync(directory);
    if (uid !== process.geteuid?.()) return undefined;
    const note: unknown = JSON.parse(readFileSync(join(directory, NOTE_FILE), 'utf8'));
    return isNote(note) ? { ...note, directory } : undefined;
  } catch {
    return undefined;
  }
}

function isNote(note: unknown): note is LabNote {
  if (typeof note !== 'object' || note === null) return false;
  const { labId, ownerPid, ownerStart, pidNamespace } = note as Partial<Record<keyof LabNote, unknown>>;
  return (
    typeof labId === 'string' &&
    /^[0-9a-f]+$/.test(labId) &&
    typeof ownerPid === 'number' &&
    typeof ownerStart === 'string' &&
    typeof pidNamespace === 'string'
  );
}

/** Not below /run or the home: the lab's sshd sees empty folders there. */
function baseDirectory(): string {
  const base = tmpdir();
  const hidden = ['/run', homedir()].some((folder) => folder !== '/' && `${base}/`.startsWith(`${folder}/`));
  return hidden ? '/tmp' : base;
}

const NAMESPACE_FOLDER = '/run/netns';
const LAB_NAMESPACE = new RegExp(`^${NAMESPACE_PREFIX}([0-9a-f]+)-`);
const DIRECTORY_PREFIX = 'idletrace-lab-';
const NOTE_FILE = 'lab.json';
