/** One session of the person's own ssh, with their own configuration, left alone and then asked from either side. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Direction } from '../../core/measure/trial.ts';

export interface HeldSession {
  readonly direction: Direction;
  /** From the login to the first word after the silence; `undefined`: it never logged in. */
  readonly heldMs: number | undefined;
  readonly outcome: 'alive' | 'dead' | 'not-opened' | 'stopped';
  /** What ssh said last. */
  readonly words: string;
  /** Keepalives that the server sent of its own accord. */
  readonly serverKeepalives: number;
  /** The longest time between the login and the first word in which none of them came; `undefined`: none came at all. */
  readonly serverSilenceMs: number | undefined;
}

export interface HoldWish {
  /** Of ssh, before the destination. */
  readonly words: readonly string[];
  readonly destination: string;
  readonly direction: Direction;
  readonly holdMs: number;
  readonly signal: AbortSignal;
}

/** Logs in, is silent for `holdMs`, then a word goes to and fro, begun by the side of `direction`. */
export async function holdSession({
  words,
  destination,
  direction,
  holdMs,
  signal,
}: HoldWish): Promise<HeldSession> {
  const speech = direction === 'server-first' ? `sleep ${Math.ceil(holdMs / 1000)}; echo late; ` : '';
  const script = `exec sh -c 'echo idletrace-ready; ${speech}read word; echo "$word"; read end'`;
  const child = spawn('ssh', ['-v', ...words, '-T', '--', destination, script], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let heard = '';
  let said = '';
  const over = new AbortController();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (heard += text));
  const keptAtMs: number[] = [];
  let readyAtMs: number | undefined;
  let unread = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${unread}${text}`.split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      // clientloop.c, client_input_global_request and client_input_channel_req, at -v.
      if (/rtype keepalive@openssh\.com/.test(line)) keptAtMs.push(performance.now());
      if (!/^(?:debug\d:|OpenSSH_)/.test(line)) said = `${said}${line}\n`.slice(-MOST_WORDS);
    }
  });
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => {
    said += error.message;
    over.abort();
  });
  child.on('close', () => over.abort());
  const hears = async (word: string, withinMs: number) => {
    for (
      const untilAtMs = performance.now() + withinMs;
      !over.signal.aborted && !signal.aborted && performance.now() < untilAtMs;
      await delay(STEP_MS)
    )
      if (heard.includes(word)) return true;
    return heard.includes(word);
  };
  const ended = (outcome: HeldSession['outcome'], heldMs: number | undefined): HeldSession => {
    child.stdin.destroy();
    child.kill('SIGKILL');
    return {
      direction,
      heldMs,
      outcome: signal.aborted ? 'stopped' : outcome,
      words: `${said}${unread}`.trim().split('\n').at(-1) ?? '',
      serverKeepalives: keptAtMs.length,
      serverSilenceMs: longestGapMs(keptAtMs, readyAtMs, (readyAtMs ?? 0) + (heldMs ?? 0)),
    };
  };
  if (!(await hears('idletrace-ready', LOGIN_MS))) return ended('not-opened', undefined);
  readyAtMs = performance.now();
  if (direction === 'server-first') await hears('late', Math.ceil(holdMs / 1000) * 1000 + PATIENCE_MS);
  else await hears('\0', holdMs);
  const heldMs = performance.now() - readyAtMs;
  child.stdin.write('idletrace-word\n');
  return ended((await hears('idletrace-word', PATIENCE_MS)) ? 'alive' : 'dead', heldMs);
}

/** Between the keepalives, and before the first and after the last; `undefined`: there was none, or no silence. */
function longestGapMs(
  keptAtMs: readonly number[],
  fromAtMs: number | undefined,
  toAtMs: number,
): number | undefined {
  if (fromAtMs === undefined) return undefined;
  const inside = keptAtMs.filter((atMs) => atMs > fromAtMs && atMs < toAtMs);
  const points = [fromAtMs, ...inside, toAtMs];
  return inside.length === 0
    ? undefined
    : Math.max(...points.slice(1).map((atMs, index) => atMs - (points[index] ?? atMs)));
}

/** A person may have to type a password, or touch a key. */
const LOGIN_MS = 120_000;
/** A lost segment is sent again after 0.2, 0.4, 0.8, 1.6 and 3.2 s (RFC 6298 §5.5). */
const PATIENCE_MS = 8000;
const STEP_MS = 50;
const MOST_WORDS = 4000;
