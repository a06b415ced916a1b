/** The `ssh` program of this machine: what it is, and what it would do for a destination. */
import { spawn } from 'node:child_process';
import { OperationalError } from '../../core/errors.ts';
import { passthroughArguments, type SshPassthrough } from '../../core/ssh/arm-arguments.ts';
import { parseResolved, parseSettings, type ResolvedSsh } from '../../core/ssh/resolved.ts';

/** What `ssh -G` says. Throws SSH_MISSING, or SSH_CONFIG with ssh's own words. `extra`: more arguments (`-J`). */
export async function resolveSsh(
  destination: string,
  passthrough: SshPassthrough,
  { extra, signal }: { readonly extra: readonly string[]; readonly signal: AbortSignal },
): Promise<ResolvedSsh> {
  const { status, stdout, stderr } = await runSsh(
    [...passthroughArguments(passthrough), ...extra, '-G', '--', destination],
    signal,
  );
  const resolved = status === 0 ? parseResolved(stdout) : undefined;
  if (resolved !== undefined) return resolved;
  const words = stderr.trim().split('\n').at(-1) ?? '';
  throw new OperationalError(
    'SSH_CONFIG',
    `cannot use the ssh configuration for ${destination}: ${words || `ssh -G ended with ${status}`}`,
    {
      hint: `ssh itself says so; try: ssh -G ${destination}`,
    },
  );
}

/** What `ssh -G` says, keyword by keyword in small letters, the first of each; empty where it fails. */
export async function sshSettings(
  destination: string,
  passthrough: SshPassthrough,
  { extra, signal }: { readonly extra: readonly string[]; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  const { status, stdout } = await runSsh(
    [...passthroughArguments(passthrough), ...extra, '-G', '--', destination],
    signal,
  );
  return status === 0 ? parseSettings(stdout) : new Map();
}

/** Whether a master connection for it runs on this machine; asks that process, not the network. */
export async function hasMaster(
  destination: string,
  passthrough: SshPassthrough,
  { extra, signal }: { readonly extra: readonly string[]; readonly signal: AbortSignal },
): Promise<boolean> {
  const words = [...passthroughArguments(passthrough), ...extra, '-O', 'check', '--', destination];
  return (await runSsh(words, signal)).status === 0;
}

async function runSsh(
  words: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', words, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const what =
        cause.code === 'ENOENT'
          ? 'there is no ssh on this machine (PATH)'
          : `cannot run ssh: ${cause.message}`;
      reject(
        new OperationalError('SSH_MISSING', what, {
          hint: 'install OpenSSH’s client (Debian: apt install openssh-client), or measure without login: tcp://host:22',
          cause,
        }),
      );
    });
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

export interface SshSays {
  readonly status: number | null;
  /** Settings, a line each. */
  readonly stdout: string;
  readonly stderr: string;
}

/** All that `ssh -G` prints for a destination, with more arguments. Throws SSH_MISSING. */
export async function askSsh(
  destination: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<SshSays> {
  return runSsh([...words, '-G', '--', destination], signal);
}

/** The configuration files that it read, by its own account (`-v`), each once. */
export function filesRead(stderr: string): readonly string[] {
  const files = [...stderr.matchAll(/^debug1: Reading configuration data (.+?)\r?$/gm)];
  return [...new Set(files.map(([, file = '']) => file))];
}
