/** What befalls the server of a lab in the middle of everything: a kill, a restart, a reboot. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Incident } from '../../core/lab/server-side.ts';
import { childrenOf } from './children.ts';

export interface IncidentPorts {
  readonly serverPid: number;
  /** Starts the server anew; `bootIdPath`: what it is told of the kernel's start. */
  readonly startServer: (bootIdPath?: string) => Promise<unknown>;
  readonly network: { readonly cut: () => Promise<void>; readonly mend: () => Promise<void> };
  readonly directory: string;
}

export async function happen({ kind }: Incident, ports: IncidentPorts): Promise<void> {
  const { serverPid, network } = ports;
  const sessions = childrenOf(serverPid);
  if (kind !== 'kill-sessions') end(serverPid);
  for (const pid of sessions) end(pid);
  if (kind === 'kill-sessions') return;
  if (kind === 'restart') {
    await ports.startServer();
    return;
  }
  // Their farewells go out before the network goes down (systemd stops it after the sessions).
  await sleep(FAREWELL_MS);
  await network.cut();
  const bootIdPath = join(ports.directory, 'boot_id');
  writeFileSync(bootIdPath, `${randomUUID()}\n`, { mode: 0o644 });
  await sleep(DOWN_MS);
  await ports.startServer(bootIdPath);
  await network.mend();
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It ended by itself meanwhile.
  }
}

const FAREWELL_MS = 100;
/** A virtual machine takes longer; for what is told of it, it need not. */
const DOWN_MS = 1000;
