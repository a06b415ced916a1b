/** TMOUT and its kin: what the login shell really has, which file sets it, and whether that shell heeds it. */
import { type Fact, fact } from './fact.ts';
import { type Sections, wordsAfter } from './sections.ts';

/** Which timer a shell has; `none`: it has none; `unknown`: not a shell that is known here. */
type ShellTimer = 'TMOUT' | 'autologout' | 'none' | 'unknown';

export function shellFacts(sections: Sections): readonly Fact[] {
  const who = sections.get('who');
  const shell = wordsAfter(who, 'shell');
  // `sh` is many shells: which one is told by what it links to.
  const program = wordsAfter(who, 'program') ?? shell;
  const loginShell = fact({
    id: 'login-shell',
    side: 'server',
    value: shell,
    source: '$SHELL',
    status: shell === undefined ? 'unknown' : 'read',
    note: baseOf(program) === baseOf(shell) ? undefined : `is ${program}`,
  });
  const timer = timerOf(program);
  return [loginShell, ...TIMER_NAMES.map((id) => timerFact(id, { shell, program, timer }, sections))];
}

function timerOf(shell: string | undefined): ShellTimer {
  return TIMERS[baseOf(shell) ?? ''] ?? 'unknown';
}

function baseOf(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf('/') + 1);
}

interface LoginShell {
  readonly shell: string | undefined;
  readonly program: string | undefined;
  readonly timer: ShellTimer;
}

function timerFact(id: TimerName, { shell, program, timer }: LoginShell, sections: Sections): Fact {
  const known = { id, side: 'server' } as const;
  const lines = sections.get('timer-lines');
  const mentions = (lines?.lines ?? []).filter((line) => !line.startsWith('denied ') && setsTimer(line, id));
  const deniedFiles = (lines?.lines ?? [])
    .filter((line) => line.startsWith('denied '))
    .map((line) => line.slice(7));
  const run = sections.all.filter(({ name }) => name === 'login-shell');
  const asked = run.at(-1);
  const told = run
    .map((each) => each.lines.find((line) => line === id || line.startsWith(`${id} `)))
    .findLast((line) => line !== undefined);
  if (timer === 'none' || (timer !== 'unknown' && timer !== id)) {
    const note = `${program} does not heed it`;
    return fact({ ...known, source: '$SHELL', status: 'absent', note });
  }
  if (told === undefined) {
    const value = mentions.length > 0 ? mentions.map(placeOf).join(', ') : undefined;
    const note = value === undefined ? undefined : `named in ${value}`;
    return fact({ ...known, source: asked?.where ?? 'the login shell', status: 'unknown', note });
  }
  const [, isSet, text = ''] = told.split(' ');
  const command = `${shell} ${asked?.where.split(' ')[0] ?? ''}`.trim();
  if (isSet !== 'set' || text === '') return unsetFact(id, command, mentions, deniedFiles);
  const number = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  const seconds = number === undefined ? undefined : id === 'autologout' ? number * 60 : number;
  const setter = mentions.findLast((line) => line.includes(text)) ?? mentions.at(-1);
  return fact({
    ...known,
    value: number ?? text,
    unit: number === undefined ? undefined : id === 'autologout' ? 'min' : 's',
    source: setter === undefined ? command : placeOf(setter),
    idleLimitMs: seconds === undefined || seconds === 0 ? undefined : seconds * 1000,
    note: setter === undefined ? 'set, but by no file that was looked at' : `asked for with ${command}`,
  });
}

/** Without a terminal a start-up file may leave out what it does with one: where one names the timer, unset is not sure. */
function unsetFact(
  id: string,
  command: string,
  mentions: readonly string[],
  denied: readonly string[],
): Fact {
  const doubts = [
    ...(mentions.length === 0 ? [] : [`${mentions.map(placeOf).join(', ')} may still set it on a terminal`]),
    ...(denied.length === 0 ? [] : [`${denied.join(', ')} could not be read`]),
  ];
  return fact({
    id,
    side: 'server',
    source: command,
    status: doubts.length === 0 ? 'absent' : 'unknown',
    note: doubts.length === 0 ? undefined : `unset without a terminal, but ${doubts.join('; ')}`,
  });
}

/** A line `FILE:NUMBER:TEXT` that does more than mention it in a comment. */
function setsTimer(line: string, id: string): boolean {
  const text = /^.*?:\d+:(.*)$/.exec(line)?.[1] ?? '';
  const code = text.replace(/(^|\s)#.*$/, '');
  return new RegExp(`(^|[^A-Za-z0-9_])${id}([^A-Za-z0-9_]|$)`).test(code);
}

function placeOf(line: string): string {
  return /^(.*?:\d+):/.exec(line)?.[1] ?? line;
}

const TIMER_NAMES = ['TMOUT', 'autologout'] as const;
type TimerName = (typeof TIMER_NAMES)[number];

/** dash and fish have no such timer; bash, zsh and the Korn shells heed TMOUT, BusyBox where it was built in. */
const TIMERS: Readonly<Record<string, ShellTimer>> = {
  bash: 'TMOUT',
  rbash: 'TMOUT',
  zsh: 'TMOUT',
  rzsh: 'TMOUT',
  ksh: 'TMOUT',
  ksh93: 'TMOUT',
  rksh: 'TMOUT',
  mksh: 'TMOUT',
  lksh: 'TMOUT',
  oksh: 'TMOUT',
  loksh: 'TMOUT',
  pdksh: 'TMOUT',
  ash: 'TMOUT',
  busybox: 'TMOUT',
  csh: 'autologout',
  tcsh: 'autologout',
  dash: 'none',
  fish: 'none',
};
