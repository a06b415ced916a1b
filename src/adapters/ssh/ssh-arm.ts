/**
 * One arm over ssh: the person's own ssh process, a connection of ours under
 * it, and the relay between. Tells what happens; decides nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { Ending } from '../../core/measure/trial.ts';
import { parseHello, type Hello } from '../../core/ssh/remote-script.ts';
import type { NowMs } from '../../core/trace/ports.ts';
import { idleMeter, type IdleMeter, type Silence } from '../net/idle-meter.ts';
import type { TcpSocket } from '../net/tcp-socket.ts';
import { relay, takePipes } from './relay.ts';

export interface SshArmEvents {
  /** The login has worked; the account's own programs begin. */
  readonly onLoggedIn: () => void;
  readonly onHello: (hello: Hello | undefined) => void;
  /** One line of the session's output; for a pty also a piece of one. */
  readonly onLine: (line: string) => void;
  /** Bytes from the network after a silence. */
  readonly onNetwork: (silence: Silence) => void;
  /** Bytes of ssh’s have left, after this silence. */
  readonly onSent: (silence: Silence) => void;
  readonly onEnd: (end: {
    readonly ending: Ending;
    readonly words: string;
    readonly idleMs: number;
    readonly exitStatus: number | undefined;
  }) => void;
}

export interface SshArm {
  readonly meter: IdleMeter;
  readonly socket: TcpSocket | undefined;
  /** The server's name for itself (RFC 4253 §4.2), e.g. `OpenSSH_9.2p1 Debian-2`; `undefined` until it came. */
  server(): string | undefined;
  write(text: string): void;
  /** In order where ssh still can, by force soon after. */
  close(): Promise<void>;
}

export interface SshArmStart {
  readonly sshArguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly network: Duplex;
  readonly socket: TcpSocket | undefined;
  /** In what the pipe holder says on stderr. */
  readonly handOverToken: string;
  readonly helloToken: string;
  readonly pty: boolean;
  readonly nowMs: NowMs;
  /** A secret is asked for (see askpass); answers on ssh's stdin. */
  readonly onAsk: (prompt: string, answer: (secret: string | undefined) => void) => void;
}

export function startSshArm(start: SshArmStart, events: SshArmEvents): SshArm {
  const { network, socket, nowMs } = start;
  // A session of its own: Ctrl-C on the terminal is for us, not for thirty ssh.
  const ssh = spawn('ssh', start.sshArguments, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: start.environment,
  });
  const meter = idleMeter(socket, nowMs);
  let words = '';
  let firstEnding: Ending | undefined;
  let quietBeforeEndMs = 0;
  let lastNetworkAtMs = nowMs();
  let finished = false;
  let server: string | undefined;
  let before = '';
  let greeted = false;

  const endedAs = (ending: Ending) => {
    if (firstEnding !== undefined) return;
    firstEnding = ending;
    if (nowMs() - lastNetworkAtMs > LAST_WORDS_MS) quietBeforeEndMs = meter.idleAtMostMs();
  };
  const finish = () => {
    if (finished) return;
    finished = true;
    network.destroy();
    events.onEnd({
      ending: endingOf(firstEnding, words),
      words: (server === undefined ? `${before}\n${words}` : words).trim(),
      idleMs: quietBeforeEndMs,
      exitStatus: ssh.exitCode ?? undefined,
    });
  };

  ssh.on('error', (error) => {
    words += `${error.message}\n`;
    finish();
  });
  ssh.stdin.on('error', () => undefined);
  ssh.stderr.setEncoding('utf8');
  ssh.stderr.on('data', (text: string) => {
    words = `${words}${text}`.slice(-MAX_WORDS);
    // Not only at the beginning of a line: what a server says before the login need not end with one.
    words = words.replaceAll(new RegExp(`${start.handOverToken} (\\d+)\\r?\\n`, 'g'), (_, pid: string) => {
      const pipes = ssh.pid === undefined ? undefined : takePipes(Number(pid), ssh.pid);
      if (pipes === undefined) {
        if (ssh.exitCode === null && ssh.signalCode === null) ssh.kill();
        return 'the pipes of ssh cannot be taken over here (that needs /proc of Linux)\n';
      }
      relay(pipes, network, {
        onSending: () => {
          const sent = meter.sending();
          return () => events.onSent(sent());
        },
        onReceived: (octets) => {
          server ??= serverIn(octets);
          // RFC 4253 §4.2: a server may say something before its greeting. ssh tells of it only with -v.
          if (server === undefined) before = `${before}${octets.toString('latin1')}`.slice(0, MAX_BEFORE);
          const silence = meter.received();
          if (nowMs() - lastNetworkAtMs > LAST_WORDS_MS) quietBeforeEndMs = silence.atMostMs;
          lastNetworkAtMs = nowMs();
          events.onNetwork(silence);
        },
        onSshEnd: () => endedAs('channel-closed'),
        onFin: () => endedAs('fin'),
        onError: (code) => {
          if (firstEnding === undefined) {
            firstEnding = code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'silent';
            quietBeforeEndMs = meter.idleAtMostMs();
          }
          // Nothing more can come; ssh need not be waited for, but for why a login failed.
          if (greeted) finish();
        },
      });
      return '';
    });
    words = words.replaceAll(new RegExp(`${start.handOverToken} in\\r?\\n`, 'g'), () => {
      events.onLoggedIn();
      return '';
    });
    words = words.replaceAll(
      new RegExp(`${start.handOverToken} ask ([^\\n]*)\\n`, 'g'),
      (_, prompt: string) => {
        start.onAsk(prompt, (secret) => {
          if (secret !== undefined) return void ssh.stdin.write(`${secret}\n`);
          words += 'Permission denied: no answer was given\n';
          ssh.kill();
        });
        return '';
      },
    );
  });
  readOutput(ssh, start, {
    ...events,
    onHello: (hello) => {
      greeted = true;
      events.onHello(hello);
    },
  });
  ssh.on('close', () => finish());

  return {
    meter,
    socket,
    server: () => server,
    write: (text) => void (ssh.stdin.writable && ssh.stdin.write(text)),
    close() {
      // The end must reach the server, however near the keepalives went.
      socket?.setTtl(undefined);
      return closeProcess(ssh, network);
    },
  };
}

