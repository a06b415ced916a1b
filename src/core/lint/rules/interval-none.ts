import { placeOf } from '../blocks.ts';
import type { ClientSubject } from '../client-subject.ts';
import type { Rule } from '../rule.ts';

/** `none` looks like "off", but leaves the setting open for the next line. */
export const intervalNone: Rule<ClientSubject> = {
  id: 'interval-none',
  severity: 'warning',
  title: 'ServerAliveInterval none sets nothing: another value further down still counts.',
  cites: ['readconf.c, parse_time: none is -1, which is "not set"'],
  judge({ directives }) {
    return directives.flatMap(({ file, line, directive }) => {
      const [value] = directive.words ?? [];
      if (!INTERVALS.has(directive.name) || value?.text !== 'none') return [];
      return [
        {
          place: placeOf(file, line, value.startOffset),
          message: 'none sets nothing here: a ServerAliveInterval in another block or file still counts',
          fix: 'write 0 to turn the keepalive off, or remove the line',
        },
      ];
    });
  },
};

const INTERVALS: ReadonlySet<string> = new Set(['serveraliveinterval', 'protocolkeepalives', 'setuptimeout']);
