/** `idletrace explain WHAT`: from the catalogue to the terminal; no network, no other file. */
import { columnsOf, styleFor } from '../adapters/terminal.ts';
import { OperationalError } from '../core/errors.ts';
import { explain } from '../core/explain/explain.ts';
import { renderExplanation, unknownHint } from '../core/explain/terminal.ts';
import { printable } from '../core/report/printable.ts';
import type { ExplainOptions } from './choice.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

export async function runExplain(options: ExplainOptions, io: Io): Promise<number> {
  const { words, json } = options;
  const what = words.length === 1 && words[0] === '-' ? await lastOf(io.stdin) : words.join(' ');
  const explanation = explain(words.length === 0 ? undefined : what);
  const isKnown = explanation.matches.length > 0 || explanation.knows !== null;
  if (json) io.stdout.write(`${JSON.stringify(explanation, undefined, 2)}\n`);
  else if (isKnown) {
    io.stdout.write(
      renderExplanation(explanation, styleFor(io.stdout, options, io.env), columnsOf(io.stdout)),
    );
  }
  if (isKnown) return EXIT.done;
  io.stderr.write(`idletrace: nothing is known of "${shortened(what)}"\n  ${unknownHint()}\n`);
  return EXIT.couldNot;
}

/** What is piped in; of something long the end, which is what happened last. */
async function lastOf(stdin: NodeJS.ReadStream): Promise<string> {
  let text = '';
  try {
    stdin.setEncoding('utf8');
    for await (const chunk of stdin) text = (text + String(chunk)).slice(-MOST_CHARACTERS);
  } catch (cause) {
    throw new OperationalError('FILE', 'cannot read what to explain from stdin', {
      hint: 'give it as an argument',
      cause,
    });
  }
  return text;
}

function shortened(what: string): string {
  const line = printable(what.trim().split('\n', 1)[0] ?? '');
  return line.length > MOST_QUOTED ? `${line.slice(0, MOST_QUOTED)}...` : line;
}

const MOST_CHARACTERS = 65_536;
const MOST_QUOTED = 60;
