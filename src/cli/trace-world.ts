/** Joins a target to the adapters that reach it: name, path, connections, arms. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Libc } from '../adapters/net/libc.ts';
import { tcpArms } from '../adapters/net/tcp-arms.ts';
import { openTcp, type Endpoint, type TcpSocket } from '../adapters/net/tcp-socket.ts';
import { traceroute } from '../adapters/net/traceroute.ts';
import type { Askpass } from '../adapters/ssh/askpass.ts';
import { startProxyCommand } from '../adapters/ssh/proxy-command.ts';
import type { ServerInspection } from '../adapters/ssh/server-inspection.ts';
import { type Connection, sshArms } from '../adapters/ssh/ssh-arms.ts';
import { OperationalError } from '../core/errors.ts';
import { clientFacts } from '../core/inspect/client-facts.ts';
import { serverFacts } from '../core/inspect/inspection.ts';
import { parseSections } from '../core/inspect/sections.ts';
import { LAST_SECTION, SECTION_MARK, SERVER_SCRIPT } from '../core/inspect/server-script.ts';
import type { Target } from '../core/target/target.ts';
import type { NowMs } from '../core/trace/ports.ts';
import type { TraceWorld } from '../drive/run-trace.ts';
import { readMachine, readSettings } from './here-reading.ts';
import type { SshOptions } from './trace-options.ts';
import type { Reach } from './trace-reach.ts';

export interface WorldParts {
  readonly libc: Libc | undefined;
  readonly askpass: Askpass | undefined;
  readonly lifetimeMs: number;
  readonly nowMs: NowMs;
  /** As they were given. */
  readonly ssh: SshOptions;
}

export function worldOf(
  target: Target,
  reach: Reach,
  parts: WorldParts,
): Pick<TraceWorld, 'openArms' | 'tracePath' | 'inspectHere'> {
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
            jumps: reach.jumps,
            connect: (signal) => network(reach, () => connect(signal)),
            lifetimeMs: parts.lifetimeMs,
            askSecret:
              parts.askpass === undefined
                ? undefined
                : (prompt, repeated) => parts.askpass?.ask(prompt, repeated) ?? Promise.resolve(undefined),
            askEnvironment: (token) => parts.askpass?.environment(token) ?? process.env,
            inspection: INSPECTION,
            nowMs: parts.nowMs,
            sink,
          }),
    async tracePath(signal) {
      const { libc } = parts;
      if (libc === undefined || first === undefined) return undefined;
      const address = await chosenAddress(connect, signal);
      if (address === undefined) return undefined;
      return traceroute(
        libc,
        { address, port: first.port },
        { maxTtlHops: 30, hopTimeoutMs: HOP_TIMEOUT_MS, signal },
      );
    },
    async inspectHere(signal) {
      // Once there is a connection: else an empty table of them would say nothing.
      const address = first === undefined ? undefined : await chosenAddress(connect, signal);
      if (signal.aborted) return undefined;
      const [output, settings] = await Promise.all([
        readMachine(address, signal),
        target.kind === 'ssh' ? readSettings({ ssh: parts.ssh, reach, signal }, target) : undefined,
      ]);
      if (output === undefined || signal.aborted) return undefined;
      return clientFacts(parseSections(output), settings, address !== undefined);
    },
  };
}

/** The control arm finds out which address answers; `undefined`: none did before the end. */
async function chosenAddress(
  { chosen }: Pick<Connector, 'chosen'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (chosen() === undefined && !signal.aborted) await delay(PATH_DELAY_MS);
  return chosen();
}

/** Connections to the server or the first host on the way. */
export interface Connections {
  readonly connect: (signal: AbortSignal) => Promise<Connection>;
  /** The address that answered; `undefined`: none yet. */
  readonly chosen: () => string | undefined;
}

export function connectionsOf(reach: Reach, libc: Libc | undefined): Connections {
  const connect = connector(reach, libc);
  return { connect: (signal) => network(reach, () => connect(signal)), chosen: connect.chosen };
}

type Connector = ((signal: AbortSignal) => Promise<TcpSocket>) & {
  readonly chosen: () => string | undefined;
};

/** Tries the addresses in order the first time, and stays with the one that answered. */
function connector({ first, bindAddress }: Reach, libc: Libc | undefined): Connector {
  let chosen: string | undefined;
  const connect = async (signal: AbortSignal) => {
    if (first === undefined)
      throw new OperationalError('CANNOT_CONNECT', 'there is no address to connect to', {
        hint: 'check the target',
      });
    let failure: unknown;
    for (const address of chosen === undefined ? first.addresses : [chosen]) {
      const to: Endpoint = { address, port: first.port };
      try {
        const socket = await openTcp(libc, to, { bindAddress, timeoutMs: CONNECT_TIMEOUT_MS, signal });
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

async function network({ proxyCommand }: Reach, connect: () => Promise<TcpSocket>): Promise<Connection> {
  if (proxyCommand !== undefined) {
    const proxy = startProxyCommand(proxyCommand);
    return { network: proxy.stream, socket: undefined, complaints: () => proxy.complaints() };
  }
  const socket = await connect();
  return { network: socket.stream, socket, complaints: () => '' };
}

const INSPECTION: ServerInspection = {
  script: SERVER_SCRIPT,
  lastLine: `${SECTION_MARK}= ${LAST_SECTION} `,
  read: (output, banner) => serverFacts({ banner, output, obstacle: undefined }),
};
const CONNECT_TIMEOUT_MS = 15_000;
const PATH_DELAY_MS = 50;
/** Longer than the first repeat of a SYN (RFC 6298: 1 s), so that one lost probe does not make a hop mute. */
const HOP_TIMEOUT_MS = 1300;
