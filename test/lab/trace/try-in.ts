/** Runs the built tool inside a lab where it may well fail, and looks at what it leaves behind. */
import { execFileSync, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../../../src/adapters/lab/lab.ts';
import type { Report } from '../../../src/core/report/model.ts';

/** From build/test/lab/trace to the program. */
export const PROGRAM = fileURLToPath(new URL('../../../../bin/idletrace', import.meta.url));

export interface Tried {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What stdout holds; `undefined`: no JSON. */
  readonly report: Report | undefined;
}

export interface TryOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly onStart?: (child: ChildProcess) => void;
}

/** `idletrace WORDS` on the lab's client. */
export async function tryIn(lab: Lab, words: readonly string[], options: TryOptions = {}): Promise<Tried> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...options.env };
  // It costs every start of node 80 ms where it is set, and has nothing to do with what is tested.
  delete env.NODE_EXTRA_CA_CERTS;
  const child = lab.exec([process.execPath, PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env });
  options.onStart?.(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (code, name) => resolve([code, name])),
  );
  return { status, signal, stdout, stderr, report: reportIn(stdout) };
}

/** A trace that keeps quiet and gives its report as JSON. */
export const QUIETLY = ['trace', '--json', '--quiet', '--no-journal'] as const;

/** The lab's ssh configuration, changed, in a file of its own: `-F` and its path. */
export function configured(
  { sshConfigPath }: Lab,
  name: string,
  change: (text: string) => string,
): readonly string[] {
  const path = join(dirname(sshConfigPath), name);
  writeFileSync(path, change(readFileSync(sshConfigPath, 'utf8')));
  return ['-F', path];
}

/** The folder of the client's ssh files. */
export function clientFolder({ sshConfigPath }: Lab): string {
  return dirname(sshConfigPath);
}

/** Command lines of all that runs on a host of the lab, but its sshd. */
export function runningOn({ nodes }: Lab, at: number): readonly string[] {
  const node = nodes.at(at);
  if (node === undefined) throw new RangeError(`no node ${at}`);
  const pids = execFileSync('ip', ['netns', 'pids', node.namespace], { encoding: 'utf8' }).split('\n');
  return pids
    .filter((pid) => pid !== '')
    .map((pid) => commandLineOf(pid))
    .filter((line) => line !== '' && !/sshd.*-D|\[listener\]/.test(line));
}

/** Waits until nothing runs on that host any more, `withinMs` at most; what still does. */
export async function emptied(lab: Lab, at: number, withinMs: number): Promise<readonly string[]> {
  for (const untilAtMs = performance.now() + withinMs; performance.now() < untilAtMs; await delay(50)) {
    if (runningOn(lab, at).length === 0) return [];
  }
  return runningOn(lab, at);
}

/** Rules for the server's packet filter, on top of what the scenario has. */
export function filterOnServer({ nodes }: Lab, rule: string): void {
  const ruleset = `table inet test {\nchain c {\ntype filter hook input priority -10\n${rule}\n}\n}\n`;
  execFileSync('ip', ['netns', 'exec', nodes.at(-1)?.namespace ?? '', 'nft', '-f', '-'], { input: ruleset });
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function reportIn(stdout: string): Report | undefined {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    return undefined;
  }
}
