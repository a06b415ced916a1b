/** Runs a script of ours in this machine's own `sh`. */
import { spawn } from 'node:child_process';

/** What it printed, as far as it came within `withinMs`; `undefined` where there is no sh. */
export async function runLocalScript(
  script: string,
  environment: NodeJS.ProcessEnv,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn('sh', [], { stdio: ['pipe', 'pipe', 'ignore'], env: environment, detached: true });
    let output = '';
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Nobody is left in its group.
      }
    };
    const late = setTimeout(end, withinMs);
    signal.addEventListener('abort', end, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MOST_CHARACTERS) output += text;
    });
    child.on('error', () => finish(undefined));
    child.on('exit', end);
    child.on('close', () => finish(output));
    child.stdin.on('error', () => undefined);
    child.stdin.end(script);
    function finish(result: string | undefined): void {
      clearTimeout(late);
      signal.removeEventListener('abort', end);
      resolve(result);
    }
  });
}

/** A packet filter may have thousands of rules; more than this says nothing new. */
const MOST_CHARACTERS = 2_000_000;
