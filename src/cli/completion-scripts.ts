/**
 * Completion scripts for bash, zsh and fish, made from the definition of the
 * commands. They are complete in themselves: nothing is started when Tab is
 * pressed. Hosts come from ssh_config and known_hosts by the shell's own means.
 */
import type { Shell } from './choice.ts';
import type { CommandPage } from './command-page.ts';
import { bashScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import { zshScript } from './completion-zsh.ts';

/** The script for a shell, ending with a newline. */
export function completionScript(shell: Shell, pages: readonly CommandPage[]): string {
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  return `${scripts[shell](pages).join('\n')}\n`;
}
