import { placeOf } from '../blocks.ts';
import type { ClientSubject } from '../client-subject.ts';
import type { Rule } from '../rule.ts';

/** Behind `ProxyJump none` a comment makes `none` the name of a host. */
export const proxyJumpNone: Rule<ClientSubject> = {
  id: 'proxy-jump-none',
  severity: 'warning',
  title: 'ProxyJump none with a comment behind it jumps over a host called "none".',
  cites: ['readconf.c, parse_jump: the line is compared with "none" before its comment is cut off'],
  judge({ directives }) {
    return directives.flatMap(({ file, line, directive }) => {
      if (directive.name !== 'proxyjump' || !/^none[ \t]*#|^none[ \t]+\S/i.test(directive.rest.text))
        return [];
      return [
        {
          place: placeOf(file, line, directive.rest.startOffset),
          message: 'with a comment behind it, none is taken for the name of a host to jump over',
          fix: 'put the comment on a line of its own',
        },
      ];
    });
  },
};
