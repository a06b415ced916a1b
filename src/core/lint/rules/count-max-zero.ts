import { isBefore } from '../../sshconfig/client-keywords.ts';
import type { KeepaliveSubject } from '../keepalive.ts';
import type { Rule } from '../rule.ts';

/** 0 means opposite things on the two sides, and on the server since 8.2 the opposite of before. */
export const countMaxZero: Rule<KeepaliveSubject> = {
  id: 'count-max-zero',
  severity: 'warning',
  title:
    'A count of 0: the client ends a quiet session at once, the server (since 8.2) never ends a dead one.',
  cites: [
    'clientloop.c, server_alive_check; measured with 9.2: 2.0 s for an interval of 2 s',
    'openssh-portable commit 69334996a (8.2): ClientAliveCountMax 0 disables the disconnection',
  ],
  judge({ side, version, given }) {
    return given.flatMap(({ kind, title, place, value, beside }) => {
      if (kind !== 'count-max' || value !== '0') return [];
      if (side === 'client') {
        const seconds = beside.map(({ intervalSeconds }) => intervalSeconds).find((each) => each !== 0);
        const when =
          seconds === undefined ? 'the first interval without a word' : `${seconds} s without a word`;
        const yet = seconds === undefined ? ' (as soon as ServerAliveInterval is set)' : '';
        return [
          {
            place,
            message: `${title} 0 ends a healthy session after ${when} from the server${yet}: no probe is waited for`,
            fix: `write ${title} 3, or remove the line (3 is the default)`,
          },
        ];
      }
      const isOld = isBefore(version, [8, 2]);
      return [
        {
          place,
          message: isOld
            ? `${title} 0 ends every session that is idle for one ClientAliveInterval; since OpenSSH 8.2 it means the opposite, never to end one`
            : `${title} 0 never ends a session, not even one whose client is gone (since OpenSSH 8.2; before, it ended every idle session)`,
          fix: isOld
            ? `write ${title} 3; an idle limit on purpose is better made with TMOUT`
            : `write ${title} 3 to notice clients that are gone; an idle limit is made with ChannelTimeout or TMOUT`,
        },
      ];
    });
  },
};
