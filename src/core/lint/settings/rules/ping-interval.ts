import type { Fault, Rule } from '../../rule.ts';
import { type Entry, numberIn, type SettingsKind, type SettingsSubject } from '../entries.ts';

/** PuTTY and WinSCP add minutes and seconds; below zero PuTTY ends, too long and it comes too late. */
export const pingInterval: Rule<SettingsSubject> = {
  id: 'ping-interval',
  severity: 'warning',
  title: 'A keepalive of PuTTY, KiTTY or WinSCP that is too long, or below zero.',
  cites: [
    'measured with plink 0.78: PingIntervalSecs -3 ends it with an assertion; minutes and seconds are added',
  ],
  judge({ kind, entries }) {
    if (!KINDS.has(kind)) return [];
    const sections = [...new Set(entries.map(({ section }) => section))];
    return sections.flatMap((section): readonly Fault[] => {
      const minutes = find(entries, section, 'PingInterval');
      const seconds = find(entries, section, 'PingIntervalSecs');
      const at = seconds ?? minutes;
      if (at === undefined) return [];
      const radix = kind === 'putty-reg' ? 16 : 10;
      const total = 60 * signed(minutes, radix) + signed(seconds, radix);
      if (total < 0) {
        return [
          {
            place: at.place,
            message: `the keepalive's minutes and seconds add up to ${total} s, and PuTTY ends with an assertion`,
            fix: SET,
          },
        ];
      }
      if (total < SHORTEST_SAFE_SECONDS) return [];
      return [
        {
          place: (minutes !== undefined && signed(minutes, radix) > 0 ? minutes : at).place,
          message: `a keepalive every ${total} s is longer than the limits of common NATs and balancers (${SHORTEST_SAFE_SECONDS} s and more); PingInterval counts minutes`,
          fix: SET,
        },
      ];
    });
  },
};

/** In PuTTY's and WinSCP's files the first of two lines counts. */
function find(entries: readonly Entry[], section: string, key: string): Entry | undefined {
  return entries.find((entry) => entry.section === section && entry.key === key);
}

function signed(entry: Entry | undefined, radix: 10 | 16): number {
  const number = entry === undefined ? 0 : (numberIn(entry, radix) ?? 0);
  // A dword of the registry is a number of 32 bits with a sign.
  return radix === 16 && number > 0x7fffffff ? number - 2 ** 32 : number;
}

const KINDS: ReadonlySet<SettingsKind> = new Set(['putty-session', 'putty-reg', 'kitty-session', 'winscp']);
const SET = 'set PingInterval to 0 and PingIntervalSecs to 60';
/** As in the rule for OpenSSH: Azure's defaults. */
const SHORTEST_SAFE_SECONDS = 240;
