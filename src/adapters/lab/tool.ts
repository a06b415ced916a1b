/** The system's own programs that a lab is made with: `ip`, `nft`, `ssh-keygen` and their like, run to their end. */
import { spawn } from 'node:child_process';
import { OperationalError } from '../../core/errors.ts';

/**
 * What `command` wrote to stdout. `input` is what it reads. A failure becomes
 * one line that names the program and the first thing it complained of.
 */
export function runTool(command: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: toolEnvironment() });
    const out: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    // A program that ends before it has read everything says why on stderr.
    child.stdin.on('error', () => undefined);
    child.on('error', (cause) => reject(cannotStart(command, cause)));
    child.on('close', (status) => {
      if (status === 0) resolve(Buffer.concat(out).toString());
      else reject(failed([command, ...args], Buffer.concat(complaints).toString()));
    });
    child.stdin.end(input);
  });
}

/** The environment of the system's programs: English, and no start-up work of Node's in their children. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _unused, ...environment } = process.env;
  return withSystemPath({ ...environment, LC_ALL: 'C' });
}

/** `sbin` folders are not on an ordinary user's PATH, and `ip`, `nft` and `sshd` live there. */
export function withSystemPath(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return {
    ...environment,
    PATH: `${environment['PATH'] ?? '/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`,
  };
}

export const LAB_PACKAGES_HINT =
  'a lab needs iproute2, nftables, openssh-server and util-linux (Debian: apt-get install iproute2 nftables openssh-server)';

function cannotStart(command: string, cause: Error): OperationalError {
  return new OperationalError('LAB_FAILED', `cannot run ${command}: ${cause.message}`, {
    hint: LAB_PACKAGES_HINT,
    cause,
  });
}

function failed(argv: readonly string[], complaints: string): OperationalError {
  const [first = 'it failed without a word'] = complaints.split('\n').filter((line) => line.trim() !== '');
  return new OperationalError(
    'LAB_FAILED',
    `cannot build the lab: ${argv.slice(0, 4).join(' ')}: ${first.trim()}`,
    {
      hint: LAB_PACKAGES_HINT,
    },
  );
}
