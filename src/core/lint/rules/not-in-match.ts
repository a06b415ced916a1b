import { SERVER_KEYWORDS } from '../../sshconfig/server-keywords.ts';
import type { Rule } from '../rule.ts';
import type { RefusalSubject } from './refused.ts';

/** sshd does not start with a keyword for all connections inside a `Match` block. */
export const notInMatch: Rule<RefusalSubject> = {
  id: 'not-allowed-in-match',
  severity: 'error',
  title: 'A keyword for all connections stands inside a Match block, and sshd does not start.',
  cites: ['servconf.c: SSHCFG_GLOBAL', 'measured with 9.2: TCPKeepAlive inside a Match block is fatal'],
  judge(subject) {
    return subject.refusals.flatMap(({ about, place }) => {
      const at = place === undefined ? undefined : subject.directiveAt(place.file, place.line);
      const keyword = at === undefined ? undefined : SERVER_KEYWORDS.get(at.directive.name);
      if (about !== 'inside-match' || place === undefined || keyword === undefined) return [];
      return [
        {
          place,
          message: `${keyword.title} is not allowed inside a Match block, and sshd does not start with it`,
          fix: 'move the line above the first Match; a line at the end of the file belongs to its last Match',
        },
      ];
    });
  },
};
