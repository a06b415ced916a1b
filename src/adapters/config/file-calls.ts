/** The system calls that a safe write is made of, as a port: tests let each of them fail, or end the process there. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';

export type FileCalls = Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'futimesSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readlinkSync'
  | 'realpathSync'
  | 'renameSync'
  | 'rmdirSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeSync'
> & { readonly copyAttributes: (from: string, to: string) => void };

/** `copyAttributes` gives `to` the owner, mode, access control list and extended attributes of `from`, without its content. */
export const systemCalls: FileCalls = {
  ...fs,
  copyAttributes(from, to) {
    // A new file in a folder of Windows has the folder's access control list; there is nothing like cp(1).
    if (process.platform === 'win32') return;
    if (process.platform === 'linux') cp(['--attributes-only', '--preserve=all', '--', from, to]);
    else copyThenRestore(from, to);
  },
};

/** Where cp(1) cannot leave the content out (macOS, BSD): it copies all, and what `to` held is put back. */
export function copyThenRestore(from: string, to: string): void {
  const content = fs.readFileSync(to);
  cp(['-p', '--', from, to]);
  const { mode } = fs.statSync(to);
  fs.chmodSync(to, mode | OWNER_WRITES);
  fs.writeFileSync(to, content);
  fs.chmodSync(to, mode & ALL_MODE_BITS);
}

/** Node knows owner and mode alone; cp(1) knows all (GNU coreutils: --attributes-only leaves the content of an existing file). */
function cp(words: readonly string[]): void {
  const env = { ...process.env, LC_ALL: 'C' };
  const { status, stderr, error } = spawnSync('cp', words, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim());
}

const OWNER_WRITES = 0o200;
const ALL_MODE_BITS = 0o7777;
