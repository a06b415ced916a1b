/** One idle session through a lab, by the system's own ssh: what the person at the client meets at its end. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../../src/adapters/lab/lab.ts';
import type { Fate } from '../../src/core/lab/scenario.ts';

/** All that is asked of a lab here; the embedded one has it too. */
export type SshLab = Pick<Lab, 'exec' | 'sshConfigPath'>;

/** Logs in, says nothing for `idleMs`, then types a line and waits for its echo. */
export async function clientSpeaksAfter(lab: SshLab, idleMs: number): Promise<Fate> {
  const session = openSession(lab, 'cat');
  session.type('before');
  await session.heard('before', LOGIN_MS);

  await Promise.race([sleep(idleMs), session.ended]);
  session.type('after');

  return session.fate('after');
}

/** As above, but the server speaks first. If nothing comes the client speaks then: it would not know otherwise. */
export async function serverSpeaksAfter(lab: SshLab, idleMs: number): Promise<Fate> {
  const session = openSession(
    lab,
    `echo ready; sleep ${idleMs / 1000}; echo late; read answer; echo "$answer"`,
  );
  await session.heard('ready', LOGIN_MS);

  const arrived = await session.heard('late', idleMs + PATIENCE_MS);
  session.type('answer');
  const fate = await session.fate('answer');

  return fate === 'alive' && !arrived ? 'silent' : fate;
}

interface Session {
  type(line: string): void;
  /** Whether it came in time. */
  heard(word: string, withinMs: number): Promise<boolean>;
  fate(answer: string): Promise<Fate>;
  readonly ended: Promise<void>;
}

function openSession(lab: SshLab, remoteCommand: string): Session {
  const child = lab.exec(['ssh', '-T', '-F', lab.sshConfigPath, 'lab', remoteCommand], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin?.on('error', () => undefined);
  const heard = async (word: string, withinMs: number): Promise<boolean> => {
    const deadlineAtMs = performance.now() + withinMs;
    while (!output.out.includes(word) && child.exitCode === null && performance.now() < deadlineAtMs)
      await sleep(10);
    return output.out.includes(word);
  };
  return {
    ended,
    heard,
    type: (line) => child.stdin?.write(`${line}\n`),
    fate: async (answer) => {
      const alive = await heard(answer, PATIENCE_MS);
      const { exitCode } = child;
      child.kill('SIGKILL');
      if (alive) return 'alive';
      if (exitCode === null) return 'silent';
      await ended;
      return /closed by remote host/.test(output.complaints) ? 'fin' : 'reset';
    },
  };
}

function collect(child: ChildProcess): { out: string; complaints: string } {
  const output = { out: '', complaints: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.complaints += chunk.toString()));
  return output;
}

const LOGIN_MS = 10_000;
/** A lost segment is sent again after 0.2, 0.4, 0.8, 1.6 s (RFC 6298 §5.5); the rest is for a busy machine. */
const PATIENCE_MS = 4000;
