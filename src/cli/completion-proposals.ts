/** What completion has to offer, whatever the shell: words, files, hosts. */
import { argumentsOf, type CommandPage, type OptionPage } from './command-page.ts';
import { GROUP_BRIEFS } from './commands.ts';

/** What can be proposed for a value. */
export type Proposal =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' | 'hosts' | 'nothing' };

/** What to propose for a value with that placeholder, where `words` are all that it may be. */
export function proposalFor(placeholder: string | undefined, words: readonly string[]): Proposal {
  if (words.length > 0) return { kind: 'words', words };
  if (placeholder === 'FILE' || placeholder === 'JOURNAL') return { kind: 'files' };
  return { kind: placeholder === 'HOST' || placeholder === 'TARGET' ? 'hosts' : 'nothing' };
}

/** What to propose for the first argument of a command. */
export function argumentProposal(page: CommandPage): Proposal {
  return proposalFor(argumentsOf(page)[0]?.placeholder, page.argumentValues);
}

/** `-p` and `--port`. */
export function spellings({ letter, name }: OptionPage): readonly string[] {
  return letter === undefined ? [`--${name}`] : [`-${letter}`, `--${name}`];
}

/** The words that can stand first: commands and groups. */
export function firstWords(pages: readonly CommandPage[]): readonly string[] {
  return [...new Set(pages.map(({ route }) => route[0] ?? ''))];
}

/** The words that can stand second in a group. */
export function secondWords(pages: readonly CommandPage[], group: string): readonly string[] {
  return pages.flatMap(({ route }) => (route[0] === group && route[1] !== undefined ? [route[1]] : []));
}

/** What a first word means. */
export function briefOf(pages: readonly CommandPage[], word: string): string {
  return GROUP_BRIEFS[word] ?? pages.find(({ route }) => route[0] === word)?.command.brief ?? '';
}
