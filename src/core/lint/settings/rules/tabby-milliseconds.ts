import type { Fault, Rule } from '../../rule.ts';
import { numberIn, type SettingsSubject } from '../entries.ts';

/** Tabby counts milliseconds and rounds them to seconds. */
export const tabbyMilliseconds: Rule<SettingsSubject> = {
  id: 'milliseconds',
  severity: 'error',
  title:
    "Tabby's keepaliveInterval is in milliseconds: a small number floods the server with probes and ends the session.",
  cites: ['measured with russh 0.1.38: an interval of 0 s sends 170 probes and disconnects after 0.3 s'],
  judge({ kind, entries }) {
    if (kind !== 'tabby') return [];
    return entries.flatMap((entry): readonly Fault[] => {
      const intervalMs = entry.key === 'keepaliveInterval' ? numberIn(entry) : undefined;
      if (intervalMs === undefined || intervalMs <= 0) return [];
      if (intervalMs < SMALLEST_MS) {
        return [
          {
            place: entry.place,
            message: `keepaliveInterval is in milliseconds, and ${intervalMs} is rounded to 0 s: a flood of probes that ends the session at once`,
            fix: `write ${intervalMs * 1000} for ${intervalMs} seconds`,
          },
        ];
      }
      if (intervalMs < LONGEST_SAFE_MS) return [];
      return [
        {
          place: entry.place,
          message: `a keepalive every ${intervalMs / 1000} s is longer than the limits of common NATs and balancers (240 s and more)`,
          fix: 'write 60000',
        },
      ];
    });
  },
};

/** Below it Tabby's rounding gives 0. */
const SMALLEST_MS = 500;
const LONGEST_SAFE_MS = 240_000;
