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
  | 'realpathSync'
  | 'renameSync'
  | 'rmdirSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeSync'
> & { readonly copyAttributes: (from: string, to: string) => void };

/**
 * `copyAttributes` gives `to` the owner, mode, access control list and extended
 * attributes of `from`, without its content. Node knows only the first two; cp(1)
 * knows all (GNU coreutils: --attributes-only leaves the content of an existing file).
 */
export const systemCalls: FileCalls = {
  ...fs,
  copyAttributes(from, to) {
    const words = ['--attributes-only', '--preserve=all', '--', from, to];
    const env = { ...process.env, LC_ALL: 'C' };
    const { status, stderr, error } = spawnSync('cp', words, { encoding: 'utf8', env });
    if (status !== 0) throw new Error(error?.message ?? stderr.trim());
  },
};
