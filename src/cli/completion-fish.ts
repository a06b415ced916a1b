/** Completion for fish. */
import { type CommandPage, type OptionPage, optionsOf } from './command-page.ts';
import { GROUP_BRIEFS } from './commands.ts';
import {
  argumentProposal,
  briefOf,
  firstWords,
  type Proposal,
  proposalFor,
  secondWords,
} from './completion-proposals.ts';

/** The script, line by line. */
export function fishScript(pages: readonly CommandPage[]): readonly string[] {
  const groups = Object.keys(GROUP_BRIEFS);
  const others = firstWords(pages).filter((word) => word !== 'trace');
  const condition = (page: CommandPage): string =>
    page.route.join(' ') === 'trace'
      ? `not __fish_seen_subcommand_from ${others.join(' ')}`
      : page.route.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  return [
    '# fish completion for idletrace, made by: idletrace completion fish',
    'complete -c idletrace -f',
    ...firstWords(pages).map((word) => {
      const brief = briefOf(pages, word);
      return `complete -c idletrace -n __fish_use_subcommand -a ${word} -d '${fishQuoted(brief)}'`;
    }),
    ...groups.flatMap((group) =>
      secondWords(pages, group).map((word) => {
        const brief = pages.find(({ route }) => route.join(' ') === `${group} ${word}`)?.command.brief ?? '';
        const none = secondWords(pages, group).join(' ');
        return `complete -c idletrace -n '__fish_seen_subcommand_from ${group}; and not __fish_seen_subcommand_from ${none}' -a ${word} -d '${fishQuoted(brief)}'`;
      }),
    ),
    ...pages.flatMap((page) => [
      ...optionsOf(page).map((option) => fishOption(option, condition(page))),
      ...fishArgument(page, condition(page)),
    ]),
    "complete -c idletrace -s h -l help -d 'Show help'",
  ];
}

function fishOption(option: OptionPage, condition: string): string {
  const letter = option.letter === undefined ? '' : ` -s ${option.letter}`;
  const value =
    option.placeholder === undefined
      ? ''
      : ` ${fishAction(proposalFor(option.placeholder, option.values), '-x')}`;
  return `complete -c idletrace -n '${condition}'${letter} -l ${option.name}${value} -d '${fishQuoted(option.brief)}'`;
}

function fishArgument(page: CommandPage, condition: string): readonly string[] {
  const proposal = argumentProposal(page);
  return proposal.kind === 'nothing'
    ? []
    : [`complete -c idletrace -n '${condition}' ${fishAction(proposal, '')}`.replace(/ +/g, ' ')];
}

function fishAction(proposal: Proposal, alone: '-x' | ''): string {
  if (proposal.kind === 'words') return `${alone} -a '${proposal.words.join(' ')}'`;
  if (proposal.kind === 'files') return alone === '' ? '-F' : '-r -F';
  return proposal.kind === 'hosts' ? `${alone} -a '(__fish_print_hostnames)'` : alone;
}

function fishQuoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
