import type { Rule } from '../../rule.ts';
import type { SettingsSubject } from '../entries.ts';

/** PuTTY reads its files to the letter. */
export const puttyKeyIgnored: Rule<SettingsSubject> = {
  id: 'key-ignored',
  severity: 'warning',
  title: 'A keepalive setting that PuTTY does not see, for its spelling.',
  cites: [
    'measured with plink 0.78: "Key = 2", " Key=2", "#Key=2" and other case are passed over; the first of two counts',
  ],
  judge({ kind, entries }) {
    if (kind !== 'putty-session') return [];
    return entries.flatMap(({ key, value, place }, at) => {
      const title = TITLES.find((each) => each.toLowerCase() === key.trim().toLowerCase());
      if (title === undefined) return [];
      const isRepeated = entries.slice(0, at).some((entry) => entry.key === key);
      if (key === title && !isRepeated) return [];
      const why = isRepeated
        ? 'another line above sets it, and the first counts'
        : 'PuTTY takes the key to the letter: no blanks, this very case';
      return [
        {
          place,
          message: `this line does nothing: ${why}`,
          fix: isRepeated ? 'remove the line that is not meant' : `write ${title}=${value.trim()}`,
        },
      ];
    });
  },
};

const TITLES = ['PingInterval', 'PingIntervalSecs', 'TCPKeepalives'];
