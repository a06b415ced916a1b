/** The program itself, as a child process. */
import { spawnSync } from 'node:child_process';
import { projectPath } from '../expect-golden.ts';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the compiled program with these arguments to its end. */
export function idletrace(...argv: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [projectPath('build/src/main.js'), ...argv],
    {
      encoding: 'utf8',
      env: { ...childEnv() },
      maxBuffer: 64 * 2 ** 20,
    },
  );
  return { status, stdout, stderr };
}

/** The environment without what slows the start of Node 20 down. */
export function childEnv(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _slow, ...env } = process.env;
  return env;
}
