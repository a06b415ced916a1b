/** The parser at work: long options and arguments in, the command's `Choice` out, or one line that says what is wrong. */
import {
  ArgumentParseError,
  ArgumentScannerError,
  buildApplication,
  EnumValidationError,
  FlagNotFoundError,
  run,
  text_en,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from '@stricli/core';
import { OperationalError } from '../core/errors.ts';
import type { Request } from './argv.ts';
import type { Choice } from './choice.ts';
import { type CliContext, usageOf } from './command-page.ts';
import { buildRoutes } from './commands.ts';

/** What is asked for. Throws `USAGE` for arguments that the command does not take. */
export async function parseRequest(
  request: Extract<Request, { kind: 'command' | 'unknown-command' }>,
): Promise<Choice> {
  const seen = await scan(request.inputs);
  if (seen.choice !== undefined && seen.errors.length === 0) return seen.choice;
  const help = request.kind === 'command' ? request.page.route.join(' ') : (request.inputs[0] ?? '');
  const hint = `see idletrace ${help} --help`;
  const error = worst(seen.errors);
  if (error instanceof OperationalError) throw error;
  if (request.kind === 'unknown-command') {
    throw new OperationalError(
      'USAGE',
      `there is no command "${request.inputs.join(' ')}"${perhaps(seen.corrections)}`,
      { hint },
    );
  }
  if (request.implied && error instanceof UnexpectedPositionalError) {
    const meant = request.inputs.slice(1).find((word) => !word.startsWith('-')) ?? '';
    const { corrections } = meant.length < 3 ? { corrections: [] } : await scan([meant]);
    throw new OperationalError(
      'USAGE',
      `one TARGET is traced at a time, not "${error.input}" too${perhaps(corrections)}`,
      { hint },
    );
  }
  if (error === undefined) throw new Error('the parser neither chose a command nor said what is wrong');
  if (!(error instanceof ArgumentScannerError)) throw error;
  throw new OperationalError('USAGE', wordsFor(error), {
    hint: error instanceof UnsatisfiedPositionalError ? `usage: ${usageOf(request.page)}` : hint,
  });
}

interface Seen {
  readonly choice: Choice | undefined;
  readonly errors: readonly unknown[];
  readonly corrections: readonly string[];
}

/** One pass of the parser. What it would print is kept instead. */
async function scan(inputs: readonly string[]): Promise<Seen> {
  const errors: unknown[] = [];
  let chosen: Choice | undefined;
  let near: readonly string[] = [];
  const keep = (error: unknown): string => {
    errors.push(error);
    return '';
  };
  const application = buildApplication<CliContext>(buildRoutes(), {
    name: 'idletrace',
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
    localization: {
      text: {
        ...text_en,
        exceptionWhileParsingArguments: keep,
        exceptionWhileRunningCommand: keep,
        exceptionWhileLoadingCommandFunction: keep,
        noCommandRegisteredForInput({ corrections }) {
          near = corrections.map((correction) => correction.replaceAll('`', ''));
          return '';
        },
      },
    },
  });
  const nowhere = { write: () => {} };
  await run(application, inputs, {
    process: { stdout: nowhere, stderr: nowhere, env: { STRICLI_SKIP_VERSION_CHECK: '1' } },
    choose(choice) {
      chosen = choice;
    },
  });
  return { choice: chosen, errors, corrections: near };
}

/** What to tell where several things are wrong: a missing argument is often only the consequence of another. */
function worst(errors: readonly unknown[]): unknown {
  const inner = errors.map((error) =>
    error instanceof ArgumentParseError && error.exception instanceof OperationalError
      ? error.exception
      : error,
  );
  return inner.find((error) => !(error instanceof UnsatisfiedPositionalError)) ?? inner[0];
}

function wordsFor(error: ArgumentScannerError): string {
  if (error instanceof FlagNotFoundError) {
    return `there is no option --${error.input}${perhaps(error.corrections.map((name) => `--${name}`))}`;
  }
  if (error instanceof ArgumentParseError) {
    if (error.exception instanceof SyntaxError)
      return `${option(error.externalFlagNameOrPlaceholder)} takes no value`;
    const reason = error.exception instanceof Error ? error.exception.message : String(error.exception);
    return `${option(error.externalFlagNameOrPlaceholder)} ${reason}`;
  }
  if (error instanceof EnumValidationError) {
    return `${option(error.externalFlagName)} takes one of ${error.values.join(', ')}, not "${error.input}"`;
  }
  if (error instanceof UnexpectedFlagError) return `${option(error.externalFlagName)} is given twice`;
  if (error instanceof UnsatisfiedFlagError) return `${option(error.externalFlagName)} needs a value`;
  if (error instanceof UnsatisfiedPositionalError) return `no ${error.placeholder} given`;
  if (error instanceof UnexpectedPositionalError) return `"${error.input}" is one argument too many`;
  return error.message;
}

/** Arguments are called by names in capitals; all else is an option. */
function option(name: string): string {
  return /^[A-Z]+$/.test(name) ? name : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function perhaps(corrections: readonly string[]): string {
  return corrections.length === 0 ? '' : `; did you mean ${corrections.slice(0, 2).join(' or ')}?`;
}
