/** What the real ssh says of a file, host by host. */
import { spawnSync } from 'node:child_process';

/** All that `ssh -G` prints for each; what it refuses is its complaint. */
export function askAll(file: string, hosts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    hosts.map((host) => {
      const { status, stdout, stderr } = spawnSync('ssh', ['-F', file, '-G', '--', host], {
        encoding: 'utf8',
      });
      return [host, status === 0 ? stdout : `refused ${stderr.replace(/^.*?: /, '')}`];
    }),
  );
}

export function changedKeywords(before = '', now = ''): readonly string[] {
  const [old, new_] = [before.split('\n'), now.split('\n')];
  const lines = [
    ...old.filter((line) => !new_.includes(line)),
    ...new_.filter((line) => !old.includes(line)),
  ];
  return [...new Set(lines.map((line) => line.split(' ', 1)[0] ?? ''))];
}
