/** The start-up files of an account's shells: which of them a shell reads, and when. */
import type { Account, ShellName } from './server-side.ts';

export interface StartUpFile {
  /** Below the account's home. */
  readonly name: string;
  readonly text: string;
}

/** None where the account says nothing: an empty home. */
export function startUpFiles({ shell, loginLines, interactiveLines }: Account): readonly StartUpFile[] {
  if (loginLines.length + interactiveLines.length === 0) return [];
  return (FILES[shell ?? 'bash'] ?? FILES.bash)(loginLines, interactiveLines).map(({ name, lines }) => ({
    name,
    text: `${lines.join('\n')}\n`,
  }));
}

type Lines = readonly string[];
type FilesOf = (login: Lines, interactive: Lines) => readonly { name: string; lines: Lines }[];

/** POSIX shells read a file of their own when interactive if ENV names it. */
const byEnv: FilesOf = (login, interactive) => [
  { name: '.profile', lines: ['ENV="$HOME/.shrc"', 'export ENV', ...login] },
  { name: '.shrc', lines: interactive },
];

const FILES: Readonly<Record<ShellName, FilesOf>> = {
  // bash(1): a login shell reads its profile alone, which by custom reads the other; Debian's reads .bashrc for ssh's commands, too.
  bash: (login, interactive) => [
    { name: '.bash_profile', lines: [...login, '. "$HOME/.bashrc"'] },
    { name: '.bashrc', lines: ['case $- in *i*) ;; *) return ;; esac', ...interactive] },
  ],
  sh: byEnv,
  ksh: byEnv,
  mksh: byEnv,
  zsh: (login, interactive) => [
    { name: '.zprofile', lines: login },
    { name: '.zshrc', lines: interactive },
  ],
  tcsh: (login, interactive) => [
    { name: '.login', lines: login },
    { name: '.tcshrc', lines: ['if ($?prompt) then', ...interactive, 'endif'] },
  ],
};
