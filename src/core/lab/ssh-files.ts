/** The text of the lab's ssh files, both sides. Whose keys they name is the adapter's business. */

export interface SshdFile {
  readonly serverAddress: string;
  readonly hostKeyPath: string;
  readonly authorizedKeysPath: string;
  /** The scenario's own lines. They come first: sshd keeps the first value it reads (sshd_config(5)). */
  readonly sshdOptions: ReadonlyMap<string, string>;
}

export function sshdConfigText({
  serverAddress,
  hostKeyPath,
  authorizedKeysPath,
  sshdOptions,
}: SshdFile): string {
  return lines([
    ...[...sshdOptions].map(([key, value]) => `${key} ${value}`),
    `ListenAddress ${serverAddress.includes(':') ? `[${serverAddress}]` : serverAddress}:${SSH_PORT}`,
    `HostKey ${quoted(hostKeyPath)}`,
    `AuthorizedKeysFile ${quoted(authorizedKeysPath)}`,
    'PidFile none',
    'LogLevel VERBOSE',
    // The folder is 0700 and /tmp above it is not ours: sshd would refuse the key for /tmp's sake.
    'StrictModes no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'UseDNS no',
    'PermitUserRC no',
    'PrintMotd no',
    'PrintLastLog no',
  ]);
}

/** One key, and all that it may run; `undefined`: what it likes (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
export function authorizedKeysText(publicKey: string, forcedCommand: string | undefined): string {
  return forcedCommand === undefined
    ? publicKey
    : `command="${forcedCommand.replaceAll('"', '\\"')}" ${publicKey}`;
}

export interface SshFile {
  /** What ssh is to call the host; left out: `lab`. */
  readonly name?: string;
  readonly serverAddress: string;
  /** The way there; `undefined`: simply to connect. */
  readonly proxyCommand?: string | undefined;
  /** Jump hosts on the way there, nearest first; left out: none. */
  readonly jumps?: readonly string[];
  readonly port: number;
  readonly loginName: string;
  readonly userKeyPath: string;
  readonly knownHostsPath: string;
}

export function sshConfigText({
  name = 'lab',
  serverAddress,
  proxyCommand,
  jumps = [],
  port,
  loginName,
  userKeyPath,
  knownHostsPath,
}: SshFile): string {
  return lines([
    `Host ${name}`,
    `  HostName ${serverAddress}`,
    ...(port === SSH_PORT ? [] : [`  Port ${port}`]),
    ...(proxyCommand === undefined ? [] : [`  ProxyCommand ${proxyCommand}`]),
    ...(jumps.length === 0 ? [] : [`  ProxyJump ${jumps.join(',')}`]),
    `  User ${loginName}`,
    `  IdentityFile ${quoted(userKeyPath)}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${quoted(knownHostsPath)}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  UpdateHostKeys no',
  ]);
}

function quoted(path: string): string {
  return `"${path}"`;
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

/** RFC 4253 §4.1. */
export const SSH_PORT = 22;