function readOutput(ssh: ChildProcess, { pty, helloToken }: SshArmStart, events: SshArmEvents): void {
  let pending = '';
  let greeted = false;
  ssh.stdout?.setEncoding('utf8');
  ssh.stdout?.on('data', (text: string) => {
    if (pty) {
      if (!greeted) events.onHello(undefined);
      greeted = true;
      events.onLine(text);
      return;
    }
    const lines = `${pending}${text}`.split('\n');
    pending = (lines.pop() ?? '').slice(-MAX_WORDS);
    for (const line of lines) {
      const hello = greeted ? undefined : parseHello(line, helloToken);
      if (hello === undefined) {
        events.onLine(line);
        continue;
      }
      greeted = true;
      events.onHello(hello);
    }
  });
}

function serverIn(octets: Buffer): string | undefined {
  return /^SSH-[\d.]+-([^\r\n]*)/m.exec(octets.subarray(0, MAX_WORDS).toString('latin1'))?.[1];
}

function endingOf(first: Ending | undefined, words: string): Ending {
  if (/^Received disconnect from /m.test(words)) return 'ssh-disconnect';
  // ssh gave up by itself: the connection was silent for it.
  if (/^Timeout, server .* not responding/m.test(words)) return 'silent';
  // The way to it was closed behind a jump host: its ssh saw that, and our socket, which ends at the first one, did not.
  if (first === 'channel-closed' && /closed by remote host|Broken pipe/.test(words)) return 'fin';
  return first ?? 'channel-closed';
}

async function closeProcess(ssh: ChildProcess, network: Duplex): Promise<void> {
  const gone = eventOf(
    ssh,
    'exit',
    ssh.exitCode !== null || ssh.signalCode !== null || ssh.pid === undefined,
  );
  // Only then has everybody gone who shares its streams: the ssh of a jump host does.
  const allGone = eventOf(ssh, 'close', ssh.stderr?.closed === true && ssh.stdout?.closed === true);
  ssh.stdin?.end();
  const insist = setTimeout(() => ssh.kill('SIGKILL'), CLOSE_GRACE_MS);
  await gone;
  clearTimeout(insist);
  network.destroy();
  const insistOnAll = setTimeout(() => {
    killGroup(ssh.pid);
    ssh.stdout?.destroy();
    ssh.stderr?.destroy();
  }, CLOSE_GRACE_MS);
  await allGone;
  clearTimeout(insistOnAll);
}

function eventOf(ssh: ChildProcess, name: 'exit' | 'close', alreadyHappened: boolean): Promise<void> {
  return alreadyHappened ? Promise.resolve() : new Promise((resolve) => ssh.once(name, () => resolve()));
}

/** It was started with a process group of its own. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

/** What comes so shortly before the end belongs to it: the last words of a shell, a disconnect message. */
const LAST_WORDS_MS = 1500;
/** More of ssh's and the server's words than this is not kept. */
const MAX_WORDS = 8192;
/** Of what came instead of a greeting: a line or two is for people. */
const MAX_BEFORE = 512;
const CLOSE_GRACE_MS = 700;
