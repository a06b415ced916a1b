/** A program of a lab that stays: started on a node, its output in a file, waited for until it serves. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationalError } from '../../core/errors.ts';
import { LAB_PACKAGES_HINT } from './tool.ts';

export interface ProgramStart {
  /** For messages: `sshd`, `haproxy`. */
  readonly name: string;
  readonly words: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly logPath: string;
  /** Asked again and again until it says yes. `said`: what the program has written since it was started. */
  readonly isReady: (said: string) => boolean | Promise<boolean>;
}

/** Throws LAB_FAILED with the program's last line where it ends instead. */
export async function startProgram(start: ProgramStart): Promise<ChildProcess> {
  const { name, logPath } = start;
  const log = openSync(logPath, 'a', 0o644);
  const before = readFileSync(logPath, 'utf8').length;
  const [command = '', ...args] = start.words;
  // A session of its own: Ctrl-C in our terminal is not meant for it.
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    env: start.environment,
    detached: true,
  });
  closeSync(log);
  let failure: string | undefined;
  child.once('error', (cause) => {
    failure = cause.message;
  });
  const said = () => readFileSync(logPath, 'utf8').slice(before);
  while (!(await start.isReady(said()))) {
    if (child.exitCode !== null || child.signalCode !== null) failure ??= lastLine(said());
    if (failure !== undefined) throw notStarted(name, failure);
    await sleep(POLL_MS);
  }
  child.unref();
  return child;
}

/** The full path of the first program there is. Throws LAB_FAILED. */
export function findProgram(names: readonly string[], debianPackage: string): string {
  const found = names.flatMap((name) => FOLDERS.map((folder) => `${folder}/${name}`)).find(existsSync);
  if (found !== undefined) return found;
  throw new OperationalError('LAB_FAILED', `cannot find ${names.join(' or ')} on this machine`, {
    hint: `this lab runs it: apt-get install ${debianPackage}`,
  });
}

function notStarted(name: string, why: string): OperationalError {
  return new OperationalError('LAB_FAILED', `the lab's ${name} did not start: ${why}`, {
    hint: LAB_PACKAGES_HINT,
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

const FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];
/** Short beside the 30 ms that sshd itself needs. */
const POLL_MS = 5;
