import type { Io } from './io.ts';

export async function printCompletion(_shell: 'bash' | 'zsh' | 'fish', _io: Io): Promise<number> {
  return Promise.resolve(0);
}
