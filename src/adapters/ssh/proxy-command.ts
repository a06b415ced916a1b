/** The person's own ProxyCommand, run as ssh would run it: its two pipes are the connection. */
import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

export function startProxyCommand(command: string): Duplex {
  const shell = process.env.SHELL ?? '/bin/sh';
  const child = spawn(shell, ['-c', `exec ${command}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) => stream.destroy(error));
  stream.on('close', () => child.kill());
  return stream;
}
