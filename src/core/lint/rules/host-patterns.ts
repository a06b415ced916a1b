import { placeOf } from '../blocks.ts';
import { readableText } from '../../sshconfig/lines.ts';
import type { ClientSubject } from '../client-subject.ts';
import type { Fault, Rule } from '../rule.ts';

/** Patterns of `Host` are separated by blanks, and one with `!` only takes away from the others. */
export const hostPatterns: Rule<ClientSubject> = {
  id: 'host-never-matches',
  severity: 'warning',
  title: 'A Host line whose patterns can fit no host.',
  cites: ['ssh_config(5), Host and PATTERNS: a negated match will never produce a positive result by itself'],
  judge({ directives }) {
    return directives.flatMap(({ file, line, directive }): readonly Fault[] => {
      const words = directive.name === 'host' ? (directive.words ?? []) : [];
      const [first] = words;
      if (first === undefined) return [];
      if (words.every(({ text }) => text.startsWith('!'))) {
        return [
          {
            place: placeOf(file, line, first.startOffset),
            message:
              'patterns with ! only take hosts away, and there is none that lets one in: this block counts for no host',
            fix: `write "Host * ${words.map(({ text }) => readableText(text)).join(' ')}" for all the others`,
          },
        ];
      }
      const comma = words.find(({ text }) => text.includes(','));
      if (comma === undefined) return [];
      return [
        {
          place: placeOf(file, line, comma.startOffset),
          message: `Host separates its patterns by blanks: "${readableText(comma.text)}" fits only a host with a comma in its name`,
          fix: `write "${readableText(comma.text).replaceAll(',', ' ')}"`,
        },
      ];
    });
  },
};
