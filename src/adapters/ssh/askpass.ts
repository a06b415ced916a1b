/**
 * Secrets, asked for once. ssh asks through a helper of ours (SSH_ASKPASS,
 * ssh(1)), which passes the question to us on ssh's stderr and reads the answer
 * from ssh's stdin: no secret is ever in a file, an argument or the environment.
 */
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadStream, WriteStream } from 'node:tty';

export interface Askpass {
  /** For the environment of an ssh whose questions carry `token`. */
  environment(token: string): NodeJS.ProcessEnv;
  /** The answer: from memory, or from the person at the terminal. `repeated`: the last answer was refused. `undefined`: none was given. */
  ask(prompt: string, repeated: boolean): Promise<string | undefined>;
  close(): void;
}

/** `undefined` where nobody is at a terminal. */
export function openAskpass(environment: NodeJS.ProcessEnv): Askpass | undefined {
  const terminal = openTerminal();
  if (terminal === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'idletrace-'));
  const helper = join(folder, 'askpass');
  writeFileSync(helper, HELPER, { mode: 0o700 });
  const answers = new Map<string, Promise<string | undefined>>();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    environment: (token) => ({
      ...environment,
      SSH_ASKPASS: helper,
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: environment.DISPLAY ?? ':0',
      IDLETRACE_ASK: token,
    }),
    ask(prompt, repeated) {
      // A one-time code is good for one login; everything else is asked for once.
      if (ONE_TIME.test(prompt)) return prompted(terminal, prompt);
      const known = (repeated ? undefined : answers.get(prompt)) ?? prompted(terminal, prompt);
      answers.set(prompt, known);
      return known;
    },
    close() {
      answers.clear();
      terminal.input.destroy();
      remove();
    },
  };
}

interface Terminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
}

function openTerminal(): Terminal | undefined {
  try {
    const fd = openSync('/dev/tty', 'r+');
    return { input: new ReadStream(fd), output: new WriteStream(fd) };
  } catch {
    return undefined;
  }
}

/** Asks on the terminal; what is typed is not shown, except the yes or no to a host key. */
async function prompted({ input, output }: Terminal, prompt: string): Promise<string | undefined> {
  const shown = /\(yes\/no/.test(prompt);
  // The prompt may quote the server: nothing but text reaches the terminal.
  // oxlint-disable-next-line no-control-regex -- control characters are what it removes
  output.write(`${prompt.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ').trim()} `);
  input.setRawMode(true);
  input.setEncoding('utf8');
  try {
    return await new Promise((resolve) => {
      let typed = '';
      const take = (text: string) => {
        for (const key of text) {
          if (key === '\r' || key === '\n' || key === '\u0003' || key === '\u0004') {
            input.off('data', take);
            input.pause();
            if (key === '\u0003') process.kill(process.pid, 'SIGINT');
            return resolve(key === '\u0003' || (key === '\u0004' && typed === '') ? undefined : typed);
          }
          if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1);
          else typed += key;
          if (shown) output.write(key);
        }
      };
      input.on('data', take);
      input.resume();
    });
  } finally {
    input.setRawMode(false);
    output.write('\n');
  }
}

const ONE_TIME = /verification code|one[- ]time|passcode|\botp\b|token code|authenticator/i;
const HELPER = `#!/bin/sh
# Passes ssh's question to idletrace and its answer back.
printf '%s ask %s\\n' "$IDLETRACE_ASK" "$(printf '%s' "$1" | tr '\\n\\r' '  ')" >&2
IFS= read -r answer || exit 1
printf '%s\\n' "$answer"
`;
