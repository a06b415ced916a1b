import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  canRedraw,
  columnsOf,
  openLiveTerminal,
  styleFor,
  type TerminalStream,
} from '../../src/adapters/terminal.ts';
import { projectPath } from '../expect-golden.ts';

const ESC = '\u001b';

/** A terminal as far as its cursor goes: keeps the lines, understands what the adapter sends and nothing else. */
class Screen extends EventEmitter implements TerminalStream {
  readonly isTTY = true;
  columns = 40;
  rows = 10;
  isCursorShown = true;
  readonly lines: string[] = [''];
  #row = 0;
  #column = 0;

  write(text: string): boolean {
    // oxlint-disable-next-line no-control-regex -- ESC is what it looks for
    for (const [token] of text.matchAll(/\u001b\[\??\d*[A-Za-z]|[\s\S]/gu)) this.#take(token);
    return true;
  }

  #take(token: string): void {
    if (token === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.lines[this.#row] ??= '';
    } else if (token === '\r') this.#column = 0;
    else if (token === `${ESC}[2K`) this.lines[this.#row] = '';
    else if (token === `${ESC}[0J`) this.lines.splice(this.#row, this.lines.length, '');
    else if (token === `${ESC}[?25l`) this.isCursorShown = false;
    else if (token === `${ESC}[?25h`) this.isCursorShown = true;
    else if (token.endsWith('A')) this.#row -= Number(token.slice(2, -1));
    else if (!token.startsWith(ESC)) {
      const line = this.lines[this.#row] ?? '';
      this.lines[this.#row] = line.slice(0, this.#column) + token + line.slice(this.#column + 1);
      this.#column += 1;
    }
  }
}

test('a picture is drawn over the last one, whatever its height', () => {
  const screen = new Screen();
  let picture = ['one', 'two', 'three'];

  const live = openLiveTerminal(screen, () => picture);
  picture = ['ONE'];
  live.redraw();
  picture = ['1', '2'];
  live.redraw();
  live.close();

  assert.deepEqual(screen.lines, ['']);
  assert.equal(screen.isCursorShown, true);
});

test('a line that is printed stays above the picture', () => {
  const screen = new Screen();

  const live = openLiveTerminal(screen, () => ['picture']);
  live.print('it happened');
  live.print('and again');

  assert.deepEqual(screen.lines, ['it happened', 'and again', 'picture', '']);
  assert.equal(screen.isCursorShown, false);
  live.close();
  assert.deepEqual(screen.lines, ['it happened', 'and again', '']);
});

test('a picture higher than the terminal loses its end, not its place', () => {
  const screen = new Screen();
  screen.rows = 3;

  const live = openLiveTerminal(screen, () => ['1', '2', '3', '4', '5']);

  assert.deepEqual(screen.lines, ['1', '2', '']);
  live.close();
});

test('a window that changes its size is drawn anew for it', () => {
  const screen = new Screen();
  const live = openLiveTerminal(screen, (columns) => [`${columns} columns`]);

  screen.columns = 60;
  screen.emit('resize');

  assert.deepEqual(screen.lines, ['60 columns', '']);
  live.close();
});

test('after its end a live terminal writes nothing and listens to nothing', () => {
  const screen = new Screen();
  const live = openLiveTerminal(screen, () => ['picture']);

  live.close();
  live.redraw();
  live.print('late');
  live.close();

  assert.deepEqual(screen.lines, ['']);
  assert.equal(screen.listenerCount('resize'), 0);
});

const tty = { isTTY: true };
const pipe = { isTTY: false };
const styles: readonly {
  name: string;
  stream: { isTTY: boolean };
  color: 'auto' | 'always' | 'never';
  env: NodeJS.ProcessEnv;
  coloured: boolean;
}[] = [
  { name: 'a terminal', stream: tty, color: 'auto', env: { TERM: 'xterm' }, coloured: true },
  { name: 'a pipe', stream: pipe, color: 'auto', env: {}, coloured: false },
  { name: 'a dumb terminal', stream: tty, color: 'auto', env: { TERM: 'dumb' }, coloured: false },
  { name: 'a terminal under NO_COLOR', stream: tty, color: 'auto', env: { NO_COLOR: '1' }, coloured: false },
  {
    name: 'a terminal under an empty NO_COLOR',
    stream: tty,
    color: 'auto',
    env: { NO_COLOR: '' },
    coloured: true,
  },
  {
    name: 'a pipe under FORCE_COLOR',
    stream: pipe,
    color: 'auto',
    env: { FORCE_COLOR: '1' },
    coloured: true,
  },
  {
    name: 'a terminal that must not',
    stream: tty,
    color: 'never',
    env: { FORCE_COLOR: '1' },
    coloured: false,
  },
  { name: 'a pipe that must', stream: pipe, color: 'always', env: { NO_COLOR: '1' }, coloured: true },
];

for (const { name, stream, color, env, coloured } of styles) {
  test(`${name} gets ${coloured ? 'colour' : 'no colour'}`, () => {
    const style = styleFor(stream, { color, ascii: false }, env);

    assert.equal(style.bad('x') !== 'x', coloured);
  });
}

const locales: readonly { env: NodeJS.ProcessEnv; wish: boolean; ascii: boolean }[] = [
  { env: {}, wish: false, ascii: false },
  { env: { LANG: 'en_US.UTF-8' }, wish: false, ascii: false },
  { env: { LANG: 'en_US.UTF-8' }, wish: true, ascii: true },
  { env: { LANG: 'C.utf8', LC_ALL: 'C' }, wish: false, ascii: true },
  { env: { LC_ALL: '', LANG: 'de_DE.ISO-8859-1' }, wish: false, ascii: true },
];

for (const { env, wish, ascii } of locales) {
  test(`the locale ${JSON.stringify(env)}, ${wish ? 'ASCII wished for' : 'nothing wished for'}: ${ascii ? 'ASCII' : 'all symbols'}`, () => {
    assert.equal(styleFor(pipe, { color: 'auto', ascii: wish }, env).ascii, ascii);
  });
}

test('pictures are for terminals that can go back, and a pipe has 80 columns', () => {
  assert.deepEqual(
    [canRedraw(tty, { TERM: 'xterm' }), canRedraw(tty, { TERM: 'dumb' }), canRedraw(pipe, { TERM: 'xterm' })],
    [true, false, false],
  );
  assert.deepEqual([columnsOf({ columns: 0 }), columnsOf({ columns: 132 })], [80, 132]);
});

/**
 * Runs a program in a pseudo-terminal of its own (script(1)), types `keys` once it has said `ready`, and tells how
 * it ended. `undefined`: there is no script(1) here.
 */
async function inTerminal(
  program: string,
  keys: string,
): Promise<{ readonly status: number | null; readonly shown: string } | undefined> {
  const url = pathToFileURL(projectPath('build/src/adapters/terminal.js')).href;
  const code = `const { openKeys, openLiveTerminal } = await import(${JSON.stringify(url)}); ${program}`;
  const child = spawn('script', ['-qec', `"$NODE" --input-type=module -e "$CODE"`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], NODE: process.execPath, CODE: code, TERM: 'xterm' },
    timeout: 20_000,
  });
  let shown = '';
  let isTyped = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (isTyped || !shown.includes('ready')) return;
    isTyped = true;
    child.stdin.write(keys);
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(undefined));
    child.on('close', (status) => resolve({ status, shown }));
  });
}

