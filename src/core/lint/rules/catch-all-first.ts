import { isCatchAll, placeOf } from '../blocks.ts';
import type { ClientSubject } from '../client-subject.ts';
import type { Fault, Rule } from '../rule.ts';
import { listText } from '../words-for.ts';
import { shadowOf } from './shadowed-value.ts';

/** `Host *` above the special ones takes their values away. */
export const catchAllFirst: Rule<ClientSubject> = {
  id: 'catch-all-first',
  severity: 'warning',
  title: 'A block for all hosts stands above special ones, whose values are never used.',
  cites: ['ssh_config(5): "more host-specific declarations should be given near the beginning of the file"'],
  judge({ directives }) {
    const lost = new Map<string, { readonly fault: Omit<Fault, 'message'>; readonly lines: string[] }>();
    for (const each of directives) {
      const shadow = shadowOf(each);
      if (shadow === undefined || shadow.isAlike || shadow.hosts === undefined) continue;
      const winner = directives.find(
        ({ file, line }) => file === shadow.winner.file && line.number === shadow.winner.line,
      );
      const block = winner?.block;
      if (winner === undefined || block === undefined || !isCatchAll(block)) continue;
      const place = placeOf(winner.file, block.line, block.directive.keyword.startOffset);
      const fix = `move "${block.directive.keyword.text} ${block.directive.rest.text}" and its lines to the end of the file`;
      const key = `${place.file}:${place.line}`;
      const known = lost.get(key) ?? { fault: { place, fix }, lines: [] };
      known.lines.push(`${each.directive.keyword.text} in line ${each.line.number}`);
      lost.set(key, known);
    }
    return [...lost.values()].map(({ fault, lines }) => ({
      ...fault,
      message: `this block is for every host and stands above others: ${listText(lines)} ${lines.length === 1 ? 'is' : 'are'} never used`,
    }));
  },
};
