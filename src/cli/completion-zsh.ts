/** Completion for zsh, with its own _arguments. */
import { argumentsOf, type CommandPage, type OptionPage, optionsOf } from './command-page.ts';
import { GROUP_BRIEFS } from './commands.ts';
import {
  argumentProposal,
  briefOf,
  firstWords,
  type Proposal,
  proposalFor,
  secondWords,
  spellings,
} from './completion-proposals.ts';

/** The script, line by line. */
export function zshScript(pages: readonly CommandPage[]): readonly string[] {
  const groups = Object.keys(GROUP_BRIEFS);
  const described = firstWords(pages).map((word) => {
    const brief = briefOf(pages, word);
    return `    '${zshQuoted(`${word}:${brief}`)}'`;
  });
  const single = firstWords(pages).filter((word) => !groups.includes(word));
  return [
    '#compdef idletrace',
    '# zsh completion for idletrace, made by: idletrace completion zsh',
    '_idletrace_first() {',
    '  local -a commands; commands=(',
    ...described,
    '  )',
    "  if (( CURRENT == 2 )); then _describe -t commands 'command' commands; fi",
    '  _ssh_hosts 2>/dev/null || _hosts',
    '}',
    ...groups.map(
      (group) =>
        `_idletrace_${group}() { local -a subcommands; subcommands=(${secondWords(pages, group).join(' ')}); _describe 'command' subcommands }`,
    ),
    '_idletrace() {',
    '  local command=trace',
    '  case ${words[2]} in',
    ...groups.map(
      (group) =>
        `    ${group}) if (( CURRENT == 3 )); then _idletrace_${group}; return; fi; command="${group} \${words[3]}"; words=("\${(@)words[1]}" "\${(@)words[4,-1]}"); (( CURRENT -= 2 )) ;;`,
    ),
    `    ${single.join('|')}) if (( CURRENT > 2 )); then command=\${words[2]}; words=("\${(@)words[1]}" "\${(@)words[3,-1]}"); (( CURRENT -= 1 )); fi ;;`,
    '  esac',
    '  case $command in',
    ...pages.map((page) => {
      const specs = [
        ...optionsOf(page).map(zshOption),
        "'(- *)'{-h,--help}'[Show help]'",
        ...zshArgument(page),
      ];
      return `    '${page.route.join(' ')}') _arguments -s -S ${specs.join(' ')} ;;`;
    }),
    '  esac',
    '}',
    'if [[ $funcstack[1] == _idletrace ]]; then _idletrace "$@"; else compdef _idletrace idletrace; fi',
  ];
}

function zshOption(option: OptionPage): string {
  const { letter, name, placeholder, repeatable, brief } = option;
  const value =
    placeholder === undefined ? '' : `:${placeholder}:${zshAction(proposalFor(placeholder, option.values))}`;
  const says = zshQuoted(`[${brief.replace(/[[\]]/g, '')}]${value}`);
  const long = `--${name}${placeholder === undefined ? '' : '='}`;
  const other = repeatable ? '*' : `(${spellings(option).join(' ')})`;
  return letter === undefined
    ? `'${repeatable ? '*' : ''}${long}${says}'`
    : `'${other}'{-${letter}${placeholder === undefined ? '' : '+'},${long}}'${says}'`;
}

function zshArgument(page: CommandPage): readonly string[] {
  const [argument] = argumentsOf(page);
  if (argument === undefined) return [];
  if (page.route.join(' ') === 'trace') return [`'1:${argument.placeholder}:_idletrace_first'`];
  return [`'1:${argument.placeholder}:${zshQuoted(zshAction(argumentProposal(page)))}'`];
}

function zshAction(proposal: Proposal): string {
  if (proposal.kind === 'words') return `(${proposal.words.join(' ')})`;
  if (proposal.kind === 'files') return '_files';
  return proposal.kind === 'hosts' ? '_hosts' : ' ';
}

function zshQuoted(text: string): string {
  return text.replaceAll("'", "'\\''");
}
