/** The person's own ProxyCommand, run as ssh would run it: its two pipes are the connection. */
import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

export interface ProxyConnection {
  readonly stream: Duplex;
  /** What it says on stderr, the latest of it; raw. */
  complaints(): string;
}

export function startProxyCommand(command: string): ProxyConnection {
  const shell = process.env.SHELL ?? '/bin/sh';
  // A process group of its own: ended as a whole, and not by Ctrl-C on the terminal.
  const child = spawn(shell, ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-MAX_COMPLAINTS);
  });
  child.on('error', (error) => {
    said += `${error.message}\n`;
    stream.destroy();
  });
  // As ssh does at its end.
  stream.on('close', () => {
    hangUp(child.pid);
    // What it left behind (an ssh with ControlPersist) may hold its streams; nobody waits for that.
    child.stderr.destroy();
  });
  stream.on('error', () => undefined);
  return { stream, complaints: () => said };
}

function hangUp(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, 'SIGHUP');
  } catch {
    // It has ended by itself.
  }
}

const MAX_COMPLAINTS = 2000;