test('a key is heard without Enter, and the cursor comes back at the end', async (t) => {
  const program = `
    const live = openLiveTerminal(process.stderr, () => ['waiting']);
    const keys = openKeys(process.stdin, (key) => { if (key === 'q') { keys.close(); live.close(); console.log('stopped by ' + key); } });
    console.log('ready');`;

  const ended = await inTerminal(program, 'q');

  if (ended === undefined) return t.skip('needs script(1)');
  assert.equal(ended.status, 0);
  assert.match(ended.shown, /waiting[\s\S]*stopped by q/);
  assert.ok(ended.shown.lastIndexOf(`${ESC}[?25h`) > ended.shown.lastIndexOf(`${ESC}[?25l`));
});

test('Ctrl-C is the signal it always is while keys are listened for', async (t) => {
  const program = `
    const keys = openKeys(process.stdin, () => {});
    process.once('SIGINT', () => { keys.close(); process.exitCode = 130; });
    console.log('ready');`;

  const ended = await inTerminal(program, '\u0003');

  if (ended === undefined) return t.skip('needs script(1)');
  assert.equal(ended.status, 130);
});

test('the cursor comes back although the program throws', async (t) => {
  const ended = await inTerminal(
    `openLiveTerminal(process.stderr, () => ['waiting']); throw new Error('a bug');`,
    '',
  );

  if (ended === undefined) return t.skip('needs script(1)');
  assert.equal(ended.status, 1);
  assert.ok(ended.shown.lastIndexOf(`${ESC}[?25h`) > ended.shown.lastIndexOf(`${ESC}[?25l`));
});
