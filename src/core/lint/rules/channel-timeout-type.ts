import { placeOf } from '../blocks.ts';
import type { Rule } from '../rule.ts';
import type { ServerSubject } from '../server-subject.ts';

/** On the server a session's channel has a longer type than the manual says. */
export const channelTimeoutType: Rule<ServerSubject> = {
  id: 'channel-timeout-type',
  severity: 'warning',
  title: 'ChannelTimeout session=... fits no channel of sshd.',
  cites: ['measured with 9.2: session=5 never ends a session, session:*=5 does; with 10.5 global=5 does'],
  judge({ directives }) {
    return directives.flatMap(({ file, line, directive }) => {
      const word = directive.words?.find(({ text }) => /^session=/i.test(text));
      if (directive.name !== 'channeltimeout' || word === undefined) return [];
      const time = word.text.slice(word.text.indexOf('=') + 1);
      return [
        {
          place: placeOf(file, line, word.startOffset),
          message: `"${word.text}" fits no channel of sshd, whose sessions are of a type such as session:shell, and so ends none`,
          fix: `write session:*=${time}`,
        },
      ];
    });
  },
};
