/**
 * The sshd of a lab: real, with a host key and a user key made for this lab
 * alone. It reads and writes nothing of the machine's own ssh.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationalError } from '../../core/errors.ts';
import { SSH_PORT, sshConfigText, sshdConfigText } from '../../core/lab/ssh-files.ts';
import { becomeOrdinary, ORDINARY_LOGIN, type Identities } from './identity.ts';
import { LAB_PACKAGES_HINT, runTool, toolEnvironment } from './tool.ts';

export interface SshFiles {
  /** For `ssh -F`. It knows one host, `lab`. */
  readonly sshConfigPath: string;
  readonly sshdConfigPath: string;
  readonly serverLogPath: string;
}

export interface SshPlan {
  readonly directory: string;
  readonly serverAddress: string;
  readonly identities: Identities;
  readonly sshdOptions: ReadonlyMap<string, string>;
}

/** Writes keys and configuration of both sides into the lab's folder. */
export async function writeSshFiles(plan: SshPlan): Promise<SshFiles> {
  const serverFolder = join(plan.directory, 'server');
  const clientFolder = join(plan.directory, 'client');
  mkdirSync(serverFolder, { mode: 0o700 });
  mkdirSync(clientFolder, { mode: 0o700 });
  const hostKeyPath = join(serverFolder, 'host_key');
  const userKeyPath = join(clientFolder, 'user_key');
  await Promise.all([makeKey(hostKeyPath), makeKey(userKeyPath)]);

  const authorizedKeysPath = join(serverFolder, 'authorized_keys');
  copyFileSync(`${userKeyPath}.pub`, authorizedKeysPath);
  const sshdConfigPath = join(serverFolder, 'sshd_config');
  writeFileSync(sshdConfigPath, sshdConfigText({ ...plan, hostKeyPath, authorizedKeysPath }));

  const knownHostsPath = join(clientFolder, 'known_hosts');
  writeFileSync(knownHostsPath, `${plan.serverAddress} ${readFileSync(`${hostKeyPath}.pub`, 'utf8')}`);
  const sshConfigPath = join(clientFolder, 'ssh_config');
  writeFileSync(
    sshConfigPath,
    sshConfigText({
      ...plan,
      port: SSH_PORT,
      loginName: plan.identities.loginName,
      userKeyPath,
      knownHostsPath,
    }),
  );
  if (plan.identities.clientOwner !== undefined) {
    const { uid, gid } = plan.identities.clientOwner;
    for (const path of [clientFolder, userKeyPath, knownHostsPath, sshConfigPath]) chownSync(path, uid, gid);
  }
  return { sshConfigPath, sshdConfigPath, serverLogPath: join(serverFolder, 'sshd.log') };
}

/**
 * A listening sshd. `enter` are the words that put a command into the server's
 * network. It gets an empty /run (for its separation folder), /var/log (for
 * wtmp and lastlog) and home, seen by it alone, so that a session leaves
 * nothing on the machine.
 */
export async function startSshd(
  enter: readonly string[],
  files: SshFiles,
  { loginHome, sshdIds }: Identities,
): Promise<ChildProcess> {
  const log = openSync(files.serverLogPath, 'a', 0o644);
  const sshd = [findSshd(), '-D', '-e', '-f', files.sshdConfigPath];
  const place = sshdIds === undefined ? [] : ORDINARY_PLACE;
  const script = [...PLACE, ...place, 'exec "$@"'].join('\n');
  const words = [
    ...enter,
    'sh',
    '-c',
    script,
    loginHome,
    ...(sshdIds === undefined ? [] : becomeOrdinary(sshdIds)),
    ...sshd,
  ];
  const [command = '', ...args] = words;
  const env = {
    ...toolEnvironment(),
    ...(sshdIds === undefined ? {} : { LAB_UID: `${sshdIds.uid}`, LAB_GID: `${sshdIds.gid}` }),
  };
  // A session of its own: Ctrl-C in our terminal is not meant for the server.
  const child = spawn(command, args, { stdio: ['ignore', log, log], env, detached: true });
  closeSync(log);
  await untilListening(child, files.serverLogPath);
  child.unref();
  return child;
}

async function makeKey(path: string): Promise<void> {
  await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'idletrace-lab', '-f', path]);
}

/** sshd insists on being called by its full path: it runs itself again for each connection (sshd(8)). */
function findSshd(): string {
  const found = SSHD_PATHS.find((path) => existsSync(path));
  if (found === undefined) {
    throw new OperationalError('LAB_FAILED', `cannot find sshd in ${SSHD_PATHS.join(', ')}`, {
      hint: LAB_PACKAGES_HINT,
    });
  }
  return found;
}

async function untilListening(sshd: ChildProcess, logPath: string): Promise<void> {
  let failure: string | undefined;
  sshd.once('error', (cause) => {
    failure = cause.message;
  });
  while (!readFileSync(logPath, 'utf8').includes('Server listening on')) {
    if (sshd.exitCode !== null) failure ??= lastLine(logPath);
    if (failure !== undefined) throw notStarted(failure);
    await sleep(LOG_POLL_MS);
  }
}

function notStarted(why: string): OperationalError {
  return new OperationalError('LAB_FAILED', `the lab's sshd did not start: ${why}`, {
    hint: LAB_PACKAGES_HINT,
  });
}

function lastLine(path: string): string {
  return readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '';
}

const SSHD_PATHS = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd', '/sbin/sshd'];
/** Short beside the 30 ms that sshd itself needs. */
const LOG_POLL_MS = 5;
/** `$0` is the home to hide. */
const PLACE = [
  'set -e',
  'mount -t tmpfs tmpfs /run',
  'mkdir -m 755 /run/sshd',
  'mkdir -m 700 /run/home',
  '[ ! -d /var/log ] || { mount -t tmpfs tmpfs /var/log; : > /var/log/lastlog; : > /var/log/wtmp; }',
  '[ "$0" = / ] || [ ! -d "$0" ] || mount -t tmpfs -o mode=700 tmpfs "$0"',
  'cd /',
];
/**
 * An sshd that is not root logs in nobody but itself, and wants for that an
 * account with a shell, and terminals that belong to it already.
 */
const ORDINARY_PLACE = [
  'shell=/bin/sh; [ ! -x /bin/bash ] || shell=/bin/bash',
  `echo "${ORDINARY_LOGIN}:x:$LAB_UID:$LAB_GID::$0:$shell" > /run/passwd`,
  `echo "${ORDINARY_LOGIN}:x:$LAB_GID:" > /run/group`,
  'mount --bind /run/passwd /etc/passwd',
  'mount --bind /run/group /etc/group',
  'mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts',
  'mount --bind /dev/pts/ptmx /dev/ptmx',
];
