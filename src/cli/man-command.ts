import type { Io } from './io.ts';

export async function printManPage(_io: Io): Promise<number> {
  return Promise.resolve(0);
}
