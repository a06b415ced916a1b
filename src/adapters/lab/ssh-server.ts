/**
 * The SSH server of a lab: real, with a host key and a user key made for this
 * lab alone. It reads and writes nothing of the machine's own ssh.
 */
import { type ChildProcess } from 'node:child_process';
import { chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperationalError } from '../../core/errors.ts';
import { authorizedKeysText, SSH_PORT, sshConfigText, sshdConfigText } from '../../core/lab/ssh-files.ts';
import type { Server } from '../../core/lab/scenario.ts';
import type { Account, Dropbear, ShellName } from '../../core/lab/server-side.ts';
import { startUpFiles } from '../../core/lab/start-up-files.ts';
import { becomeOrdinary, type Identities } from './identity.ts';
import { placeEnvironment, placeWords } from './place.ts';
import { findProgram, startProgram } from './program.ts';
import { LAB_PACKAGES_HINT, runTool } from './tool.ts';

export interface SshFiles {
  /** For `ssh -F`. It knows one host, `lab`. */
  readonly sshConfigPath: string;
  readonly serverLogPath: string;
  /** What makes the server run, a full path first. */
  readonly serverWords: readonly string[];
  /** What its account finds at home; `undefined`: nothing. */
  readonly homeFiles: string | undefined;
  readonly shellPath: string | undefined;
}

export interface SshPlan {
  readonly directory: string;
  /** Where the server listens. */
  readonly listenAddress: string;
  /** Where clients go: the server, or the proxy before it. */
  readonly hostAddress: string;
  /** How they get there; `undefined`: they connect. */
  readonly proxyCommand: string | undefined;
  readonly identities: Identities;
  readonly server: Server;
  /** Names of the jump hosts on the way, nearest first. */
  readonly jumps: readonly string[];
}

