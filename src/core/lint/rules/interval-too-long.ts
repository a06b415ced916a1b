import { PRODUCTS } from '../../facts/products.ts';
import { isBefore } from '../../sshconfig/client-keywords.ts';
import type { KeepaliveSubject } from '../keepalive.ts';
import type { Rule } from '../rule.ts';

/** A keepalive must come sooner than the first box on the path forgets. */
export const intervalTooLong: Rule<KeepaliveSubject> = {
  id: 'interval-too-long',
  severity: 'warning',
  title: 'A keepalive interval that is longer than the limits of common NATs, firewalls and balancers.',
  cites: [
    'idletrace explain 240s: the products whose default that is',
    'openssh-portable commit 9d7193a83: sshd 9.2 to 9.4 probes half as often as it says',
  ],
  judge({ side, version, given }) {
    const isHalfRate = side === 'server' && !isBefore(version, [9, 2]) && isBefore(version, [9, 5]);
    return given.flatMap(({ kind, title, place, value }) => {
      const realSeconds = Number(value) * (isHalfRate ? 2 : 1);
      if (kind !== 'interval' || realSeconds < SHORTEST_SAFE_SECONDS) return [];
      const half = isHalfRate ? `; sshd ${version.join('.')} sends it only about every ${realSeconds} s` : '';
      const danger =
        side === 'server' ? '; a server that speaks on a forgotten connection can even end it' : '';
      return [
        {
          place,
          message: `${title} is ${value} s${half}, and ${productsText(realSeconds)}: what goes through one is forgotten before the keepalive comes${danger}`,
          fix: `write ${title} ${isHalfRate ? RECOMMENDED_SECONDS / 2 : RECOMMENDED_SECONDS}, or measure: idletrace TARGET`,
        },
      ];
    });
  },
};

/** Azure's NAT gateway and load balancer, the shortest defaults that many connections meet on the open path. */
const SHORTEST_SAFE_SECONDS = 240;
/** Under every default that counts packets in the facts, with room for one that is lost. */
const RECOMMENDED_SECONDS = 60;

function productsText(seconds: number): string {
  const shorter = PRODUCTS.filter(
    ({ defaultSeconds, role, confidence }) =>
      defaultSeconds !== undefined &&
      defaultSeconds <= seconds &&
      defaultSeconds >= SHORTEST_SAFE_SECONDS &&
      role !== 'standard' &&
      confidence === 'high',
  );
  const [example] = shorter;
  return example === undefined
    ? `some boxes on the path forget after ${SHORTEST_SAFE_SECONDS} s`
    : `${shorter.length} known product${shorter.length === 1 ? ' has' : 's have'} a limit of ${SHORTEST_SAFE_SECONDS} to ${seconds} s by default (${example.vendor} ${example.name}: ${example.defaultSeconds} s)`;
}
