/**
 * Replaces a person's file so that at any moment it is either the old or the
 * new one, whole: a temporary file beside it, forced to the disk, renamed over
 * it. Refuses where the file is not what it was when the change was planned.
 */
import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { OperationalError } from '../../core/errors.ts';
import type { FileCalls } from './file-calls.ts';

export interface Replacement {
  /** Without symbolic links: see {@link resolveLinks}. */
  readonly path: string;
  /** What it must hold now; `undefined`: it must not exist. */
  readonly expectedSha256: string | undefined;
  /** What it shall hold; `undefined`: it shall not exist. */
  readonly octets: Uint8Array | undefined;
  /** Where the new content is built up, in the same folder. */
  readonly temporaryPath: string;
}

/** As many as Linux follows (MAXSYMLINKS, path_resolution(7)). */
const MOST_LINKS = 40;
/** Mode of a file that is made new: ssh refuses what others can write, and the rest is nobody's business. */
const NEW_FILE_MODE = 0o600;

export function replaceFile(wanted: Replacement, calls: FileCalls): void {
  const { path, expectedSha256, octets, temporaryPath } = wanted;
  refuseChanged(wanted, calls);
  if (octets === undefined) {
    if (expectedSha256 !== undefined) calls.unlinkSync(path);
    syncFolder(dirname(path), calls);
    return;
  }
  if (expectedSha256 !== undefined && calls.statSync(path).nlink > 1) {
    throw new OperationalError(
      'FILE',
      `cannot replace ${path}: it has other names (hard links), which would keep the old content`,
      {
        hint: 'make it a file of its own first: cp FILE FILE.new && mv FILE.new FILE',
      },
    );
  }
  try {
    writeWhole(temporaryPath, octets, calls);
    if (expectedSha256 !== undefined) keepAttributes(path, temporaryPath, calls);
    // Once more, as late as can be: nobody else's edit may be lost.
    refuseChanged(wanted, calls);
    calls.renameSync(temporaryPath, path);
  } catch (error) {
    remove(temporaryPath, calls);
    throw writeFailure(path, error);
  }
  syncFolder(dirname(path), calls);
}

/** The path with every symbolic link followed, those too that lead to a file that does not exist yet. */
export function resolveLinks(path: string, calls: FileCalls): string {
  let at = path;
  for (let left = MOST_LINKS; left > 0; left -= 1) {
    if (calls.existsSync(at)) return calls.realpathSync(at);
    const folder = dirname(at);
    const own = calls.existsSync(folder) ? join(calls.realpathSync(folder), basename(at)) : at;
    const target = linkTarget(own, calls);
    if (target === undefined) return own;
    at = resolve(dirname(own), target);
  }
  throw new OperationalError('FILE', `${path} is a symbolic link that leads back to itself`, {
    hint: 'mend the link, or name another file with --file',
  });
}

/** `undefined`: it is no link, or not there. */
function linkTarget(path: string, calls: FileCalls): string | undefined {
  try {
    return calls.readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** The content of a file; `undefined`: there is none. */
export function readIfThere(path: string, calls: FileCalls): Uint8Array | undefined {
  try {
    return calls.readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw writeFailure(path, error);
  }
}

export function sha256(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}

export function remove(path: string, calls: FileCalls): void {
  try {
    calls.unlinkSync(path);
  } catch {
    // It is not there, or nothing can be done about it.
  }
}

export function writeWhole(path: string, octets: Uint8Array, calls: FileCalls): void {
  const fd = calls.openSync(path, 'wx', NEW_FILE_MODE);
  try {
    for (let at = 0; at < octets.length; ) at += calls.writeSync(fd, octets, at);
    calls.fsyncSync(fd);
  } finally {
    calls.closeSync(fd);
  }
}

/** A rename is on the disk only when its folder is. Some file systems cannot do that, and need not. */
export function syncFolder(path: string, calls: FileCalls): void {
  try {
    const fd = calls.openSync(path, 'r');
    try {
      calls.fsyncSync(fd);
    } finally {
      calls.closeSync(fd);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'EISDIR' && code !== 'EACCES' && code !== 'EPERM')
      throw writeFailure(path, error);
  }
}

function refuseChanged({ path, expectedSha256 }: Replacement, calls: FileCalls): void {
  const now = readIfThere(path, calls);
  if ((now === undefined ? undefined : sha256(now)) === expectedSha256) return;
  throw new OperationalError(
    'CHANGED_MEANWHILE',
    `${path} was changed meanwhile by somebody else; nothing was written`,
    {
      hint: 'look at it, then run the same command again',
    },
  );
}

function keepAttributes(from: string, to: string, calls: FileCalls): void {
  calls.copyAttributes(from, to);
  const fd = calls.openSync(to, 'r');
  try {
    const [old, now] = [calls.statSync(from), calls.fstatSync(fd)];
    if (old.mode !== now.mode || old.uid !== now.uid || old.gid !== now.gid)
      throw new Error('its owner or its permissions cannot be kept by this account');
    // Not the old times: who watches the file must see that it changed.
    const seconds = Date.now() / 1000;
    calls.futimesSync(fd, seconds, seconds);
    calls.fsyncSync(fd);
  } finally {
    calls.closeSync(fd);
  }
}

export function writeFailure(path: string, error: unknown): OperationalError {
  if (error instanceof OperationalError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new OperationalError('FILE_WRITE', `cannot change ${path}: ${WORDS[code ?? ''] ?? message}`, {
    hint: 'it is as it was: idletrace undo --list shows how it stands',
    cause: error,
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'not permitted',
  EPERM: 'not permitted',
  EISDIR: 'it is a folder',
  EIO: 'the disk reports an error',
};
