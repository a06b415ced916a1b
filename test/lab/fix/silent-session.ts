/** A session of another SSH program in the lab: silent past the NAT's limit, then a word goes to and fro, or does not. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../../../src/adapters/lab/lab.ts';

export interface Silence {
  /** Whether the word came back. */
  readonly answers: boolean;
  /** Segments with content that each side had got meanwhile, and how long it was. */
  readonly segmentsToServer: number;
  readonly segmentsToClient: number;
  readonly silentMs: number;
}

/** `words` log in and run `echo ready; cat`. */
export async function silentSession(
  lab: Lab,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Silence> {
  const child = lab.exec([...words], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let heard = '';
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (heard += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin?.on('error', () => undefined);
  const hears = async (word: string, withinMs: number) => {
    for (const untilAtMs = performance.now() + withinMs; performance.now() < untilAtMs; await sleep(50))
      if (heard.includes(word)) return true;
    return false;
  };
  assert.ok(await hears('ready', 20_000), said);
  const since = { counted: segments(lab), atMs: performance.now() };
  await sleep(SILENT_MS);
  const now = segments(lab);
  const silentMs = performance.now() - since.atMs;
  child.stdin?.write('word\n');
  const answers = await hears('word', 6000);
  child.kill('SIGKILL');
  return {
    answers,
    segmentsToServer: now.in - since.counted.in,
    segmentsToClient: now.out - since.counted.out,
    silentMs,
  };
}

/** Of the one connection to the server's port 22, by the kernel there (ss(8), data_segs_in and data_segs_out). */
function segments({ nodes }: Lab): { readonly in: number; readonly out: number } {
  const server = nodes.at(-1)?.namespace ?? '';
  const said = execFileSync(
    'ip',
    ['netns', 'exec', server, 'ss', '-tinHO', 'state', 'established', 'sport = :22'],
    {
      encoding: 'utf8',
    },
  );
  assert.equal(said.trim().split('\n').length, 1, `one connection was meant:\n${said}`);
  const count = (name: string) => Number(new RegExp(`\\b${name}:(\\d+)`).exec(said)?.[1] ?? 0);
  return { in: count('data_segs_in'), out: count('data_segs_out') };
}

const SILENT_MS = 8000;
