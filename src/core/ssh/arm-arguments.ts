/** The words of the `ssh` command line of one arm. Pure text; nothing is run here. */

/** What the person passed on to ssh, in ssh's own words. */
export interface SshPassthrough {
  readonly configFile: string | undefined;
  readonly options: readonly string[];
  readonly port: number | undefined;
  readonly identityFiles: readonly string[];
}

export interface ArmLogin {
  readonly passthrough: SshPassthrough;
  readonly destination: string;
  /** What ssh runs as its ProxyCommand: the way to the socket that we own. */
  readonly proxyCommand: string;
  /** A plain `yes` does not work behind a ProxyCommand (ssh_config(5), CanonicalizeHostname). */
  readonly canonicalize: boolean;
  /** Run by ssh on this machine once the login has worked. */
  readonly localCommand: string;
  /** Keywords that this ssh knows, lower case, from `ssh -G`. */
  readonly knownKeywords: ReadonlySet<string>;
  /** SSH-level keepalive of this arm; `undefined`: none. Whole seconds. */
  readonly serverAliveSeconds: number | undefined;
  /** How many may go unanswered; left out: as many as like. */
  readonly serverAliveCountMax?: number | undefined;
  /** `undefined`: the login shell on a pty. */
  readonly remoteCommand: string | undefined;
  /** False: never ask for a secret, fail instead. */
  readonly mayAsk: boolean;
}

export function armArguments(login: ArmLogin): readonly string[] {
  const { passthrough, destination, remoteCommand, knownKeywords } = login;
  const forced: readonly (readonly [string, string])[] = [
    ['ProxyCommand', login.proxyCommand],
    ['ProxyUseFdpass', 'no'],
    ...(login.canonicalize ? [['CanonicalizeHostname', 'always'] as const] : []),
    ['ControlMaster', 'no'],
    ['ControlPath', 'none'],
    ['ServerAliveInterval', String(login.serverAliveSeconds ?? 0)],
    ['ServerAliveCountMax', String(login.serverAliveCountMax ?? NEVER_COUNT)],
    ['TCPKeepAlive', 'no'],
    ['ClearAllForwardings', 'yes'],
    ['PermitLocalCommand', 'yes'],
    ['LocalCommand', login.localCommand],
    ['ForwardX11', 'no'],
    ['ForwardAgent', 'no'],
    ['Tunnel', 'no'],
    ['EscapeChar', 'none'],
    ['LogLevel', 'INFO'],
    ['RemoteCommand', 'none'],
    ['UpdateHostKeys', 'no'],
    ['SessionType', 'default'],
    ['StdinNull', 'no'],
    ['ForkAfterAuthentication', 'no'],
    ['ObscureKeystrokeTiming', 'no'],
    ...(login.mayAsk ? [] : [['BatchMode', 'yes'] as const]),
  ];
  const known = forced.filter(
    ([keyword]) => !NEWER_KEYWORDS.has(keyword) || knownKeywords.has(keyword.toLowerCase()),
  );
  return [
    ...known.flatMap(([keyword, value]) => ['-o', `${keyword}=${value}`]),
    ...passthroughArguments(passthrough),
    remoteCommand === undefined ? '-tt' : '-T',
    '--',
    destination,
    ...(remoteCommand === undefined ? [] : [remoteCommand]),
  ];
}

/** `-F`, `-o`, `-p`, `-i` as the person gave them. */
export function passthroughArguments({
  configFile,
  options,
  port,
  identityFiles,
}: SshPassthrough): readonly string[] {
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...options.flatMap((option) => ['-o', option]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...identityFiles.flatMap((file) => ['-i', file]),
  ];
}

/**
 * The ProxyCommand that hands its two pipes over: it says its process number on
 * stderr and waits to be relieved. It waits no longer than `ownerPid`, the
 * process that relieves it, lives (GNU tail's --pid; elsewhere a minute): it
 * would hold ssh, and the login on the server, for a run that was killed.
 * Understood by every shell that ssh may start it with. The parentheses keep
 * the redirection away from its own stdout.
 */
export function handOverCommand(token: string, ownerPid: number): string {
  const waitForOwner = `tail --pid=${ownerPid} /dev/null 2>/dev/null && exec tail --pid=${ownerPid} -f /dev/null`;
  return `/bin/sh -c '(echo ${token} $$ >&2); ${waitForOwner}; exec sleep 60'`;
}

/** Tells on stderr that the login has worked. */
export function loggedInCommand(token: string): string {
  return `/bin/sh -c 'echo ${token} in >&2'`;
}

export interface JumpOptions {
  readonly configFile: string | undefined;
  readonly mayAsk: boolean;
  /** The jump host whose connection SSH keepalives keep busy, 0 the nearest: they pass that leg and all before it; left out: none. */
  readonly busy?: { readonly leg: number; readonly everySeconds: number } | undefined;
}

/**
 * The ProxyCommand that reaches the destination through jump hosts, nearest
 * first, as ssh itself would (`ssh -W`), but with our own socket to the first.
 */
export function throughJumps(
  innermost: string,
  jumps: readonly { readonly destination: string; readonly port: string | undefined }[],
  { configFile, mayAsk, busy }: JumpOptions,
): string {
  return jumps.reduce((proxyCommand, { destination, port }, leg) => {
    const words = [
      'ssh',
      ...(configFile === undefined ? [] : ['-F', configFile]),
      '-o',
      `ProxyCommand=${proxyCommand}`,
      ...legOptions(busy?.leg === leg ? busy.everySeconds : 0).flatMap((option) => ['-o', option]),
      ...(mayAsk ? [] : ['-o', 'BatchMode=yes']),
      ...(port === undefined ? [] : ['-p', port]),
      '-W',
    ].map(quoted);
    // The outer ssh fills in %h and %p; everything else, the tokens of nearer legs among it, must pass it unread.
    return [...words.map((word) => word.replaceAll('%', '%%')), "'[%h]:%p'", '--', quoted(destination)].join(
      ' ',
    );
  }, innermost);
}

function quoted(word: string): string {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A jump host's own connection: nobody else's, and idle as far as we are concerned; `aliveSeconds` 0: it is. */
function legOptions(aliveSeconds: number): readonly string[] {
  return [
    'ProxyUseFdpass=no',
    'ControlMaster=no',
    'ControlPath=none',
    `ServerAliveInterval=${aliveSeconds}`,
    `ServerAliveCountMax=${NEVER_COUNT}`,
    'TCPKeepAlive=no',
  ];
}

/** So many unanswered SSH keepalives in a row are never reached within one run. */
const NEVER_COUNT = 1_000_000;
/** Not known to every ssh since 7.6 (SessionType, StdinNull, ForkAfterAuthentication: 8.7; ObscureKeystrokeTiming: 9.5; ssh_config(5)). */
const NEWER_KEYWORDS: ReadonlySet<string> = new Set([
  'SessionType',
  'StdinNull',
  'ForkAfterAuthentication',
  'ObscureKeystrokeTiming',
]);