/** Writes keys and configuration of both sides into the lab's folder. */
export async function writeSshFiles(plan: SshPlan): Promise<SshFiles> {
  const { server, hostAddress } = plan;
  const serverFolder = join(plan.directory, 'server');
  const clientFolder = join(plan.directory, 'client');
  mkdirSync(serverFolder, { mode: 0o700 });
  mkdirSync(clientFolder, { mode: 0o700 });
  const hostKeyPath = join(serverFolder, 'host_key');
  const userKeyPath = join(clientFolder, 'user_key');
  const [hostKey] = await Promise.all([
    server.dropbear === undefined ? makeKey(hostKeyPath) : makeDropbearKey(hostKeyPath),
    makeKey(userKeyPath),
  ]);
  const authorizedKeysPath = join(serverFolder, 'authorized_keys');
  writeFileSync(
    authorizedKeysPath,
    authorizedKeysText(readFileSync(`${userKeyPath}.pub`, 'utf8'), server.account.forcedCommand),
    { mode: 0o600 },
  );
  const serverWords =
    server.dropbear === undefined
      ? sshdWords(plan, { serverFolder, hostKeyPath, authorizedKeysPath })
      : dropbearWords(server.dropbear, plan.listenAddress, hostKeyPath);
  const homeFiles = writeHome(serverFolder, server, authorizedKeysPath);

  const knownHostsPath = join(clientFolder, 'known_hosts');
  // Whatever the port (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
  writeFileSync(knownHostsPath, `${hostAddress},[${hostAddress}]:* ${hostKey}\n`);
  const sshConfigPath = join(clientFolder, 'ssh_config');
  writeFileSync(
    sshConfigPath,
    sshConfigText({
      serverAddress: hostAddress,
      proxyCommand: plan.proxyCommand,
      jumps: plan.jumps,
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
  const { shell } = server.account;
  return {
    sshConfigPath,
    serverLogPath: join(serverFolder, 'sshd.log'),
    serverWords,
    homeFiles,
    shellPath: shell === undefined ? undefined : findProgram(...SHELLS[shell]),
  };
}

/**
 * A listening server. `enter` are the words that put a command into the
 * server's network. `bootIdPath`: what it is told of the kernel's start.
 */
export async function startServer(
  enter: readonly string[],
  files: Omit<SshFiles, 'sshConfigPath'>,
  identities: Identities,
  bootIdPath?: string,
): Promise<ChildProcess> {
  const { sshdIds } = identities;
  const place = { ...files, identities, bootIdPath };
  return startProgram({
    name: 'sshd',
    words: [
      ...enter,
      ...placeWords(place),
      ...(sshdIds === undefined ? [] : becomeOrdinary(sshdIds)),
      ...files.serverWords,
    ],
    environment: placeEnvironment(place),
    logPath: files.serverLogPath,
    // sshd's words, and dropbear's.
    isReady: (said) => /Server listening on|Not backgrounding/.test(said),
  });
}

function sshdWords(
  { server, listenAddress }: SshPlan,
  paths: {
    readonly serverFolder: string;
    readonly hostKeyPath: string;
    readonly authorizedKeysPath: string;
  },
): readonly string[] {
  const configPath = join(paths.serverFolder, 'sshd_config');
  writeFileSync(
    configPath,
    sshdConfigText({ ...paths, serverAddress: listenAddress, sshdOptions: server.sshdOptions }),
  );
  return [findSshd(), '-D', '-e', '-f', configPath];
}

function dropbearWords(
  { idleSeconds, keepaliveSeconds }: Dropbear,
  listenAddress: string,
  hostKeyPath: string,
): readonly string[] {
  const listen = listenAddress.includes(':') ? `[${listenAddress}]` : listenAddress;
  return [
    findProgram(['dropbear'], 'dropbear-bin'),
    '-F',
    '-E',
    '-s',
    '-r',
    hostKeyPath,
    '-p',
    `${listen}:${SSH_PORT}`,
    ...(idleSeconds === undefined ? [] : ['-I', String(idleSeconds)]),
    ...(keepaliveSeconds === undefined ? [] : ['-K', String(keepaliveSeconds)]),
  ];
}

/** dropbear looks for keys there and nowhere else. */
function writeHome(
  serverFolder: string,
  { account, dropbear }: { readonly account: Account; readonly dropbear: Dropbear | undefined },
  authorizedKeysPath: string,
): string | undefined {
  const files = startUpFiles(account);
  if (files.length === 0 && dropbear === undefined) return undefined;
  const home = join(serverFolder, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  copyFileSync(authorizedKeysPath, join(home, '.ssh', 'authorized_keys'));
  for (const { name, text } of files) writeFileSync(join(home, name), text);
  return home;
}

/** The public key. */
export async function makeKey(path: string): Promise<string> {
  await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'idletrace-lab', '-f', path]);
  return readFileSync(`${path}.pub`, 'utf8').trim();
}

async function makeDropbearKey(path: string): Promise<string> {
  const dropbearkey = findProgram(['dropbearkey'], 'dropbear-bin');
  const said = await runTool(dropbearkey, ['-t', 'ed25519', '-f', path]);
  return said.split('\n').find((line) => line.startsWith('ssh-ed25519 ')) ?? '';
}

/** sshd insists on being called by its full path: it runs itself again for each connection (sshd(8)). */
export function findSshd(): string {
  const found = SSHD_PATHS.find((path) => existsSync(path));
  if (found === undefined) {
    throw new OperationalError('LAB_FAILED', `cannot find sshd in ${SSHD_PATHS.join(', ')}`, {
      hint: LAB_PACKAGES_HINT,
    });
  }
  return found;
}

const SSHD_PATHS = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd', '/sbin/sshd'];
/** Their names, and the Debian package that has them. */
const SHELLS: Readonly<Record<ShellName, readonly [readonly string[], string]>> = {
  sh: [['sh'], 'dash'],
  bash: [['bash'], 'bash'],
  ksh: [['ksh93', 'ksh'], 'ksh93u+m'],
  mksh: [['mksh'], 'mksh'],
  zsh: [['zsh'], 'zsh'],
  tcsh: [['tcsh'], 'tcsh'],
};
