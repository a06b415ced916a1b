/**
 * What a person names as the far end: anything `ssh` would take, or a bare TCP
 * address. Only the words are read here; aliases and names are resolved by ssh.
 */
import { OperationalError } from '../errors.ts';

export interface SshTarget {
  readonly kind: 'ssh';
  /** As it was written. */
  readonly spec: string;
  /** `[user@]host`, the one argument to hand to ssh; never begins with `-`. */
  readonly destination: string;
  /** `undefined`: ssh's own choice. */
  readonly user: string | undefined;
  /** A host name, an address without brackets, or an alias of ssh_config. */
  readonly host: string;
  /** Of an `ssh://` target; `undefined`: ssh's own choice. */
  readonly port: number | undefined;
}

export interface TcpTarget {
  readonly kind: 'tcp';
  readonly spec: string;
  /** A host name or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

export type Target = SshTarget | TcpTarget;

/**
 * The target in `[user@]host`, an alias, `ssh://[user@]host[:port]` or
 * `tcp://host:port` (IPv6 in brackets). Throws `USAGE` for what is none, and
 * for what ssh or a shell would take for something else than a host.
 */
export function parseTarget(spec: string): Target {
  if (spec === '') throw refusal(spec, 'is empty', 'name a host, as ssh would take it');
  const scheme = SCHEME.exec(spec);
  if (scheme === null) return plainSsh(spec);
  const authority = spec.slice(scheme[0].length).replace(/\/$/, '');
  const name = scheme[1]?.toLowerCase();
  if (name === 'ssh') return sshUri(spec, authority);
  if (name === 'tcp') return tcpUri(spec, authority);
  const hint = 'write user@host, ssh://host:port or tcp://host:port';
  throw refusal(spec, `has an unknown scheme (${scheme[0]})`, hint);
}

function plainSsh(spec: string): SshTarget {
  const { user, rest } = splitUser(spec);
  const hostAndPort = HOST_AND_PORT.exec(rest);
  if (hostAndPort !== null) {
    throw refusal(
      spec,
      'has a port where ssh takes none',
      `write ssh://${spec}, or -p ${hostAndPort[2]} ${hostAndPort[1]}`,
    );
  }
  return sshTarget(spec, { user, host: withoutBrackets(rest), port: undefined });
}

function sshUri(spec: string, authority: string): SshTarget {
  const { user: rawUser, rest } = splitUser(authority);
  const { host, port } = splitPort(spec, rest);
  // RFC 3986 §3.2.1: what stands before ';' is the user, percent-encoded.
  const user = rawUser === undefined ? undefined : percentDecoded(spec, rawUser.split(';', 1)[0] ?? '');
  return sshTarget(spec, { user, host, port });
}

function sshTarget(spec: string, parts: Pick<SshTarget, 'user' | 'host' | 'port'>): SshTarget {
  const { user, host } = parts;
  checkHost(spec, host);
  if (user !== undefined) checkUser(spec, user);
  return { kind: 'ssh', spec, destination: user === undefined ? host : `${user}@${host}`, ...parts };
}

function tcpUri(spec: string, authority: string): TcpTarget {
  if (authority.includes('@')) {
    throw refusal(
      spec,
      'has a user, but nobody logs in over tcp://',
      'leave the user out, or write ssh://user@host',
    );
  }
  const { host, port } = splitPort(spec, authority);
  checkHost(spec, host);
  if (port === undefined) throw refusal(spec, 'has no port', `write tcp://${authority}:22`);
  return { kind: 'tcp', spec, host, port };
}

/** Ssh splits at the last `@`, so that a user may have one in the name. */
function splitUser(text: string): { readonly user: string | undefined; readonly rest: string } {
  const at = text.lastIndexOf('@');
  return at === -1 ? { user: undefined, rest: text } : { user: text.slice(0, at), rest: text.slice(at + 1) };
}

function splitPort(spec: string, text: string): { readonly host: string; readonly port: number | undefined } {
  const parts = BRACKETED.exec(text) ?? UNBRACKETED.exec(text);
  if (parts === null) {
    throw refusal(spec, 'is not host or host:port', 'put an IPv6 address in brackets: [2001:db8::1]:22');
  }
  const [, host = '', port] = parts;
  return { host, port: port === undefined ? undefined : portNumber(spec, port) };
}

function portNumber(spec: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= MAX_PORT) return port;
  throw refusal(spec, `has the port "${text}"`, 'a port is a number from 1 to 65535');
}

function withoutBrackets(host: string): string {
  return /^\[([^\]]*:[^\]]*)\]$/.exec(host)?.[1] ?? host;
}

function percentDecoded(spec: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusal(spec, 'has a broken %-escape in the user', 'write a % as %25');
  }
}

/** The hosts that ssh itself refuses: `valid_hostname` in ssh.c, OpenSSH 9.6. */
function checkHost(spec: string, host: string): void {
  if (host === '')
    throw refusal(spec, 'names no host', 'write user@host, ssh://host:port or tcp://host:port');
  if (host.startsWith('-')) throw refusal(spec, 'begins like an option', OPTION_HINT);
  if (HOST_FORBIDDEN.test(host))
    throw refusal(spec, 'has characters that no host has', 'give one host, without a command');
}

/** The users that ssh itself refuses: `valid_ruser` in ssh.c, OpenSSH 9.6. */
function checkUser(spec: string, user: string): void {
  if (user === '') throw refusal(spec, 'names no user before the @', 'write user@host, or the host alone');
  if (user.startsWith('-')) throw refusal(spec, 'begins like an option', OPTION_HINT);
  if (USER_FORBIDDEN.test(user))
    throw refusal(spec, 'has characters that ssh takes in no user', 'write user@host');
}

function refusal(spec: string, what: string, hint: string): OperationalError {
  return new OperationalError('USAGE', `the target "${spec}" ${what}`, { hint });
}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//;
/** One colon and digits: a port. More colons are an IPv6 address. */
const HOST_AND_PORT = /^([^:]+):(\d+)$/;
const BRACKETED = /^\[([^\]]*)\](?::(.*))?$/;
const UNBRACKETED = /^([^:/[\]]*)(?::([^:]*))?$/;
// oxlint-disable-next-line no-control-regex -- control characters are what it must refuse
const HOST_FORBIDDEN = /['`"$\\;&<>|(){}/\s\u0000-\u001f\u007f-\u009f]/;
// oxlint-disable-next-line no-control-regex -- control characters are what it must refuse
const USER_FORBIDDEN = /['`";&<>|(){}\u0000-\u001f\u007f-\u009f]|\s-|\\$/;
const OPTION_HINT = 'ssh would take it for an option; put options before the target';
const MAX_PORT = 65_535;
