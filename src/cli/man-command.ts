/** `idletrace man` */
import { PAGES } from './commands.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { manPage } from './man-page.ts';

export async function printManPage(io: Io): Promise<number> {
  io.stdout.write(manPage(PAGES));
  return Promise.resolve(EXIT.done);
}
