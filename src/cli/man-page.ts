/** The manual page idletrace(1), made from the definition of the commands. Roff in the man(7) macros. */
import { argumentsOf, type CommandPage, optionsOf, usageOf } from './command-page.ts';
import { optionGroups, optionSays } from './help.ts';
import {
  DURATIONS,
  type Entry,
  ENVIRONMENT,
  EXIT_STATUS,
  FILES,
  KEYS,
  OUTPUT,
  PURPOSE,
  TAGLINE,
} from './manual-text.ts';
import { VERSION } from './version.ts';

/** The page as man(1) reads it, ending with a newline; ASCII only. */
export function manPage(pages: readonly CommandPage[]): string {
  const lines = [
    `.TH IDLETRACE 1 "" "idletrace ${VERSION}" "User Commands"`,
    '.SH NAME',
    `idletrace \\- ${escaped(TAGLINE)}`,
    '.SH SYNOPSIS',
    ...synopsis(['[options]', 'TARGET'].join(' ')),
    ...pages.flatMap((page) => ['.br', ...synopsis(usageOf(page).replace(/^idletrace /, ''))]),
    '.SH DESCRIPTION',
    ...paragraphs([PURPOSE, OUTPUT, KEYS]),
    '.SH COMMANDS',
    ...pages.flatMap(command),
    '.SH DURATIONS',
    ...paragraphs([DURATIONS]),
    '.SH "EXIT STATUS"',
    ...entries(EXIT_STATUS),
    '.SH ENVIRONMENT',
    ...entries(ENVIRONMENT),
    '.SH FILES',
    ...entries(FILES),
    '.SH EXAMPLES',
    ...pages
      .flatMap((page) => page.examples)
      .flatMap(({ line, says }) => ['.TP', `.B ${escaped(line)}`, text(says)]),
    '.SH "SEE ALSO"',
    '.BR ssh (1),',
    '.BR ssh_config (5),',
    '.BR sshd_config (5),',
    '.BR traceroute (1)',
  ];
  return `${lines.join('\n')}\n`;
}

function synopsis(rest: string): readonly string[] {
  return ['.B idletrace', text(rest)];
}

function command(page: CommandPage): readonly string[] {
  const args = argumentsOf(page).map(({ placeholder, brief }) => ({ term: placeholder, says: brief }));
  const groups = optionGroups(page);
  const options = groups.flatMap(({ title, options: ofGroup }) => [
    ...(groups.length > 1 ? ['.PP', `.I ${escaped(title)}`] : []),
    ...ofGroup.flatMap((option) => ['.TP', optionLine(option), text(`${optionSays(option)}.`)]),
  ]);
  return [
    `.SS "${escaped(usageOf(page))}"`,
    ...paragraphs([`${page.command.brief}.`, ...page.description]),
    ...entries(args),
    ...options,
  ];
}

function optionLine({ letter, name, placeholder }: ReturnType<typeof optionsOf>[number]): string {
  const short = letter === undefined ? '' : `\\fB\\-${letter}\\fR, `;
  return `${short}\\fB\\-\\-${escaped(name)}\\fR${placeholder === undefined ? '' : ` \\fI${escaped(placeholder)}\\fR`}`;
}

function entries(list: readonly Entry[]): readonly string[] {
  return list.flatMap(({ term, says }) => ['.TP', `.B ${escaped(term)}`, text(says)]);
}

function paragraphs(list: readonly string[]): readonly string[] {
  return list.flatMap((paragraph) => ['.PP', text(paragraph)]);
}

/** A line of text: one that begins with a dot or an apostrophe would be a request. */
function text(line: string): string {
  return escaped(line).replace(/^([.'])/, '\\&$1');
}

/** Backslashes, and dashes that must stay dashes when they are copied; man(7), "Portability". */
function escaped(line: string): string {
  return line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq');
}
