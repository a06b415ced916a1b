/** Writes the journal as the run goes on. A disk that is full or read-only costs the journal, not the run. */
import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export interface JournalFile {
  readonly path: string;
  append(value: unknown): void;
  /** Why it is not whole; `undefined`: it is. */
  failure(): string | undefined;
  close(): void;
}

/** The file is made, its folder too (for the owner alone); `undefined` and why where that fails. */
export function openJournal(path: string): JournalFile | { readonly failure: string } {
  try {
    makeFolder(dirname(path));
    // A file is never overwritten; a device or a pipe has nothing to lose.
    const fd = openSync(path, isNoFile(path) ? 'w' : 'wx', 0o600);
    let failure: string | undefined;
    return {
      path,
      append(value) {
        if (failure !== undefined) return;
        try {
          writeWhole(fd, Buffer.from(`${JSON.stringify(value)}\n`));
        } catch (error) {
          failure = reason(error);
        }
      },
      failure: () => failure,
      close: () => closeSync(fd),
    };
  } catch (error) {
    return { failure: reason(error) };
  }
}

/** Under the user's state folder (XDG Base Directory Specification), one file a run. */
export function defaultJournalPath(
  host: string,
  startedAtIso: string,
  environment: NodeJS.ProcessEnv,
): string {
  const state = environment.XDG_STATE_HOME ?? '';
  const folder = state.startsWith('/') ? state : join(homedir(), '.local', 'state');
  const name = host.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 60);
  return join(folder, 'idletrace', `${startedAtIso.replaceAll(':', '').replace('.', '-')}-${name}.jsonl`);
}

/** Not by Node's `recursive`, which never ends where a file system knows no folder and makes none either (/proc, an automounter). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    // Somebody else made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A disk that is nearly full takes a part, and says so only the next time. */
function writeWhole(fd: number, octets: Uint8Array): void {
  for (let at = 0; at < octets.length; ) at += writeSync(fd, octets, at);
}

function isNoFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.isCharacterDevice() || found.isFIFO());
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ''] ?? message;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EROFS: 'the file system is read-only',
  EACCES: 'not permitted',
  EPERM: 'not permitted',
  EEXIST: 'the file exists already',
  ENOTDIR: 'a part of its path is no folder',
  ENOENT: 'its folder does not exist',
  EISDIR: 'it is a folder',
};
