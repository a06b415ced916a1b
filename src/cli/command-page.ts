/**
 * A command as a person meets it. The parser's own definition is the one source
 * of names, values and defaults; parser, help, man page and completions are all
 * made from it. A page adds only prose.
 */
import type { Command, CommandContext, FlagParametersForType } from '@stricli/core';
import type { Choice } from './choice.ts';

/** The parser only parses: a command's function says what was asked for. */
export interface CliContext extends CommandContext {
  readonly choose: (choice: Choice) => void;
}

export interface CommandPage {
  /** The words that call it: `['lab', 'run']`. */
  readonly route: readonly string[];
  readonly command: Command<CliContext>;
  /** Paragraphs. */
  readonly description: readonly string[];
  /** How the options are grouped; those named in none stand first, without a title. */
  readonly groups: readonly { readonly title: string; readonly options: readonly string[] }[];
  readonly examples: readonly { readonly line: string; readonly says: string }[];
  /** What the first argument may be, where that can be listed: for completion. */
  readonly argumentValues: readonly string[];
  /** What may follow `--`; `undefined`: nothing of its own. */
  readonly afterDashes: string | undefined;
}

export interface OptionPage {
  /** Without dashes, kebab-case. */
  readonly name: string;
  /** The one-letter form, without its dash. */
  readonly letter: string | undefined;
  /** What its value is called; `undefined`: it takes none. */
  readonly placeholder: string | undefined;
  readonly brief: string;
  readonly defaultText: string | undefined;
  /** The values it takes, where they can be listed. */
  readonly values: readonly string[];
  readonly repeatable: boolean;
}

export interface ArgumentPage {
  readonly placeholder: string;
  readonly brief: string;
  readonly optional: boolean;
  readonly repeatable: boolean;
}

/** The options of a command in the order of their definition, hidden ones left out. */
export function optionsOf(page: CommandPage): readonly OptionPage[] {
  const { flags = {}, aliases = {} } = page.command.parameters;
  const letters = new Map(Object.entries(aliases).map(([letter, name]) => [name, letter]));
  return Object.entries(flags)
    .filter(([, flag]) => !('hidden' in flag && flag.hidden))
    .map(([name, flag]) => ({
      name: kebab(name),
      letter: letters.get(name),
      placeholder: flag.kind === 'boolean' ? undefined : (flag.placeholder ?? 'VALUE'),
      brief: flag.brief,
      defaultText: 'default' in flag && typeof flag.default === 'string' ? flag.default : undefined,
      values: flag.kind === 'enum' ? flag.values : [],
      repeatable: 'variadic' in flag && flag.variadic !== undefined && flag.variadic !== false,
    }));
}

/** The positional arguments of a command, in order. */
export function argumentsOf(page: CommandPage): readonly ArgumentPage[] {
  const { positional } = page.command.parameters;
  if (positional === undefined) return [];
  const parameters = positional.kind === 'tuple' ? positional.parameters : [positional.parameter];
  return parameters.map((parameter) => ({
    placeholder: parameter.placeholder ?? 'ARGUMENT',
    brief: parameter.brief,
    optional: parameter.optional === true,
    repeatable: positional.kind === 'array',
  }));
}

/** `idletrace trace [options] TARGET`. */
export function usageOf(page: CommandPage): string {
  const args = argumentsOf(page).map(({ placeholder, optional, repeatable }) => {
    const name = repeatable && page.afterDashes === undefined ? `${placeholder}...` : placeholder;
    return optional ? `[${name}]` : name;
  });
  const options = optionsOf(page).length === 0 ? [] : ['[options]'];
  const tail = page.afterDashes === undefined ? [] : ['--', page.afterDashes];
  return ['idletrace', ...page.route, ...options, ...args, ...tail].join(' ');
}

/** Of a command without options. */
export type NoFlags = Readonly<Record<string, never>>;

/** The option that every command has: its result as one JSON document. */
export const jsonFlag: FlagParametersForType<{ readonly json: boolean }, CliContext>['json'] = {
  kind: 'boolean',
  default: false,
  withNegated: false,
  brief: 'Write the result to stdout as one JSON document',
};

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
