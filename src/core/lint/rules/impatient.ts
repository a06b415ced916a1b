import type { KeepaliveSubject } from '../keepalive.ts';
import type { Rule } from '../rule.ts';

/** A tight pair ends sessions in short outages that TCP would have survived. */
export const impatient: Rule<KeepaliveSubject> = {
  id: 'gives-up-soon',
  severity: 'warning',
  title: 'An interval and a count that end a session in a short outage.',
  cites: [
    'clientloop.c and serverloop.c: the end comes after interval x (count + 1); measured 7.9 s for 2 s and 3',
  ],
  judge({ given }) {
    return given.flatMap(({ kind, title, place, value, beside }) => {
      const tight = beside.find(({ intervalSeconds = 0, countMax = 0 }) => {
        const seconds = intervalSeconds * (countMax + 1);
        return intervalSeconds > 0 && countMax > 0 && seconds < SHORTEST_SECONDS;
      });
      if (kind !== 'interval' || tight?.countMax === undefined) return [];
      const seconds = Number(value) * (tight.countMax + 1);
      return [
        {
          place,
          message: `${title} ${value} with a count of ${tight.countMax} ends the session after ${seconds} s without an answer: a short outage, a change of network or a sleeping disk is enough`,
          fix: `raise one of the two, so that ${title} times (count + 1) is a minute or more`,
        },
      ];
    });
  },
};

/** Seconds; TCP itself goes on for a quarter of an hour, and a roaming Wi-Fi or a rebooting router is away for about this long. */
const SHORTEST_SECONDS = 30;
