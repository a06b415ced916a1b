import { timeSeconds } from '../../../sshconfig/numbers.ts';
import type { Fault, Rule } from '../../rule.ts';
import { type Entry, type SettingsSubject } from '../entries.ts';

/** Options for ssh in other programs' files: ansible's ssh_args, autossh's line. */
export const sshOptions: Rule<SettingsSubject> = {
  id: 'ssh-options',
  severity: 'warning',
  title:
    'Options for ssh in a line of Ansible or autossh that do not keep the session alive as they seem to.',
  cites: ['autossh(1): -M 0 turns its own monitoring off', 'readconf.c: what ssh refuses after -o'],
  judge({ kind, entries }) {
    if (kind !== 'ansible' && kind !== 'autossh') return [];
    return entries.flatMap((entry): readonly Fault[] => {
      const isArgs = kind === 'autossh' || /^ssh_(?:common_|extra_)?args$/.test(entry.key);
      return isArgs ? [...valueFaults(entry), ...(kind === 'autossh' ? unmonitored(entry) : [])] : [];
    });
  },
};

function valueFaults({ value, place }: Entry): readonly Fault[] {
  return [...value.matchAll(/ServerAlive(Interval|CountMax)[= "']+([^\s"']+)/gi)].flatMap(
    ([, what = '', text = '']): readonly Fault[] => {
      const isInterval = what.toLowerCase() === 'interval';
      const number = isInterval ? timeSeconds(text) : /^\d+$/.test(text) ? Number(text) : undefined;
      // A variable or a template stands for what is not known here.
      if (/[$%{]/.test(text)) return [];
      if (number === undefined)
        return [{ place, message: `ssh refuses ServerAlive${what} ${text}`, fix: 'write a whole number' }];
      if (isInterval && number >= SHORTEST_SAFE_SECONDS) {
        return [
          {
            place,
            message: `ServerAliveInterval ${text} is longer than the limits of common NATs and balancers (${SHORTEST_SAFE_SECONDS} s and more)`,
            fix: 'write ServerAliveInterval=60',
          },
        ];
      }
      if (!isInterval && number === 0) {
        return [
          {
            place,
            message: 'ServerAliveCountMax 0 ends a healthy session after one quiet interval',
            fix: 'write ServerAliveCountMax=3',
          },
        ];
      }
      return [];
    },
  );
}

/** Without its monitoring, only ssh itself can notice that the connection is dead. */
function unmonitored({ value, place }: Entry): readonly Fault[] {
  if (!/(?:^|\s)-M\s*0\b/.test(value) || /ServerAliveInterval|\s-F\s/i.test(value)) return [];
  return [
    {
      place,
      message:
        'with -M 0 autossh does not look whether the connection still lives, and no ServerAliveInterval is given here: a dead tunnel is not noticed unless ~/.ssh/config sets it',
      fix: 'add -o ServerAliveInterval=30 -o ServerAliveCountMax=3',
    },
  ];
}

const SHORTEST_SAFE_SECONDS = 240;
