/** `idletrace fix --snippet NAME`: the lines for a program's own SSH library. */
import { snippetNamed, SNIPPETS } from '../core/client/snippets.ts';
import { OperationalError } from '../core/errors.ts';
import type { IntervalChoice } from '../core/fix/interval.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

export function printSnippet(name: string, interval: IntervalChoice, { stdout, stderr }: Io): number {
  const snippet = snippetNamed(name);
  if (snippet === undefined) {
    throw new OperationalError('USAGE', `there is no snippet "${name}"`, {
      hint: `there is ${SNIPPETS.map(({ names }) => names[0]).join(', ')}`,
    });
  }
  if (interval.kind === 'refuse') {
    throw new OperationalError('NOT_DONE', interval.why, {
      hint: 'with --interval it is printed all the same',
    });
  }
  stdout.write(`${snippet.lines(interval.seconds).join('\n')}\n`);
  stderr.write([snippet.title, interval.why, ...snippet.notes].map((line) => `  ${line}\n`).join(''));
  return EXIT.done;
}
