/** A login of the person's own ssh whose far end is the superuser's sh, told what to do on its standard input. */
import { spawn } from 'node:child_process';
import { OperationalError } from '../../core/errors.ts';

export interface RootShell {
  say(script: string): void;
  /** The words of the next answer, its prefix left out; `undefined`: the connection is over. */
  hear(): Promise<readonly string[] | undefined>;
  /** What came that is no answer. */
  rest(): string;
  /** What the server calls itself; `undefined`: it never said. */
  banner(): string | undefined;
  /** ssh's own last word. */
  lastWord(): string;
  /** Whether ssh ended because the far end did, not for a reason of its own; `undefined`: it has not ended. */
  wasIn(): boolean | undefined;
  /** Ends the login. */
  close(): void;
}

export interface RootShellWish {
  readonly destination: string;
  /** What makes the login the superuser's sh. */
  readonly command: string;
  /** Begins each line that is an answer. */
  readonly prefix: string;
  /** Whether ssh may ask the person. */
  readonly mayAsk: boolean;
  readonly signal: AbortSignal;
}

/** Throws SSH_MISSING from `hear`. */
export function openRootShell({ destination, command, prefix, mayAsk, signal }: RootShellWish): RootShell {
  const words = [...WORDS, ...askWords(mayAsk), '--', destination, command];
  const child = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const answers: (readonly string[])[] = [];
  let waiting: (() => void) | undefined;
  let failure: OperationalError | undefined;
  const over = new AbortController();
  let unread = '';
  let rest = '';
  let said = '';
  const wake = () => waiting?.();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${unread}${text}`.split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(prefix)) answers.push(line.slice(prefix.length).trimEnd().split(' '));
      else rest += `${line}\n`;
    }
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => undefined);
  child.on('error', (cause) => {
    failure = new OperationalError('SSH_MISSING', `cannot run ssh: ${cause.message}`, {
      hint: 'install OpenSSH’s client (Debian: apt install openssh-client)',
      cause,
    });
    over.abort();
    wake();
  });
  let status: number | null | undefined;
  child.on('close', (code) => {
    status = code;
    over.abort();
    wake();
  });
  // The far end puts everything back when its input ends.
  const stop = () => child.stdin.end();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return {
    say: (script) => void child.stdin.write(script),
    async hear() {
      while (answers.length === 0 && !over.signal.aborted)
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      if (failure !== undefined) throw failure;
      return answers.shift();
    },
    rest: () => rest,
    banner: () => /remote software version (\S+)/.exec(said)?.[1],
    lastWord: () =>
      said
        .split('\n')
        .filter((line) => line.trim() !== '' && !/^(?:debug\d|OpenSSH_)/.test(line))
        .at(-1)
        ?.trim() ?? '',
    wasIn: () => (status === undefined ? undefined : status !== SSH_FAILED && status !== null),
    close() {
      signal.removeEventListener('abort', stop);
      child.stdin.end();
    },
  };
}

/** A login of its own, over no shared connection: `undefined` where it works, else ssh's last word. */
export async function triedLogin(
  destination: string,
  { mayAsk, signal }: Pick<RootShellWish, 'mayAsk' | 'signal'>,
): Promise<string | undefined> {
  const words = [...ALONE, '-o', 'ControlPath=none', ...askWords(mayAsk), '--', destination, 'exit 0'];
  return new Promise((resolve) => {
    const child = spawn('ssh', words, { stdio: ['ignore', 'ignore', 'pipe'], signal });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status) =>
      resolve(
        status === 0 ? undefined : (said.trim().split('\n').at(-1) ?? '') || `ssh ended with ${status}`,
      ),
    );
  });
}

function askWords(mayAsk: boolean): readonly string[] {
  return mayAsk ? [] : ['-o', 'BatchMode=yes'];
}

/** It starts no master, forwards nothing and runs our command, whatever the configuration says. */
const ALONE = [
  '-T',
  ...['ControlMaster=no', 'ClearAllForwardings=yes', 'RemoteCommand=none'].flatMap((option) => [
    '-o',
    option,
  ]),
];
/** `-v` says what the server calls itself; a dead connection is noticed after a minute, and the far end's sshd notices too. */
const WORDS = ['-v', ...ALONE, '-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=4'];
/** Of ssh itself, not of the command (ssh(1), EXIT STATUS). */
const SSH_FAILED = 255;
