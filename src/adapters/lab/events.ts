/** What happens in a lab while it is up: outages, lifetimes, mishaps of the server. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodePlan } from '../../core/lab/node-plan.ts';
import type { Scenario } from '../../core/lab/scenario.ts';
import { happen } from './incident.ts';
import { cutLink, mendLink } from './network.ts';
import { limitSessions } from './session-lifetime.ts';

/** What the scenario lets happen later. None of it keeps the process alive, and the end of the lab ends it. */
export function startEvents(
  nodes: readonly NodePlan[],
  scenario: Scenario,
  running: Running,
  ended: AbortSignal,
): void {
  const pause = async (seconds: number): Promise<void> =>
    sleep(seconds * 1000, undefined, { ref: false, signal: ended });
  for (const { link, afterSeconds, forSeconds } of scenario.outages) {
    pause(afterSeconds)
      .then(async () => cutFor(nodes, link, async () => pause(forSeconds)))
      .catch(() => undefined);
  }
  const { lifetimeSeconds, incident } = scenario.server;
  const { pid, startServer: serve, directory } = running;
  if (pid === undefined) return;
  if (lifetimeSeconds !== undefined)
    ended.addEventListener('abort', limitSessions(pid, lifetimeSeconds * 1000));
  if (incident === undefined) return;
  const [before, server] = [nodes.at(-2), nodes.at(-1)];
  if (before === undefined || server === undefined) return;
  const network = { cut: async () => cutLink(before, server), mend: async () => mendLink(before, server) };
  pause(incident.afterSeconds)
    .then(async () => happen(incident, { serverPid: pid, startServer: serve, network, directory }))
    .catch(() => undefined);
}

interface Running {
  /** Of the SSH server. */
  readonly pid: number | undefined;
  readonly startServer: (bootIdPath?: string) => Promise<ChildProcess>;
  readonly directory: string;
}

/** Lets nothing through link `link` (1 is the client's) until the pause is over. */
export async function cutFor(
  nodes: readonly NodePlan[],
  link: number,
  pause: () => Promise<unknown>,
): Promise<void> {
  const [before, after] = [nodes[link - 1], nodes[link]];
  if (before === undefined || after === undefined) throw new RangeError(`no link ${link} in this lab`);
  await cutLink(before, after);
  await pause();
  await mendLink(before, after);
}
