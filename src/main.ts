#!/usr/bin/env node
/** The program: arguments to exit status. The only file that touches `process.exitCode`. */
import { runCli } from './cli/run-cli.ts';

/** A reader that has seen enough (`idletrace … | head`), or a terminal that is gone, is no error; what is being measured goes on. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

process.stdout.on('error', ignoreBrokenPipe);
process.stderr.on('error', ignoreBrokenPipe);
process.exitCode = await runCli(process.argv.slice(2), process);
