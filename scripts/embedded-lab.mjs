/**
 * Runs a command beside the embedded lab: an SSH server behind a relay that forgets, both in this process. For
 * where no namespaces can be had; needs a clone that is built (build/, and ssh2 among the development tools).
 *
 *     node scripts/embedded-lab.mjs COMMAND…     $IDLETRACE_LAB_SSH_CONFIG knows the host "lab"
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { startEmbeddedLab } from '../build/src/adapters/lab/embedded/embedded-lab.js';

const FORGETS_AFTER_MS = 5000;

const lab = await startEmbeddedLab({ forgetsAfterMs: FORGETS_AFTER_MS });
const [command, ...words] = process.argv.slice(2);
const child = spawn(command, words, {
  stdio: 'inherit',
  env: { ...process.env, IDLETRACE_LAB_SSH_CONFIG: lab.sshConfigPath },
});
// The command has the terminal: Ctrl-C reaches it by itself, and we wait for what it does about it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (status, signal) => {
  lab.close();
  process.exitCode = status ?? 128 + constants.signals[signal];
});
child.on('error', (error) => {
  lab.close();
  process.stderr.write(`embedded-lab: cannot run ${command}: ${error.message}\n`);
  process.exitCode = 127;
});
