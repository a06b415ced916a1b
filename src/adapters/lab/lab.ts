/**
 * A lab that is up: build it, run commands in it, take it down. The tests and
 * the commands `idletrace lab …` go through here alike.
 */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { planNetwork, type NodePlan } from '../../core/lab/node-plan.ts';
import { proxyPort } from '../../core/lab/proxy-files.ts';
import type { Scenario } from '../../core/lab/scenario.ts';
import { SSH_PORT } from '../../core/lab/ssh-files.ts';
import { closeAtExit, closingOnSignals } from './closing.ts';
import { cutFor, startEvents } from './events.ts';
import { identitiesFor } from './identity.ts';
import { startJumpHosts } from './jump-hosts.ts';
import { buildNetwork } from './network.ts';
import { withoutPlace } from './privilege.ts';
import { startProxy } from './proxy.ts';
import { claimRunDirectory, removeLab, removeOrphans, type LabNote } from './run-directory.ts';
import { startServer, writeSshFiles, type SshFiles } from './ssh-server.ts';
import { withSystemPath } from './tool.ts';
import { wayOf } from './way.ts';

export interface Lab {
  readonly id: string;
  readonly scenario: Scenario;
  /** For `ssh -F`, inside the client's namespace: it knows the host `lab`. */
  readonly sshConfigPath: string;
  /** What sshd said, LogLevel VERBOSE. */
  readonly serverLogPath: string;
  /** Client first, server last; `nodes[k]` is hop k. */
  readonly nodes: readonly NodePlan[];
  readonly serverAddress: string;
  /** What a command in the lab finds in its environment: IDLETRACE_LAB_SSH_CONFIG and LAB_*. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts a command in the client's namespace, as the user the lab was made for. */
  readonly exec: (argv: readonly string[], options?: SpawnOptions) => ChildProcess;
  /** Starts a command, as ourselves, in the namespace of any node. */
  readonly execOn: (node: NodePlan, argv: readonly string[], options?: SpawnOptions) => ChildProcess;
  /** Lets nothing through link `link` (1 is the client's) for so long. Resolves when it is mended. */
  readonly cut: (link: number, forMs: number) => Promise<void>;
  /** Everything gone. Doing it twice does no harm. */
  readonly close: () => void;
}

export interface LabOptions {
  /** Who runs commands in the client's namespace, and gets a home there; left out: we ourselves. */
  readonly user?: string | undefined;
  /** `up`: it stays until somebody takes it down; left out: `run`, it ends by itself. */
  readonly purpose?: LabNote['purpose'];
}

/** A lab for as long as `use` runs; gone afterwards, whatever happens, signals included. */
export async function withLab<T>(
  scenario: Scenario,
  use: (lab: Lab) => Promise<T>,
  options: LabOptions = {},
): Promise<T> {
  return closingOnSignals(async () => {
    const lab = await bringUp(scenario, options);
    try {
      return await use(lab);
    } finally {
      lab.close();
    }
  });
}

/** The caller closes it; should the process end before that, it is closed then. */
export async function bringUp(scenario: Scenario, options: LabOptions = {}): Promise<Lab> {
  removeOrphans();
  const note = claimRunDirectory(options.purpose ?? 'run');
  const ended = new AbortController();
  const close = (): void => {
    forget();
    ended.abort();
    removeLab(note);
  };
  const forget = closeAtExit(close);
  try {
    return await build(scenario, options.user, { note, close, ended: ended.signal });
  } catch (error) {
    close();
    throw error;
  }
}

interface Life {
  readonly note: LabNote;
  readonly close: () => void;
  /** Aborted by `close`. */
  readonly ended: AbortSignal;
}

async function build(scenario: Scenario, user: string | undefined, life: Life): Promise<Lab> {
  const { note, close, ended } = life;
  const plan = planNetwork(scenario, note.labId);
  const [client, server] = endsOf(plan.nodes);
  const serverAddress = server.leftAddress ?? '';
  const way = wayOf(scenario, plan.nodes);
  const identities = await identitiesFor(user);
  if (identities.clientOwner !== undefined) chmodSync(note.directory, 0o711);
  const { directory } = note;
  const jumps = jumpHostsOf(scenario, plan.nodes);
  const [files] = await Promise.all([
    writeSshFiles({
      directory,
      ...way,
      identities,
      server: scenario.server,
      jumps: jumps.map(({ host }) => host.name),
    }),
    buildNetwork(plan),
  ]);
  const serve = async (bootIdPath?: string) => startServer(enterWords(server), files, identities, bootIdPath);
  const jumpSeats = jumps.map(({ host, node }) => ({
    host,
    address: node.leftAddress ?? '',
    enter: enterWords(node),
  }));
  const [sshd] = await Promise.all([serve(), startJumpHosts(jumpSeats, directory, identities)]);
  if (way.proxy !== undefined) {
    const { proxy, node, address } = way.proxy;
    const serverAt = { serverAddress: way.listenAddress, serverPort: SSH_PORT };
    const seat = { directory, address, port: proxyPort(proxy), ...serverAt };
    await startProxy(proxy, seat, enterWords(node), identities);
  }

  const environment = labEnvironment(plan.nodes, files, note);
  const { clientName: name, asClient } = identities;
  const theirs = name === undefined ? {} : { HOME: dirname(files.sshConfigPath), USER: name, LOGNAME: name };
  const lab: Lab = {
    id: note.labId,
    scenario,
    sshConfigPath: files.sshConfigPath,
    serverLogPath: files.serverLogPath,
    nodes: plan.nodes,
    serverAddress,
    environment,
    exec: (argv, options = {}) => {
      const env = { ...withoutPlace(options.env ?? process.env), ...theirs, ...environment };
      return start([...enterWords(client), ...asClient, ...argv], { ...options, env });
    },
    execOn: (node, argv, options = {}) => start([...enterWords(node), ...argv], options),
    cut: async (link, forMs) =>
      cutFor(plan.nodes, link, async () => sleep(forMs, undefined, { signal: ended })),
    close,
  };
  startEvents(plan.nodes, scenario, { pid: sshd.pid, startServer: serve, directory }, ended);
  return lab;
}

function jumpHostsOf({ routers }: Scenario, nodes: readonly NodePlan[]) {
  return routers.flatMap((host, at) => {
    const node = nodes[at + 1];
    return host.kind === 'jump' && node !== undefined ? [{ host, node }] : [];
  });
}

function labEnvironment(nodes: readonly NodePlan[], files: SshFiles, note: LabNote): Record<string, string> {
  const [client, server] = endsOf(nodes);
  return {
    IDLETRACE_LAB_SSH_CONFIG: files.sshConfigPath,
    LAB_ID: note.labId,
    LAB_CLIENT_ADDRESS: client.rightAddress ?? '',
    LAB_SERVER_ADDRESS: server.leftAddress ?? '',
    LAB_SERVER_LOG: files.serverLogPath,
    LAB_NAMESPACES: nodes.map(({ namespace }) => namespace).join(' '),
  };
}

function enterWords({ namespace }: NodePlan): readonly string[] {
  return ['ip', 'netns', 'exec', namespace];
}

function start(argv: readonly string[], options: SpawnOptions): ChildProcess {
  const [command = '', ...args] = argv;
  return spawn(command, args, { ...options, env: withSystemPath(options.env ?? process.env) });
}

function endsOf(nodes: readonly NodePlan[]): readonly [client: NodePlan, server: NodePlan] {
  const [client, server] = [nodes[0], nodes.at(-1)];
  if (client === undefined || server === undefined) throw new RangeError('a lab without nodes');
  return [client, server];
}
