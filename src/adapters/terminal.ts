/**
 * The terminal: what it can show, a picture that is redrawn in place, and keys.
 * What the picture is comes from the core; here are only escape sequences.
 */
import { readFileSync } from 'node:fs';
import { plainStyle, type Style } from '../core/report/style.ts';

/** A terminal's output side; `process.stderr` is one. */
export interface TerminalStream {
  write(text: string): boolean;
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

export interface StyleWish {
  readonly color: 'auto' | 'always' | 'never';
  /** Wanted by the user; a locale without UTF-8 has the same effect. */
  readonly ascii: boolean;
}

/**
 * How to decorate text for `stream`. `auto` colours a terminal only, and heeds
 * NO_COLOR (no-color.org), FORCE_COLOR, and TERM=dumb.
 */
export function styleFor(
  stream: Pick<TerminalStream, 'isTTY'>,
  wish: StyleWish,
  env: Readonly<NodeJS.ProcessEnv>,
): Style {
  const plain = plainStyle(wish.ascii || !speaksUtf8(env));
  const isForced = (env['FORCE_COLOR'] ?? '0') !== '0' || stream.isTTY;
  const isWanted =
    wish.color === 'always' ||
    (wish.color === 'auto' && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' && isForced);
  if (!isWanted) return plain;
  return { ...plain, bad: sgr(RED), good: sgr(GREEN), dim: sgr(DIM), bold: sgr(BOLD) };
}

/** Whether a picture can be redrawn in place there. */
export function canRedraw(stream: Pick<TerminalStream, 'isTTY'>, env: Readonly<NodeJS.ProcessEnv>): boolean {
  return stream.isTTY && env['TERM'] !== 'dumb';
}

/** The columns to lay text out for: those of the terminal, 80 in a pipe. */
export function columnsOf(stream: Pick<TerminalStream, 'columns'>): number {
  return stream.columns > 0 ? stream.columns : DEFAULT_COLUMNS;
}

export interface LiveTerminal {
  /** Draws the picture anew, over the last one. */
  readonly redraw: () => void;
  /** Puts a line above the picture, where it stays. */
  readonly print: (line: string) => void;
  /** Takes the picture away and gives the terminal back as it was. May be called twice. */
  readonly close: () => void;
}

/**
 * A picture at the bottom of a terminal. `render` gets the columns and gives
 * the lines, each narrower than that; lines that do not fit the height are left
 * out at the end. It is drawn again when the window changes its size. The
 * cursor comes back however the program ends.
 */
export function openLiveTerminal(
  stream: TerminalStream,
  render: (columns: number) => readonly string[],
): LiveTerminal {
  let drawn: readonly string[] = [];
  let isOpen = true;

  const draw = (above: string): void => {
    if (!isOpen) return;
    const columns = columnsOf(stream);
    const lines = render(columns).slice(0, Math.max(1, (stream.rows || DEFAULT_ROWS) - 1));
    const body = lines.map((line) => `${CLEAR_LINE}${line}\n`).join('');
    stream.write(SYNC_BEGIN + HIDE_CURSOR + upTo(drawn, columns) + above + body + CLEAR_BELOW + SYNC_END);
    drawn = lines;
  };
  const redraw = (): void => draw('');
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stream.off('resize', redraw);
    process.off('exit', close);
    process.off('SIGTSTP', pause);
    process.off('SIGCONT', resume);
    stream.write(upTo(drawn, columnsOf(stream)) + CLEAR_BELOW + SHOW_CURSOR);
  };

  /** Ctrl-Z: the shell wants its cursor, and writes where the picture was. */
  const pause = (): void => {
    stream.write(SHOW_CURSOR);
    process.kill(process.pid, 'SIGSTOP');
  };
  const resume = (): void => {
    drawn = [];
    redraw();
  };

  stream.on('resize', redraw);
  process.on('exit', close);
  process.on('SIGTSTP', pause);
  process.on('SIGCONT', resume);
  redraw();
  return { redraw, print: (line) => draw(`${CLEAR_LINE}${line}\n`), close };
}

export interface Keys {
  /** Gives the keyboard back. May be called twice. */
  readonly close: () => void;
}

/**
 * Single keys of a terminal, without Enter and without echo. Ctrl-C, Ctrl-\ and
 * Ctrl-Z do what they always do. `undefined` where stdin is no terminal. Not to
 * be open while ssh asks for a password.
 */
export function openKeys(stdin: NodeJS.ReadStream, onKey: (key: string) => void): Keys | undefined {
  if (!stdin.isTTY || !isInForeground()) return undefined;
  let isOpen = true;

  const take = (): void => void stdin.setRawMode(true);
  const onData = (data: Buffer): void => {
    for (const key of data.toString('latin1')) {
      const signal = SIGNAL_OF_KEY[key];
      if (signal === undefined) onKey(key);
      else if (signal === 'SIGTSTP') suspend();
      else process.kill(process.pid, signal);
    }
  };
  const suspend = (): void => {
    stdin.setRawMode(false);
    process.once('SIGCONT', () => {
      if (isOpen) take();
    });
    process.kill(process.pid, 'SIGTSTP');
  };
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stdin.off('data', onData);
    process.off('exit', close);
    stdin.setRawMode(false);
    stdin.pause();
  };

  // A terminal that is gone (closed window, lost session) answers EIO: there is nobody left to care.
  stdin.on('error', () => undefined);
  take();
  stdin.on('data', onData);
  stdin.resume();
  process.on('exit', close);
  return { close };
}

/** In the background the kernel would stop whoever changes the terminal (SIGTTOU, termios(3)). Where it cannot be told: yes. */
function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // proc(5): after the name in parentheses: state, ppid, pgrp, session, tty_nr, tpgid.
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return true;
  }
}

/** Back to the first line of what was drawn, which a narrower window may have folded since. */
function upTo(drawn: readonly string[], columns: number): string {
  const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(shownLength(line) / columns)), 0);
  return rows === 0 ? '\r' : `\r\u001b[${rows}A`;
}

function shownLength(line: string): number {
  return line.replace(SGR, '').length;
}

/** POSIX: the first of the three that is set decides. Where none is (Windows, some services), UTF-8 is usual. */
function speaksUtf8(env: Readonly<NodeJS.ProcessEnv>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  return locale === undefined || /utf-?8/i.test(locale);
}

function sgr(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`;
}

const RED = 31;
const GREEN = 32;
const DIM = 2;
const BOLD = 1;

const CLEAR_LINE = '\u001b[2K';
const CLEAR_BELOW = '\u001b[0J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** Synchronized output: terminals that know it show the whole picture at once; others ignore it. */
const SYNC_BEGIN = '\u001b[?2026h';
const SYNC_END = '\u001b[?2026l';
// oxlint-disable-next-line no-control-regex -- ESC is what it looks for
const SGR = /\u001b\[\d+m/g;

/** What the kernel would make of these keys, were the terminal not in raw mode (termios VINTR, VQUIT, VSUSP). */
const SIGNAL_OF_KEY: Readonly<Record<string, 'SIGINT' | 'SIGQUIT' | 'SIGTSTP'>> = {
  '\u0003': 'SIGINT',
  '\u001c': 'SIGQUIT',
  '\u001a': 'SIGTSTP',
};

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
