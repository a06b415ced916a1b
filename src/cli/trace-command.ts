/** Placeholder until the command is wired. */
import { OperationalError } from '../core/errors.ts';
import type { Io } from './io.ts';
import type { TraceOptions } from './trace-options.ts';

export async function runTrace(options: TraceOptions, io: Io): Promise<number> {
  io.stderr.write(`${JSON.stringify(options)}\n`);
  return Promise.reject(new OperationalError('FILE', 'this command is not wired yet', { hint: 'wait' }));
}
