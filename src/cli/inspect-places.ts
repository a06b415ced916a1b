/** From which of a person's files `ssh` takes its settings. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { configFiles } from '../adapters/config-files.ts';
import { type NeverCounting, neverCounting, placesOf } from '../core/inspect/client-places.ts';
import type { SshPassthrough } from '../core/ssh/arm-arguments.ts';
import type { ClientAsk, ClientFile, ClientWorld } from '../core/sshconfig/client-run.ts';

export interface Asked extends SshPassthrough {
  readonly jump: string | undefined;
}

/** `values`: what `ssh -G` says. Places by keywords in small letters; none where it is the default, or in doubt. */
export function placesIn(
  values: ReadonlyMap<string, string>,
  destination: string,
  asked: Asked,
): ReadonlyMap<string, string> {
  return placesOf(values, askFor(destination, asked), world());
}

/** Intervals of keepalives that stand there for this host, and never count. */
export function shadowedIntervals(destination: string, asked: Asked): readonly NeverCounting[] {
  return neverCounting('serveraliveinterval', askFor(destination, asked), world());
}

function askFor(destination: string, { configFile, options, port, jump }: Asked): ClientAsk {
  const at = destination.lastIndexOf('@');
  return {
    host: destination.slice(at + 1),
    user: at < 0 ? undefined : destination.slice(0, at),
    port,
    options: [...options, ...(jump === undefined ? [] : [`ProxyJump=${jump}`])],
    files: clientFiles(configFile),
  };
}

function world(): ClientWorld {
  return {
    files: configFiles(),
    // Which build it is matters for defaults alone, and those have no place.
    build: { version: [10, 0], debian: true },
    localUser: undefined,
    services: new Map([['ssh', 22]]),
    algorithms: new Map(),
    side: 'client',
    // Nothing is run or looked up twice: what depends on it stays in doubt.
    runs: () => 'unknown',
    resolves: () => 'unknown',
    readsOn: false,
  };
}

/** Those that ssh reads, in its order (ssh_config(5)); `-F none` reads none. */
function clientFiles(configFile: string | undefined): readonly ClientFile[] {
  if (configFile === 'none') return [];
  if (configFile !== undefined) return [{ path: configFile, scope: 'user', explicit: true }];
  return [
    { path: join(userInfo().homedir, '.ssh', 'config'), scope: 'user', explicit: false },
    { path: '/etc/ssh/ssh_config', scope: 'system', explicit: false },
  ];
}
