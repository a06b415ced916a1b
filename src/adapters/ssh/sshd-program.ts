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

/** A setting as `sshd -T` prints it; `undefined`: it does not say. */
export function sshdSetting(words: readonly string[], keyword: string): string | undefined {
  const { status, stdout } = spawnSync('sshd', ['-T', ...words], { encoding: 'utf8', env: withSbin() });
  if (status !== 0) return undefined;
  return stdout
    .split('\n')
    .find((line) => line.startsWith(`${keyword} `))
    ?.slice(keyword.length + 1);
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
