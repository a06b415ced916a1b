/** The system calls that a safe write is made of, as a port: tests let each of them fail, or end the process there. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';

export const systemCalls = {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
  copyAttributes,
};

export type FileCalls = typeof systemCalls;

/**
 * Gives `to` the owner, mode, access control list and extended attributes of
 * `from`, without its content. Node knows only the first two; cp(1) knows all
 * (GNU coreutils: --attributes-only leaves the content of an existing file).
 */
function copyAttributes(from: string, to: string): void {
  const { status, stderr, error } = spawnSync('cp', ['--attributes-only', '--preserve=all', '--', from, to], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim());
}
