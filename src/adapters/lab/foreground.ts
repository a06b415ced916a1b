/** A command that has the terminal while we wait for it. */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

/**
 * The exit status of `child`, as a shell would tell it (128 + n where signal n
 * ended it). Signals to us are passed on, and we wait for what it does about
 * them; but Ctrl-C in a terminal reaches it by itself (termios(3), ISIG), and
 * must not reach it twice.
 */
export async function untilEnded(child: ChildProcess): Promise<number> {
  const passOn = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of PASSED_ON) process.on(signal, passOn);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) =>
        resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } finally {
    for (const signal of PASSED_ON) process.off(signal, passOn);
  }
}

/** Resolves with the first signal that asks us to end. Keeps the process alive until then. */
export async function untilSignalled(): Promise<NodeJS.Signals> {
  const alive = setInterval(() => undefined, 2 ** 30);
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      clearInterval(alive);
      for (const name of PASSED_ON) process.off(name, onSignal);
      resolve(signal);
    };
    for (const name of PASSED_ON) process.on(name, onSignal);
  });
}

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
