/** What ssh would do for a destination, read from `ssh -G`. */

/** What a person's own configuration does for an idle session. */
export interface OwnSettings {
  /** 0: no keepalives. */
  readonly serverAliveSeconds: number;
  /** So many of them may go unanswered; 0: not even the first is sent before the end. */
  readonly serverAliveCountMax: number;
  /** Sessions share a connection. */
  readonly controlMaster: boolean;
  /** How long a shared connection stays after its last session; `undefined`: it ends with that, or stays for good. */
  readonly controlPersistSeconds: number | undefined;
  /** Other values of ServerAliveInterval that stand in a file for this host, and that the one above hides; left out: none, or not looked for. */
  readonly hiddenIntervals?: readonly { readonly value: string; readonly place: string }[];
}

export interface ResolvedSsh {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly addressFamily: 'any' | 'inet' | 'inet6';
  readonly bindAddress: string | undefined;
  /** `undefined`: none. As written, tokens unexpanded. */
  readonly proxyCommand: string | undefined;
  /** That command hands a socket over instead of carrying the bytes. */
  readonly proxyUseFdpass: boolean;
  /** Names are made canonical before anything else is looked up under them. */
  readonly canonicalize: boolean;
  /** Nearest first; empty: none. */
  readonly jumps: readonly { readonly destination: string; readonly port: string | undefined }[];
  readonly own: OwnSettings;
  readonly tcpKeepAlive: boolean;
  readonly knownKeywords: ReadonlySet<string>;
}

/** `undefined` where the text is no output of `ssh -G`. */
export function parseResolved(text: string): ResolvedSsh | undefined {
  const values = parseSettings(text);
  const host = values.get('hostname');
  const port = Number(values.get('port'));
  if (host === undefined || !Number.isInteger(port)) return undefined;
  const family = values.get('addressfamily');
  const jump = withoutNone(values.get('proxyjump'));
  const proxyCommand = withoutNone(values.get('proxycommand'));
  const canonicalize = values.get('canonicalizehostname');
  return {
    host,
    port,
    user: values.get('user') ?? '',
    addressFamily: family === 'inet' || family === 'inet6' ? family : 'any',
    bindAddress: withoutNone(values.get('bindaddress')),
    proxyCommand,
    proxyUseFdpass: values.get('proxyusefdpass') === 'yes',
    canonicalize:
      canonicalize === 'always' || (isYes(canonicalize) && proxyCommand === undefined && jump === undefined),
    jumps: jump === undefined ? [] : jump.split(',').map(parseJump),
    own: ownOf(values),
    tcpKeepAlive: values.get('tcpkeepalive') !== 'no',
    // Old and new keywords that -G leaves out while they are unset are listed by the name alone or not at all.
    knownKeywords: new Set(values.keys()),
  };
}

function ownOf(values: ReadonlyMap<string, string>): OwnSettings {
  const master = values.get('controlmaster');
  return {
    serverAliveSeconds: Number(values.get('serveraliveinterval') ?? 0) || 0,
    serverAliveCountMax: Number(values.get('serveralivecountmax') ?? SSH_ALIVE_COUNT_MAX),
    controlMaster:
      master !== undefined &&
      master !== 'no' &&
      master !== 'false' &&
      withoutNone(values.get('controlpath')) !== undefined,
    controlPersistSeconds: Number(values.get('controlpersist') ?? 0) || undefined,
  };
}

/** The command a ProxyCommand stands for: %h, %p, %r, %n and %% filled in (ssh_config(5), TOKENS). */
export function expandProxyCommand(
  command: string,
  { host, port, user }: ResolvedSsh,
  original: string,
): string {
  const values: Readonly<Record<string, string>> = {
    h: host,
    p: String(port),
    r: user,
    n: original,
    '%': '%',
  };
  return command.replaceAll(/%(.)/g, (all, token: string) => values[token] ?? all);
}

/** Keywords in small letters and their values, the first of each. */
export function parseSettings(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const keyword = space < 0 ? line : line.slice(0, space);
    if (keyword !== '' && !values.has(keyword)) values.set(keyword, space < 0 ? '' : line.slice(space + 1));
  }
  return values;
}

function parseJump(text: string): ResolvedSsh['jumps'][number] {
  const plain = text.replace(/^ssh:\/\//, '');
  const bracketed = /^((?:[^@]*@)?)\[([^\]]+)\](?::(\d+))?$/.exec(plain);
  if (bracketed !== null) return { destination: `${bracketed[1]}${bracketed[2]}`, port: bracketed[3] };
  const ported = /^(.*[^:]):(\d+)$/.exec(plain);
  return ported === null
    ? { destination: plain, port: undefined }
    : { destination: ported[1] ?? plain, port: ported[2] };
}

/** ssh_config(5), ServerAliveCountMax. */
const SSH_ALIVE_COUNT_MAX = 3;

/** `ssh -G` writes some answers as `true`. */
function isYes(value: string | undefined): boolean {
  return value === 'yes' || value === 'true';
}

function withoutNone(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value.toLowerCase() === 'none' ? undefined : value;
}
