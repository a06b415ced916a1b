/** The `sshd` program of this machine: what it thinks of a configuration. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `undefined`: it has no objection. Otherwise its words; `missing`: there is no sshd here. */
export function sshdObjection(words: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync('sshd', ['-t', ...words], {
    encoding: 'utf8',
    env: withSbin(),
  });
  if (error !== undefined) return MISSING;
  return status === 0 ? undefined : stderr.trim();
}

/** All that `sshd -T` prints; empty where it does not. */
export function sshdSettings(words: readonly string[]): string {
  const { status, stdout } = spawnSync('sshd', ['-T', ...words], { encoding: 'utf8', env: withSbin() });
  return status === 0 ? stdout : '';
}

/** As in `OpenSSH_9.2p1`; `undefined`: it cannot be told. */
export function sshdVersion(): string | undefined {
  // Before 9.4 there is no -V, and the usage that is printed instead begins with the version.
  const { stderr, error } = spawnSync('sshd', ['-V'], { encoding: 'utf8', env: withSbin() });
  return error === undefined ? /OpenSSH_\d+\.\d+(?:p\d+)?/.exec(stderr)?.[0] : undefined;
}

/**
 * Makes the sshd of this machine read its configuration again; running sessions
 * stay. By the systemd unit whose main process it is, else by SIGHUP, as units and init scripts do
 * themselves (sshd(8)). `settings`: what `sshd -T` prints. What was done; `undefined`: no sshd runs by its pid file.
 */
export function reloadSshd(settings: string): string | undefined {
  const pid = listenerPid(/^pidfile (.+)$/m.exec(settings)?.[1] ?? '');
  if (pid === undefined) return undefined;
  const unit = unitOf(pid);
  if (unit === undefined) process.kill(pid, 'SIGHUP');
  else if (spawnSync('systemctl', ['reload', unit], { stdio: 'ignore' }).status !== 0) return undefined;
  return `sshd was reloaded (process ${pid}${unit === undefined ? '' : `, ${unit}`}); running sessions stay`;
}

function listenerPid(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim());
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'sshd' ? pid : undefined;
  } catch {
    return undefined;
  }
}

function unitOf(pid: number): string | undefined {
  const unit = /^.*\/([^/]+\.service)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1];
  const { stdout } = spawnSync('systemctl', ['show', '-p', 'MainPID', unit ?? 'none'], { encoding: 'utf8' });
  return stdout?.trim() === `MainPID=${pid}` ? unit : undefined;
}

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
}

const MISSING = 'there is no sshd on this machine';
