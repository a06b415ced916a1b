/** Configuration files as the lookup in `core/sshconfig` wants them: bytes by path, and paths by the patterns of `Include`. */
import { type Dirent, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import type { ConfigFiles, FileText } from '../core/sshconfig/config-files.ts';
import { hasWildcard, literalName, matchesName } from '../core/sshconfig/file-pattern.ts';

/** `homePath`: what `~` stands for. */
export function configFiles(homePath: string = homedir()): ConfigFiles {
  return { read: readText, glob: (pattern) => pathsOf(pattern, homePath) };
}

function readText(path: string): FileText {
  const real = Buffer.from(path, 'latin1');
  try {
    if (statSync(real).isDirectory()) return { kind: 'text', bytes: '', insecure: undefined };
    return { kind: 'text', bytes: readFileSync(real, 'latin1'), insecure: distrust(real) };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    return { kind: 'unreadable', why: code === 'EACCES' ? 'permission denied' : message };
  }
}

/** Why ssh would not take the file for the user's (`secure_permissions` of misc.c); `undefined`: it would. */
function distrust(path: Buffer): string | undefined {
  if (process.platform === 'win32') return undefined;
  const { uid, mode, gid } = statSync(path);
  if (uid !== 0 && uid !== process.getuid?.()) return 'belongs to somebody else, and ssh does not trust it';
  if ((mode & 0o002) !== 0) return 'can be written by everybody, and ssh does not trust it';
  // A group of one's own may write; ssh asks who is in it, we only whether it is the user's first.
  if ((mode & 0o020) !== 0 && gid !== userInfo().gid)
    return 'can be written by a group, and ssh does not trust it';
  return undefined;
}

function pathsOf(pattern: string, homePath: string): readonly string[] {
  const home = Buffer.from(homePath, 'utf8').toString('latin1');
  if (/^~[^/]/.test(pattern)) return [];
  const anchored = pattern.startsWith('~') ? home + pattern.slice(1) : pattern;
  let paths: readonly string[] = [anchored.startsWith('/') ? '' : '.'];
  for (const part of anchored.split('/').filter((each, at) => each !== '' || at > 0)) {
    paths = paths.flatMap((path) => {
      if (!hasWildcard(part)) return [`${path}/${literalName(part)}`];
      return namesIn(path === '' ? '/' : path)
        .filter((name) => matchesName(name, part))
        .map((name) => `${path}/${name}`);
    });
  }
  // The order of bytes, as in the C locale.
  return paths.filter(exists).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function namesIn(path: string): readonly string[] {
  try {
    const entries: Dirent<Buffer>[] = readdirSync(Buffer.from(path, 'latin1'), {
      encoding: 'buffer',
      withFileTypes: true,
    });
    return entries.map(({ name }) => name.toString('latin1'));
  } catch {
    return [];
  }
}

function exists(path: string): boolean {
  return lstatSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false }) !== undefined;
}
