import { isCatchAll, placeOf } from '../blocks.ts';
import type { ClientSubject } from '../client-subject.ts';
import type { Rule } from '../rule.ts';
import { readableText } from '../../sshconfig/lines.ts';

/** `Include` inside a block counts only for that block, which is seldom meant. */
export const includeInBlock: Rule<ClientSubject> = {
  id: 'include-in-block',
  severity: 'warning',
  title: 'An Include inside a block counts for that block alone.',
  cites: [
    'ssh_config(5), Include: "may appear inside a Match or Host block to perform conditional inclusion"',
  ],
  judge({ directives }) {
    return directives.flatMap(({ file, line, directive, block }) => {
      if (directive.name !== 'include' || block === undefined || isCatchAll(block)) return [];
      const head = `${block.directive.keyword.text} ${readableText(block.directive.rest.text)}`;
      return [
        {
          place: placeOf(file, line, directive.keyword.startOffset),
          message: `everything in ${readableText(directive.rest.text)} counts only for "${head}" (line ${block.line.number}), because the Include stands inside its block`,
          fix: 'move the Include above the first Host or Match, or write "Match all" before it',
        },
      ];
    });
  },
};
