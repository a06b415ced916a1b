/** The jump hosts of a lab: an sshd on each, and its place in the client's ssh files. */
import { appendFileSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JumpHost } from '../../core/lab/scenario.ts';
import { SSH_PORT, sshConfigText, sshdConfigText } from '../../core/lab/ssh-files.ts';
import type { Identities } from './identity.ts';
import { findSshd, makeKey, startServer } from './ssh-server.ts';

export interface JumpSeat {
  readonly host: JumpHost;
  readonly address: string;
  /** Words that put a command into its network. */
  readonly enter: readonly string[];
}

/** After the lab's own ssh files have been written into `directory`. Resolves when all listen. */
export async function startJumpHosts(
  seats: readonly JumpSeat[],
  directory: string,
  identities: Identities,
): Promise<void> {
  if (seats.length === 0) return;
  const clientFolder = join(directory, 'client');
  const folder = join(directory, 'jump');
  mkdirSync(folder, { mode: 0o700 });
  const userKeyPath = join(clientFolder, 'user_key');
  const knownHostsPath = join(clientFolder, 'known_hosts');
  const hostKeyPath = join(folder, 'host_key');
  const authorizedKeysPath = join(folder, 'authorized_keys');
  copyFileSync(`${userKeyPath}.pub`, authorizedKeysPath);
  // They share a key: nothing tells them apart by it.
  const hostKey = await makeKey(hostKeyPath);
  for (const { host, address } of seats) {
    const { loginName } = identities;
    const file = { name: host.name, serverAddress: address, port: SSH_PORT, loginName };
    appendFileSync(join(clientFolder, 'ssh_config'), sshConfigText({ ...file, userKeyPath, knownHostsPath }));
    appendFileSync(knownHostsPath, `${address} ${hostKey}\n`);
  }
  await Promise.all(
    seats.map(async ({ host, address, enter }) => {
      const { name, sshdOptions } = host;
      const configPath = join(folder, `sshd_config-${name}`);
      writeFileSync(
        configPath,
        sshdConfigText({ serverAddress: address, sshdOptions, hostKeyPath, authorizedKeysPath }),
      );
      const files = {
        serverLogPath: join(folder, `${name}.log`),
        serverWords: [findSshd(), '-D', '-e', '-f', configPath],
        homeFiles: undefined,
        shellPath: undefined,
      };
      await startServer(enter, files, identities);
    }),
  );
}
