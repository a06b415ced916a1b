/**
 * From what the shell hands over to what the parser reads: ssh's habits
 * (`-p2222`, `-oKEY=VALUE`, the target before or after options) become long
 * options, and a line without a command becomes a trace. Values are not judged
 * here.
 */
import { OperationalError } from '../core/errors.ts';
import { type CommandPage, type OptionPage, optionsOf } from './command-page.ts';

export type Request =
  | { readonly kind: 'version' }
  /** `page` undefined: of idletrace as a whole. `route`: the words that were given, for a group such as `lab`. */
  | { readonly kind: 'help'; readonly page: CommandPage | undefined; readonly route: readonly string[] }
  /** `inputs`: the command's words, then long options with their values after `=`, then arguments. */
  | {
      readonly kind: 'command';
      readonly page: CommandPage;
      readonly inputs: readonly string[];
      readonly implied: boolean;
    }
  /** The words name no command; the parser knows what comes near. */
  | { readonly kind: 'unknown-command'; readonly inputs: readonly string[] };

/** What is asked for by the arguments after the program's name. Throws `USAGE` where an option is none. */
export function readArgv(argv: readonly string[], pages: readonly CommandPage[]): Request {
  const [first = ''] = argv;
  if (argv.length === 0) {
    throw new OperationalError('USAGE', 'no TARGET given', {
      hint: 'try idletrace user@host, or idletrace --help',
    });
  }
  if (HELP.includes(first)) return { kind: 'help', page: undefined, route: [] };
  if (first === '--version') return { kind: 'version' };
  const named = pages.filter(({ route }) => route[0] === first);
  if (named.length === 0) return commandRequest(pageOfTrace(pages), argv, true);
  const page = named.find(({ route }) => route.every((word, at) => argv[at] === word));
  if (page !== undefined) return commandRequest(page, argv.slice(page.route.length), false);
  const [, second = ''] = argv;
  if (HELP.includes(second)) return { kind: 'help', page: undefined, route: [first] };
  if (second !== '' && !second.startsWith('-')) return { kind: 'unknown-command', inputs: [first, second] };
  const choices = named.map(({ route }) => route.slice(1).join(' ')).join(', ');
  throw new OperationalError('USAGE', `${first} needs one of ${choices}`, {
    hint: `see idletrace ${first} --help`,
  });
}

function pageOfTrace(pages: readonly CommandPage[]): CommandPage {
  const trace = pages.find(({ route }) => route.join(' ') === 'trace');
  if (trace === undefined) throw new Error('there is no trace command to imply');
  return trace;
}

function commandRequest(page: CommandPage, words: readonly string[], implied: boolean): Request {
  const options = optionsOf(page);
  const inputs: string[] = [...page.route];
  let rest = words;
  while (rest.length > 0) {
    const [word = '', ...after] = rest;
    if (word === '--') {
      inputs.push(...rest);
      break;
    }
    if (HELP.includes(word)) return { kind: 'help', page, route: page.route };
    const taken = word.startsWith('--')
      ? longOption(word, after, options)
      : shortOptions(word, after, { page, options });
    inputs.push(...taken.inputs);
    rest = taken.rest;
  }
  return { kind: 'command', page, inputs, implied };
}

interface Taken {
  readonly inputs: readonly string[];
  readonly rest: readonly string[];
}

/** `--max 5m` becomes `--max=5m`, so that a value may begin with a dash and is judged as a value. */
function longOption(word: string, after: readonly string[], options: readonly OptionPage[]): Taken {
  const [value, ...rest] = after;
  const option = options.find(({ name }) => `--${name}` === word);
  if (option?.placeholder === undefined || value === undefined) return { inputs: [word], rest: after };
  return { inputs: [`${word}=${value}`], rest };
}

/** As getopt(3) reads them: letters in a row, the value of one in the same word or in the next. */
function shortOptions(
  word: string,
  after: readonly string[],
  { page, options }: { readonly page: CommandPage; readonly options: readonly OptionPage[] },
): Taken {
  if (!word.startsWith('-') || word === '-') return { inputs: [word], rest: after };
  const inputs: string[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const option = options.find((each) => each.letter === letter);
    if (option === undefined) throw unknownLetter(letter, page);
    if (option.placeholder === undefined) {
      inputs.push(`--${option.name}`);
      continue;
    }
    const attached = word.slice(at + 1);
    const value = attached === '' ? after[0] : attached;
    if (value === undefined) throw valueMissing(letter, option);
    inputs.push(`--${option.name}=${value}`);
    return { inputs, rest: attached === '' ? after.slice(1) : after };
  }
  return { inputs, rest: after };
}

function unknownLetter(letter: string, page: CommandPage): OperationalError {
  const sshOwn = page.route[0] === 'trace' && SSH_LETTERS.includes(letter);
  return new OperationalError('USAGE', `there is no option -${letter}`, {
    hint: sshOwn
      ? 'of the options of ssh, -F -o -p -i -J are passed on; the others have a -o KEY=VALUE'
      : `see idletrace ${page.route.join(' ')} --help`,
  });
}

function valueMissing(letter: string, option: OptionPage): OperationalError {
  return new OperationalError('USAGE', `-${letter} needs a value`, {
    hint: `write -${letter} ${option.placeholder}`,
  });
}

const HELP: readonly string[] = ['--help', '-h'];
/** The options of ssh(1), OpenSSH 10.0, that idletrace does not take. */
const SSH_LETTERS = '46AaBbCcDEeGgIKkLlMmNnOPQqRSsTtVvWwXxYy';
