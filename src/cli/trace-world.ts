/** Joins a target to the adapters that reach it: name, path, connections, arms. */
import { setTimeout as delay } from 'node:timers/promises';
import { addressesOf } from '../adapters/name-lookup.ts';
import type { Libc } from '../adapters/net/libc.ts';
import { tcpArms } from '../adapters/net/tcp-arms.ts';
import { openTcp, type Endpoint, type TcpSocket } from '../adapters/net/tcp-socket.ts';
import { traceroute } from '../adapters/net/traceroute.ts';
import type { Askpass } from '../adapters/ssh/askpass.ts';
import { startProxyCommand } from '../adapters/ssh/proxy-command.ts';
import { sshArms } from '../adapters/ssh/ssh-arms.ts';
import { resolveSsh } from '../adapters/ssh/ssh-program.ts';
import { OperationalError } from '../core/errors.ts';
import type { SshPassthrough } from '../core/ssh/arm-arguments.ts';
import { expandProxyCommand, type ResolvedSsh } from '../core/ssh/resolved.ts';
import type { Target } from '../core/target/target.ts';
import type { NowMs } from '../core/trace/ports.ts';
import type { TraceWorld } from '../drive/run-trace.ts';
import type { SshOptions } from './trace-options.ts';

export interface Reach {
  readonly passthrough: SshPassthrough;
  /** `undefined` for `tcp://`. */
  readonly resolved: ResolvedSsh | undefined;
  /** Where our own socket goes: the server, or the first jump host; `undefined`: a ProxyCommand of the person's. */
  readonly first:
    | { readonly host: string; readonly addresses: readonly string[]; readonly port: number }
    | undefined;
  readonly bindAddress: string | undefined;
}

/** Asks ssh and the name service. Throws SSH_MISSING, SSH_CONFIG, NAME_NOT_FOUND. */
export async function reachOf(target: Target, ssh: SshOptions): Promise<Reach> {
  if (target.kind === 'tcp') {
    const addresses = await addressesOf(target.host, 'any');
    return {
      passthrough: NO_PASSTHROUGH,
      resolved: undefined,
      first: { host: target.host, addresses, port: target.port },
      bindAddress: undefined,
    };
  }
  const passthrough = {
    configFile: ssh.configFile,
    options: ssh.options,
    port: target.port ?? ssh.port,
    identityFiles: ssh.identityFiles,
  };
  const resolved = await resolveSsh(
    target.destination,
    passthrough,
    ssh.jump === undefined ? [] : ['-J', ssh.jump],
  );
  const { proxyCommand, bindAddress } = resolved;
  if (proxyCommand !== undefined) return { passthrough, resolved, first: undefined, bindAddress };
  const [jump] = resolved.jumps;
  const door =
    jump === undefined
      ? resolved
      : await resolveSsh(
          jump.destination,
          {
            ...NO_PASSTHROUGH,
            configFile: ssh.configFile,
            port: jump.port === undefined ? undefined : Number(jump.port),
          },
          [],
        );
  const addresses = await addressesOf(door.host, door.addressFamily);
  return { passthrough, resolved, first: { host: door.host, addresses, port: door.port }, bindAddress };
}

export interface WorldParts {
  readonly libc: Libc | undefined;
  readonly askpass: Askpass | undefined;
  readonly lifetimeMs: number;
  readonly nowMs: NowMs;
}

export function worldOf(
  target: Target,
  reach: Reach,
  parts: WorldParts,
): Pick<TraceWorld, 'openArms' | 'tracePath'> {
  const { first } = reach;
  const connect = connector(reach, parts.libc);
  return {
    openArms: (sink) =>
      target.kind === 'tcp' || reach.resolved === undefined
        ? tcpArms({ connect, nowMs: parts.nowMs, sink })
        : sshArms({
            destination: target.destination,
            passthrough: reach.passthrough,
            resolved: reach.resolved,
            connect: () => network(target, reach, connect),
            lifetimeMs: parts.lifetimeMs,
            askSecret:
              parts.askpass === undefined
                ? undefined
                : (prompt, repeated) => parts.askpass?.ask(prompt, repeated) ?? Promise.resolve(undefined),
            askEnvironment: (token) => parts.askpass?.environment(token) ?? process.env,
            nowMs: parts.nowMs,
            sink,
          }),
    async tracePath(signal) {
      const { libc } = parts;
      const [address] = first?.addresses ?? [];
      if (libc === undefined || first === undefined || address === undefined) return undefined;
      // The control arm first: it finds out which address answers.
      await delay(PATH_DELAY_MS);
      return traceroute(
        libc,
        { address: connect.chosen() ?? address, port: first.port },
        { maxTtlHops: 30, hopTimeoutMs: HOP_TIMEOUT_MS, signal },
      );
    },
  };
}

type Connector = (() => Promise<TcpSocket>) & { readonly chosen: () => string | undefined };

/** Tries the addresses in order the first time, and stays with the one that answered. */
function connector({ first, bindAddress }: Reach, libc: Libc | undefined): Connector {
  let chosen: string | undefined;
  const connect = async () => {
    if (first === undefined)
      throw new OperationalError('CANNOT_CONNECT', 'there is no address to connect to', {
        hint: 'check the target',
      });
    let failure: unknown;
    for (const address of chosen === undefined ? first.addresses : [chosen]) {
      const to: Endpoint = { address, port: first.port };
      try {
        const socket = await openTcp(libc, to, { bindAddress, timeoutMs: CONNECT_TIMEOUT_MS });
        chosen = address;
        return socket;
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  };
  return Object.assign(connect, { chosen: () => chosen });
}

async function network(target: Target, { resolved, first }: Reach, connect: () => Promise<TcpSocket>) {
  if (first === undefined && resolved?.proxyCommand !== undefined) {
    return {
      network: startProxyCommand(expandProxyCommand(resolved.proxyCommand, resolved, target.host)),
      socket: undefined,
    };
  }
  const socket = await connect();
  return { network: socket.stream, socket };
}

const NO_PASSTHROUGH: SshPassthrough = {
  configFile: undefined,
  options: [],
  port: undefined,
  identityFiles: [],
};
const CONNECT_TIMEOUT_MS = 15_000;
const PATH_DELAY_MS = 50;
/** Longer than the first repeat of a SYN (RFC 6298: 1 s), so that one lost probe does not make a hop mute. */
const HOP_TIMEOUT_MS = 1300;
