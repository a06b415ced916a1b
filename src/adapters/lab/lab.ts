/**
 * A lab that is up: build it, run commands in it, take it down. The tests and
 * the commands `idletrace lab …` go through here alike.
 */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { planNetwork, type NodePlan } from '../../core/lab/node-plan.ts';
import type { Scenario } from '../../core/lab/scenario.ts';
import { closeAtExit, closingOnSignals } from './closing.ts';
import { buildNetwork, cutLink, mendLink } from './network.ts';
import { claimRunDirectory, removeLab, removeOrphans, type LabNote } from './run-directory.ts';
import { limitSessions } from './session-lifetime.ts';
import { startSshd, writeSshFiles, type SshFiles } from './ssh-server.ts';
import { runTool } from './tool.ts';

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
  exec(argv: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Starts a command, as ourselves, in the namespace of any node. */
  execOn(node: NodePlan, argv: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Lets nothing through link `link` (1 is the client's) for so long. Resolves when it is mended. */
  cut(link: number, forMs: number): Promise<void>;
  /** Everything gone. Doing it twice does no harm. */
  close(): void;
}

export interface LabOptions {
  /** Who runs commands in the client's namespace; `undefined`: we ourselves. */
  readonly user?: string | undefined;
  /** Default `run`: it ends by itself. */
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
    return await build(scenario, options, note, { close, ended: ended.signal });
  } catch (error) {
    close();
    throw error;
  }
}

interface Life {
  readonly close: () => void;
  /** Aborted by `close`. */
  readonly ended: AbortSignal;
}

async function build(scenario: Scenario, { user }: LabOptions, note: LabNote, life: Life): Promise<Lab> {
  const { nodes, ipBatch } = planNetwork(scenario, note.labId);
  const [client, server] = endsOf(nodes);
  const serverAddress = server.leftAddress ?? '';
  const clientOwner = user === undefined ? undefined : await idsOf(user);
  if (clientOwner !== undefined) chmodSync(note.directory, 0o711);
  const [files] = await Promise.all([
    writeSshFiles({
      directory: note.directory,
      serverAddress,
      loginName: userInfo().username,
      clientOwner,
      sshdOptions: scenario.server.sshdOptions,
    }),
    buildNetwork({ nodes, ipBatch }),
  ]);
  const sshd = await startSshd(enterWords(server), files);
  const environment = labEnvironment(nodes, files, note);
  const asUser =
    clientOwner === undefined
      ? []
      : ['setpriv', `--reuid=${clientOwner.uid}`, `--regid=${clientOwner.gid}`, '--clear-groups', '--'];
  const lab: Lab = {
    id: note.labId,
    scenario,
    sshConfigPath: files.sshConfigPath,
    serverLogPath: files.serverLogPath,
    nodes,
    serverAddress,
    environment,
    exec: (argv, spawnOptions = {}) => {
      const home =
        user === undefined ? {} : { HOME: dirname(files.sshConfigPath), USER: user, LOGNAME: user };
      const env = { ...(spawnOptions.env ?? process.env), ...home, ...environment };
      return start([...enterWords(client), ...asUser, ...argv], { ...spawnOptions, env });
    },
    execOn: (node, argv, spawnOptions = {}) => start([...enterWords(node), ...argv], spawnOptions),
    cut: async (link, forMs) => {
      const [before, after] = [nodes[link - 1], nodes[link]];
      if (before === undefined || after === undefined) throw new RangeError(`no link ${link} in this lab`);
      await cutLink(before, after);
      await sleep(forMs, undefined, { ref: false, signal: life.ended });
      await mendLink(before, after);
    },
    close: life.close,
  };
  startEvents(lab, sshd.pid, life.ended);
  return lab;
}

/** What the scenario lets happen later. None of it keeps the process alive, and the end of the lab ends it. */
function startEvents({ cut, scenario }: Lab, sshdPid: number | undefined, ended: AbortSignal): void {
  for (const { link, afterSeconds, forSeconds } of scenario.outages) {
    sleep(afterSeconds * 1000, undefined, { ref: false, signal: ended })
      .then(() => cut(link, forSeconds * 1000))
      .catch(() => undefined);
  }
  const { lifetimeSeconds } = scenario.server;
  if (lifetimeSeconds === undefined || sshdPid === undefined) return;
  ended.addEventListener('abort', limitSessions(sshdPid, lifetimeSeconds * 1000));
}

function enterWords({ namespace }: NodePlan): readonly string[] {
  return ['ip', 'netns', 'exec', namespace];
}

function start(argv: readonly string[], options: SpawnOptions): ChildProcess {
  const [command = '', ...args] = argv;
  return spawn(command, args, options);
}

function endsOf(nodes: readonly NodePlan[]): readonly [client: NodePlan, server: NodePlan] {
  const [client, server] = [nodes[0], nodes.at(-1)];
  if (client === undefined || server === undefined) throw new RangeError('a lab without nodes');
  return [client, server];
}

async function idsOf(user: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const [uid, gid] = await Promise.all([runTool('id', ['-u', user]), runTool('id', ['-g', user])]);
  return { uid: Number(uid), gid: Number(gid) };
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
