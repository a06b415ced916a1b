/** Completion for bash, 3.2 and later, with or without the bash-completion package. */
import { type CommandPage, type OptionPage, optionsOf } from './command-page.ts';
import { GROUP_BRIEFS } from './commands.ts';
import {
  argumentProposal,
  firstWords,
  type Proposal,
  proposalFor,
  secondWords,
  spellings,
} from './completion-proposals.ts';

/** The script, line by line. */
export function bashScript(pages: readonly CommandPage[]): readonly string[] {
  const groups = Object.keys(GROUP_BRIEFS);
  return [
    '# bash completion for idletrace, made by: idletrace completion bash',
    '_idletrace_hosts() {',
    '  if declare -F _known_hosts_real >/dev/null; then _known_hosts_real -a -- "$1"; return; fi',
    `  local hosts; hosts=$(awk 'tolower($1) == "host" { for (i = 2; i <= NF; i++) if ($i !~ /[*?!]/) print $i }' ~/.ssh/config 2>/dev/null)`,
    '  COMPREPLY+=($(compgen -W "$hosts" -- "$1"))',
    '}',
    '_idletrace() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=trace',
    '  COMPREPLY=()',
    '  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi',
    '  case ${COMP_WORDS[1]} in',
    ...groups.map((group) => `    ${group}) command="${group} \${COMP_WORDS[2]}" ;;`),
    `    ${firstWords(pages)
      .filter((word) => !groups.includes(word))
      .join('|')}) command=\${COMP_WORDS[1]} ;;`,
    '  esac',
    ...groups.map(
      (group) =>
        `  if [[ $COMP_CWORD -eq 2 && \${COMP_WORDS[1]} == ${group} ]]; then COMPREPLY=($(compgen -W "${secondWords(pages, group).join(' ')}" -- "$cur")); return; fi`,
    ),
    '  case "$command $prev" in',
    ...pages.flatMap((page) => optionsOf(page).flatMap((option) => bashValue(page, option))),
    '  esac',
    '  if [[ $cur == -* ]]; then',
    '    case $command in',
    ...pages.map(
      (page) =>
        `      "${page.route.join(' ')}") COMPREPLY=($(compgen -W "${bashOptions(page)}" -- "$cur")) ;;`,
    ),
    '    esac',
    '    return',
    '  fi',
    `  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W "${firstWords(pages).join(' ')}" -- "$cur")); fi`,
    '  case $command in',
    ...pages.flatMap((page) => {
      const action = bashAction(argumentProposal(page));
      return action === undefined ? [] : [`    "${page.route.join(' ')}") ${action} ;;`];
    }),
    '  esac',
    '}',
    'complete -F _idletrace idletrace',
  ];
}

function bashOptions(page: CommandPage): string {
  return [...optionsOf(page).flatMap(spellings), '--help'].join(' ');
}

function bashValue(page: CommandPage, option: OptionPage): readonly string[] {
  if (option.placeholder === undefined) return [];
  const patterns = spellings(option).map((spelling) => `"${page.route.join(' ')} ${spelling}"`);
  const action = bashAction(proposalFor(option.placeholder, option.values));
  return [`    ${patterns.join('|')}) ${action === undefined ? '' : `${action}; `}return ;;`];
}

function bashAction(proposal: Proposal): string | undefined {
  if (proposal.kind === 'words') return `COMPREPLY+=($(compgen -W "${proposal.words.join(' ')}" -- "$cur"))`;
  if (proposal.kind === 'files')
    return 'compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur"))';
  return proposal.kind === 'hosts' ? '_idletrace_hosts "$cur"' : undefined;
}
