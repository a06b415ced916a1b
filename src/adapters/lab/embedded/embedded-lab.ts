/**
 * The lab for where the kernel gives us none (macOS, a locked container): an
 * SSH server behind a relay that forgets, both in this process. It shows an
 * idle limit, silent both ways; it has no hops, and no kernel's connection
 * tracking in it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sshConfigText } from '../../../core/lab/ssh-files.ts';
import { closeAtExit } from '../closing.ts';
import { startRelay } from './forgetful-relay.ts';
import { startEmbeddedServer } from './ssh-server.ts';

export interface EmbeddedLab {
  /** For `ssh -F`: it knows the host `lab`. */
  readonly sshConfigPath: string;
  /** Doing it twice does no harm. */
  readonly close: () => void;
}

/** Its user is not checked: whoever has the key is in, as ourselves. */
export async function startEmbeddedLab({
  forgetsAfterMs,
}: {
  readonly forgetsAfterMs: number;
}): Promise<EmbeddedLab> {
  const server = await startEmbeddedServer();
  const relay = await startRelay({ forgetsAfterMs, serverPort: server.port });
  const directory = mkdtempSync(join(tmpdir(), 'idletrace-embedded-'));
  const userKeyPath = join(directory, 'user_key');
  const knownHostsPath = join(directory, 'known_hosts');
  const sshConfigPath = join(directory, 'ssh_config');
  const serverAddress = '127.0.0.1';
  writeFileSync(userKeyPath, server.userPrivateKey, { mode: 0o600 });
  writeFileSync(knownHostsPath, `[${serverAddress}]:${relay.port} ${server.hostPublicKey}\n`);
  writeFileSync(
    sshConfigPath,
    sshConfigText({ serverAddress, port: relay.port, loginName: 'lab', userKeyPath, knownHostsPath }),
  );
  const close = (): void => {
    forget();
    relay.close();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  };
  const forget = closeAtExit(close);
  return { sshConfigPath, close };
}
