/** The `sshd` program of this machine: what it thinks of a configuration. */
import { spawnSync } from 'node:child_process';

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

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
}

const MISSING = 'there is no sshd on this machine';
