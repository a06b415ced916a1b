/** What can be read of this side: its ssh configuration as ssh resolves it, and the machine. Starts no login. */
import { runLocalScript } from '../adapters/host/local-script.ts';
import { hasMaster, sshSettings } from '../adapters/ssh/ssh-program.ts';
import type { ClientSettings } from '../core/inspect/client-facts.ts';
import { CLIENT_SCRIPT } from '../core/inspect/client-script.ts';
import type { SshTarget } from '../core/target/target.ts';
import { placesIn } from './inspect-places.ts';
import type { SshOptions } from './trace-options.ts';
import type { Reach } from './trace-reach.ts';

/** What the script on this machine printed; `undefined`: it has no sh. `address`: where the connection goes, which is open by now. */
export function readMachine(address: string | undefined, signal: AbortSignal): Promise<string | undefined> {
  return runLocalScript(
    CLIENT_SCRIPT,
    { ...process.env, IDLETRACE_TO: address ?? '' },
    { withinMs: LOCAL_WITHIN_MS, signal },
  );
}

export interface SettingsAsk {
  readonly ssh: SshOptions;
  readonly reach: Reach;
  readonly signal: AbortSignal;
}

export async function readSettings(
  { ssh, reach, signal }: SettingsAsk,
  { destination }: SshTarget,
): Promise<ClientSettings> {
  const extra = ssh.jump === undefined ? [] : ['-J', ssh.jump];
  const values = await sshSettings(destination, reach.passthrough, { extra, signal });
  const path = values.get('controlpath') ?? 'none';
  const master = path === 'none' ? false : await hasMaster(destination, reach.passthrough, { extra, signal });
  return { values, places: placesIn(values, destination, { ...reach.passthrough, jump: ssh.jump }), master };
}

const LOCAL_WITHIN_MS = 5000;
