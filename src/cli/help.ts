/** Help, made from the definition of the commands: of idletrace as a whole, of a group, of a command. */
import { INDENT, padded, widthOf, wrapped } from '../core/report/text-layout.ts';
import type { Request } from './argv.ts';
import { argumentsOf, type CommandPage, type OptionPage, optionsOf, usageOf } from './command-page.ts';
import { GROUP_BRIEFS } from './commands.ts';
import { DURATIONS, type Entry, EXIT_STATUS, KEYS, PURPOSE, TAGLINE } from './manual-text.ts';
import { VERSION } from './version.ts';

/** The help that was asked for, ending with a newline; no line is wider than 80 columns. */
export function helpText(request: Extract<Request, { kind: 'help' }>, pages: readonly CommandPage[]): string {
  const { page, route } = request;
  const sections =
    page !== undefined ? commandHelp(page) : route.length > 0 ? groupHelp(route, pages) : overview(pages);
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}

type Section = readonly string[];

function overview(pages: readonly CommandPage[]): readonly Section[] {
  const trace = pages.find(({ route }) => route.join(' ') === 'trace');
  return [
    [`idletrace ${VERSION}: ${TAGLINE}`],
    ['usage: idletrace [options] TARGET', '       idletrace COMMAND [options] ...'],
    wrapped(PURPOSE, COLUMNS),
    ['Commands', ...table(pages.map((page) => ({ term: page.route.join(' '), says: page.command.brief })))],
    ['Examples', ...examples(trace?.examples ?? [])],
    wrapped(
      'Without a command it is a trace: see idletrace trace --help for its options. "idletrace man | man -l -" shows the manual.',
      COLUMNS,
    ),
  ];
}

function groupHelp(route: readonly string[], pages: readonly CommandPage[]): readonly Section[] {
  const name = route.join(' ');
  const members = pages.filter((page) => page.route[0] === name);
  return [
    [`usage: idletrace ${name} COMMAND ...`],
    wrapped(`${GROUP_BRIEFS[name] ?? ''}.`, COLUMNS),
    ['Commands', ...table(members.map((page) => ({ term: page.route.join(' '), says: page.command.brief })))],
    [`idletrace ${name} COMMAND --help tells more.`],
  ];
}

function commandHelp(page: CommandPage): readonly Section[] {
  const isTrace = page.route.join(' ') === 'trace';
  const usage = [
    `usage: ${usageOf(page)}`,
    ...(isTrace ? [`       ${usageOf({ ...page, route: [] })}`] : []),
  ];
  const argumentEntries = argumentsOf(page).map(({ placeholder, brief }) => ({
    term: placeholder,
    says: brief,
  }));
  return [
    usage,
    wrapped(`${page.command.brief}.`, COLUMNS),
    ...page.description.map((paragraph) => wrapped(paragraph, COLUMNS)),
    titled('Arguments', argumentEntries),
    ...optionGroups(page).map(({ title, options }) => titled(title, options.map(optionEntry))),
    page.examples.length === 0 ? [] : ['Examples', ...examples(page.examples)],
    isTrace ? wrapped(DURATIONS, COLUMNS) : [],
    isTrace ? wrapped(KEYS, COLUMNS) : [],
    isTrace ? titled('Exit status', EXIT_STATUS) : [],
  ];
}

/** The options of a command in their groups, those of no group first. */
export function optionGroups(
  page: CommandPage,
): readonly { readonly title: string; readonly options: readonly OptionPage[] }[] {
  const options = optionsOf(page);
  const grouped = page.groups.map(({ title, options: names }) => ({
    title,
    options: names.flatMap((name) => options.filter((option) => option.name === name)),
  }));
  const rest = options.filter(({ name }) => !page.groups.some((group) => group.options.includes(name)));
  return [{ title: 'Options', options: rest }, ...grouped].filter((group) => group.options.length > 0);
}

/** `-p, --port PORT` */
function optionTerm({ letter, name, placeholder }: OptionPage): string {
  return `${letter === undefined ? '    ' : `-${letter}, `}--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`;
}

/** The brief of an option with its default, and whether it may be repeated. */
export function optionSays({ brief, defaultText, repeatable }: OptionPage): string {
  const more = [
    ...(defaultText === undefined ? [] : [`default ${defaultText}`]),
    ...(repeatable ? ['repeatable'] : []),
  ];
  return more.length === 0 ? brief : `${brief} (${more.join(', ')})`;
}

function optionEntry(option: OptionPage): Entry {
  return { term: optionTerm(option), says: optionSays(option) };
}

function titled(title: string, entries: readonly Entry[]): Section {
  return entries.length === 0 ? [] : [title, ...table(entries)];
}

function table(entries: readonly Entry[]): readonly string[] {
  const termColumns = Math.max(...entries.map(({ term }) => widthOf(term))) + 2;
  return entries.flatMap(({ term, says }) =>
    wrapped(says, COLUMNS - INDENT.length - termColumns).map(
      (line, at) => INDENT + padded(at === 0 ? term : '', termColumns) + line,
    ),
  );
}

function examples(entries: CommandPage['examples']): readonly string[] {
  const indent = INDENT.repeat(3);
  return entries.flatMap(({ line, says }) => [
    INDENT + line,
    ...wrapped(says, COLUMNS - indent.length).map((each) => indent + each),
  ]);
}

const COLUMNS = 80;
