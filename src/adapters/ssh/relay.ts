/**
 * Between one ssh process and the connection that we own: takes over the two
 * pipes of that ssh's ProxyCommand and carries the bytes. The helper that held
 * the pipes is relieved and gone, so that an arm costs one ssh and no more.
 *
 * Nobody else gets in: the pipes have no name, and the helper must be a
 * descendant of the very ssh that we started.
 */
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Pipes {
  /** What ssh sends. */
  readonly fromSsh: Socket;
  /** What ssh is to receive. */
  readonly toSsh: Socket;
}

/**
 * Takes the pipes of the helper `pid`, or `undefined` where it is none of
 * ssh's or that ssh has ended meanwhile. Linux: through /proc.
 */
export function takePipes(helperPid: number, sshPid: number, triesLeft = TRIES): Pipes | undefined {
  if (!descendsFrom(helperPid, sshPid)) return undefined;
  const opened: number[] = [];
  const open = (fd: number, flags: number) => {
    const ours = openSync(`/proc/${helperPid}/fd/${fd}`, flags | constants.O_NONBLOCK);
    opened.push(ours);
    return ours;
  };
  try {
    // Both, before any is read from.
    const [fromFd, toFd] = [open(0, constants.O_RDONLY), open(1, constants.O_WRONLY)];
    process.kill(helperPid, 'SIGKILL');
    return {
      fromSsh: new Socket({ fd: fromFd, readable: true, writable: false }),
      toSsh: new Socket({ fd: toFd, readable: false, writable: true }),
    };
  } catch (error) {
    for (const fd of opened) closeSync(fd);
    // The helper, or the ssh behind it, has ended meanwhile; or it is just becoming another program (execve), for a moment.
    if (!Object.hasOwn(error as object, 'syscall')) throw error;
    if (triesLeft === 0) return undefined;
    Atomics.wait(PAUSE, 0, 0, RETRY_AFTER_MS);
    return takePipes(helperPid, sshPid, triesLeft - 1);
  }
}

export interface RelayEvents {
  /** Right before bytes of ssh's leave; what it gives is called right after. */
  readonly onSending: () => () => void;
  /** Right after bytes came in from the network. */
  readonly onReceived: (octets: Buffer) => void;
  /** ssh has closed its side. */
  readonly onSshEnd: () => void;
  /** The peer closed in order. */
  readonly onFin: () => void;
  /** The network side failed: ECONNRESET, ETIMEDOUT, … */
  readonly onError: (code: string) => void;
}

export function relay({ fromSsh, toSsh }: Pipes, network: Duplex, events: RelayEvents): void {
  const failed = (error: NodeJS.ErrnoException) => {
    events.onError(error.code ?? error.message);
    toSsh.destroy();
  };
  fromSsh.on('data', (octets: Buffer) => {
    const sent = events.onSending();
    if (network.writable && !network.write(octets)) fromSsh.pause();
    sent();
  });
  network.on('drain', () => fromSsh.resume());
  network.on('data', (octets: Buffer) => {
    events.onReceived(octets);
    if (toSsh.writable && !toSsh.write(octets)) network.pause();
  });
  toSsh.on('drain', () => network.resume());
  const ended = () => {
    events.onFin();
    toSsh.end();
  };
  network.on('end', ended);
  network.on('error', failed);
  // It may have failed, or ended, before ssh was ready.
  if (network.errored !== null) failed(network.errored);
  else if (network.readableEnded || network.destroyed) ended();
  fromSsh.on('end', () => {
    events.onSshEnd();
    network.end();
  });
  // An ssh that is not ours to end (a jump host's) ends when it has nobody left to talk to.
  network.on('close', () => {
    fromSsh.destroy();
    toSsh.end();
  });
  // A pipe whose ssh is gone says nothing that the process's end does not say.
  fromSsh.on('error', () => undefined);
  toSsh.on('error', () => undefined);
}

function descendsFrom(pid: number, ancestorPid: number): boolean {
  for (let at = pid, steps = 0; at > 1 && steps < MAX_ANCESTRY; steps += 1) {
    if (at === ancestorPid) return true;
    at = parentOf(at);
  }
  return false;
}

function parentOf(pid: number): number {
  try {
    // proc(5): the name in parentheses may hold anything, so count from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
  } catch {
    return 0;
  }
}

const MAX_ANCESTRY = 32;
/** On a busy machine a program may wait for its turn in the middle of it; whoever is gone is not asked again. */
const TRIES = 100;
const RETRY_AFTER_MS = 2;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
