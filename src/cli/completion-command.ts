/** `idletrace completion SHELL` */
import { PAGES } from './commands.ts';
import type { Shell } from './choice.ts';
import { completionScript } from './completion-scripts.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

export async function printCompletion(shell: Shell, io: Io): Promise<number> {
  io.stdout.write(completionScript(shell, PAGES));
  return Promise.resolve(EXIT.done);
}
