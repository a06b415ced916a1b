/** The OpenSSH of this machine, and what its configuration may depend on. Nothing here asks the network. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Build } from '../core/sshconfig/client-run.ts';

/** What `ssh -V` says; `undefined`: there is no ssh of OpenSSH. */
export function buildHere(): Build | undefined {
  const { stderr, error } = spawnSync('ssh', ['-V'], { encoding: 'utf8', timeout: MOST_MS });
  const version = error === undefined ? /OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)/.exec(stderr) : null;
  if (version === null) return undefined;
  return { version: [Number(version[1]), Number(version[2])], debian: /Debian|Ubuntu/.test(stderr) };
}

/** Ports of TCP by the names of their services; empty where the file is missing. */
export function servicesHere(): ReadonlyMap<string, number> {
  const services = new Map<string, number>();
  for (const line of linesOf('/etc/services')) {
    const [name = '', port = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!port.endsWith('/tcp')) continue;
    for (const each of [name, ...aliases]) services.set(each, Number.parseInt(port, 10));
  }
  return services;
}

/** Who runs this; `undefined`: the system has no name for them. */
export function userHere(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** A program that is asked for its version answers at once. */
const MOST_MS = 5000;
