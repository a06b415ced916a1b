/** How a target is reached: what ssh would do for it, which hosts lie on the way, and where our own socket goes. */
import { addressesOf } from '../adapters/name-lookup.ts';
import { resolveSsh } from '../adapters/ssh/ssh-program.ts';
import { OperationalError } from '../core/errors.ts';
import type { SshPassthrough } from '../core/ssh/arm-arguments.ts';
import { expandProxyCommand, type ResolvedSsh } from '../core/ssh/resolved.ts';
import type { SshTarget, Target } from '../core/target/target.ts';
import type { SshOptions } from './trace-options.ts';

export interface Reach {
  readonly passthrough: SshPassthrough;
  /** `undefined` for `tcp://`. */
  readonly resolved: ResolvedSsh | undefined;
  /** Hosts on the way, nearest first, those of the jump hosts' own configuration included. */
  readonly jumps: ResolvedSsh['jumps'];
  /** The person's own way to the nearest host, ready to run; `undefined`: our own socket. */
  readonly proxyCommand: string | undefined;
  /** Where our own socket goes: the server, or the first jump host; `undefined`: a ProxyCommand of the person's. */
  readonly first:
    | { readonly host: string; readonly addresses: readonly string[]; readonly port: number }
    | undefined;
  readonly bindAddress: string | undefined;
}

/** Asks ssh and the name service. Throws SSH_MISSING, SSH_CONFIG, NAME_NOT_FOUND. */
export async function reachOf(target: Target, ssh: SshOptions, signal: AbortSignal): Promise<Reach> {
  if (target.kind === 'ssh') return sshReach(target, ssh, signal);
  const addresses = await addressesOf(target.host, 'any');
  return {
    passthrough: NO_PASSTHROUGH,
    resolved: undefined,
    jumps: [],
    proxyCommand: undefined,
    first: { host: target.host, addresses, port: target.port },
    bindAddress: undefined,
  };
}

async function sshReach(target: SshTarget, ssh: SshOptions, signal: AbortSignal): Promise<Reach> {
  const passthrough = {
    configFile: ssh.configFile,
    options: ssh.options,
    port: target.port ?? ssh.port,
    identityFiles: ssh.identityFiles,
  };
  const extra = ssh.jump === undefined ? [] : ['-J', ssh.jump];
  const resolved = await resolveSsh(target.destination, passthrough, { extra, signal });
  const { door, name, jumps } = await doorOf(
    { door: resolved, name: target.host, jumps: [] },
    ssh.configFile,
    signal,
  );
  const common = { passthrough, resolved, jumps, bindAddress: door.bindAddress };
  if (door.proxyCommand === undefined) {
    const addresses = await addressesOf(door.host, door.addressFamily);
    return { ...common, proxyCommand: undefined, first: { host: door.host, addresses, port: door.port } };
  }
  if (door.proxyUseFdpass) {
    throw new OperationalError(
      'SSH_CONFIG',
      `cannot measure ${target.spec}: its ProxyCommand hands a socket over (ProxyUseFdpass)`,
      {
        hint: 'give it one that carries the bytes: -o ProxyUseFdpass=no -o "ProxyCommand=nc %h %p"',
      },
    );
  }
  return { ...common, proxyCommand: expandProxyCommand(door.proxyCommand, door, name), first: undefined };
}

interface Door {
  /** The host that is reached without any other. */
  readonly door: ResolvedSsh;
  readonly name: string;
  readonly jumps: ResolvedSsh['jumps'];
}

/** The first of a host's jump hosts, and before it those of that one's own configuration, as ssh would go. */
async function doorOf(
  { door, name, jumps }: Door,
  configFile: string | undefined,
  signal: AbortSignal,
): Promise<Door> {
  const [next] = door.jumps;
  if (next === undefined) return { door, name, jumps };
  if (jumps.length > MAX_JUMPS) {
    throw new OperationalError(
      'SSH_CONFIG',
      `cannot find the way through ${name}: its jump hosts never end`,
      {
        hint: 'look at ProxyJump in the ssh configuration: a jump host must not need itself',
      },
    );
  }
  const port = next.port === undefined ? undefined : Number(next.port);
  const resolved = await resolveSsh(
    next.destination,
    { ...NO_PASSTHROUGH, configFile, port },
    { extra: [], signal },
  );
  const host = next.destination.slice(next.destination.lastIndexOf('@') + 1);
  return doorOf({ door: resolved, name: host, jumps: [...door.jumps, ...jumps] }, configFile, signal);
}

const NO_PASSTHROUGH: SshPassthrough = {
  configFile: undefined,
  options: [],
  port: undefined,
  identityFiles: [],
};
/** More than anybody has; a loop is longer. */
const MAX_JUMPS = 16;
