/** Runs the built tool inside a lab, as a person there would. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../../../src/adapters/lab/lab.ts';
import type { Report } from '../../../src/core/report/model.ts';

/** From build/test/lab/trace to the program. */
const PROGRAM = fileURLToPath(new URL('../../../../bin/idletrace', import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The report of a trace; whatever it says is for the caller to judge. */
export async function traceIn(lab: Lab, words: readonly string[], target = 'lab'): Promise<Report> {
  const { status, stdout, stderr } = await runIn(lab, [
    'trace',
    '-F',
    lab.sshConfigPath,
    '--json',
    '--quiet',
    '--no-journal',
    ...words,
    target,
  ]);
  assert.ok(status === 0 || status === 3, `exit status ${status}\n${stderr}`);
  return JSON.parse(stdout) as Report;
}

/** Runs idletrace in the client's namespace. `onStart` gets a way to send it a signal. */
async function runIn(
  lab: Lab,
  words: readonly string[],
  onStart?: (kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ran> {
  const environment = { ...process.env };
  // It costs every start of node 80 ms where it is set, and has nothing to do with what is tested.
  delete environment.NODE_EXTRA_CA_CERTS;
  const child = lab.exec([process.execPath, PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  onStart?.((signal) => child.kill(signal));
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
