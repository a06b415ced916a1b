/** Whether a change of an ssh_config does what was asked, and nothing else: by what `ssh -G` says before and after. */
import { sampleOf, takes } from './openssh-text.ts';

/** What `ssh -G` printed for each host; a text is an error of ssh's. */
export type Resolved = ReadonlyMap<string, string>;

export interface CheckedChange {
  readonly pattern: string;
  readonly wanted: Readonly<Record<string, number>>;
  readonly before: Resolved;
  readonly after: Resolved;
}

/** The first thing that is wrong; `undefined`: nothing is. */
export function whatIsWrong({ pattern, wanted, before, after }: CheckedChange): string | undefined {
  for (const [host, old] of before) {
    const now = after.get(host) ?? '';
    const changed = differing(old, now);
    // As it would be typed, so perhaps with a user before it.
    const isMeant = takes(pattern, host.slice(host.lastIndexOf('@') + 1));
    const stray = changed.find((keyword) => !isMeant || !(keyword in lowered(wanted)));
    if (stray !== undefined) return `${stray} of ${host} would change as well`;
    // Hosts with a say of their own keep it; the pattern's own sample has none.
    if (!isMeant || (/[*?]/.test(pattern) && host !== sampleOf(pattern))) continue;
    for (const [keyword, value] of Object.entries(lowered(wanted)))
      if (settingIn(now, keyword) !== String(value))
        return `${keyword} of ${host} would be ${settingIn(now, keyword) ?? 'unset'}, not ${value}`;
  }
  return undefined;
}

/** A keyword's value in the output of `ssh -G`; `undefined`: it is not there. */
export function settingIn(resolved: string, keyword: string): string | undefined {
  return resolved
    .split('\n')
    .find((line) => line.startsWith(`${keyword} `))
    ?.slice(keyword.length + 1);
}

/** Keywords whose lines are not the same. */
function differing(before: string, after: string): readonly string[] {
  if (before === after) return [];
  const [old, now] = [new Set(before.split('\n')), new Set(after.split('\n'))];
  const lines = [...[...old].filter((line) => !now.has(line)), ...[...now].filter((line) => !old.has(line))];
  const keywords = lines.map((line) => line.split(' ', 1)[0] ?? '');
  // The same lines in another order.
  return keywords.length === 0 ? ['the order of the settings'] : [...new Set(keywords)];
}

function lowered(options: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key.toLowerCase(), value]));
}
