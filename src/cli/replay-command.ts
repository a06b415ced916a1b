/** Placeholder until the command is wired. */
import { OperationalError } from '../core/errors.ts';
import type { Io } from './io.ts';
import type { ReplayOptions } from './define-replay.ts';

export async function runReplay(options: ReplayOptions, io: Io): Promise<number> {
  io.stderr.write(`${JSON.stringify(options)}\n`);
  return Promise.reject(new OperationalError('FILE', 'this command is not wired yet', { hint: 'wait' }));
}
