/** The command line from end to end: arguments and streams in, exit status out. Only here are errors caught. */
import { OperationalError } from '../core/errors.ts';
import { printable } from '../core/report/printable.ts';
import { readArgv } from './argv.ts';
import { PAGES } from './commands.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import type { Io } from './io.ts';
import { parseRequest } from './parse.ts';
import { runChoice } from './run-choice.ts';
import { VERSION } from './version.ts';

/** Runs what `argv` (without node and script) asks for; the exit status. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await perform(argv, io);
  } catch (error) {
    io.stderr.write(errorText(error));
    return exitCodeOf(error);
  }
}

async function perform(argv: readonly string[], io: Io): Promise<number> {
  const request = readArgv(argv, PAGES);
  if (request.kind === 'version') {
    io.stdout.write(`idletrace ${VERSION}\n`);
    return EXIT.done;
  }
  if (request.kind === 'help') {
    const { helpText } = await import('./help.ts');
    io.stdout.write(helpText(request, PAGES));
    return EXIT.done;
  }
  return runChoice(await parseRequest(request), io);
}

/** Wrong usage is one line; what else stands in the way is a line and what to do; a bug of ours keeps its stack. */
function errorText(error: unknown): string {
  if (!(error instanceof OperationalError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `idletrace: a bug of idletrace itself, please report it:\n${stack}\n`;
  }
  const message = printable(error.message);
  const hint = printable(error.hint);
  return error.code === 'USAGE'
    ? `idletrace: ${message}${/[?]$/.test(message) ? '' : ';'} ${hint}\n`
    : `idletrace: ${message}\n  ${hint}\n`;
}
