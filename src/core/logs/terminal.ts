/** The sessions of a log as a person reads them. A pure function of the overview. */
import { durationText } from '../duration.ts';
import { type Line, paint, type Style, say, type Tone } from '../report/style.ts';
import { clipped, INDENT, labelledProse, padded, widthOf, wrapped } from '../report/text-layout.ts';
import { idleOf, isBeforeLogin, isLost, wordsOfEnd } from './ends.ts';
import { MOST_LOST, type Overview } from './overview.ts';
import type { Session } from './session.ts';

/** In lines of at most `widthColumns` (80 at least); ends with a newline. */
export function renderOverview(overview: Overview, style: Style, widthColumns: number): string {
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, widthColumns)) - 1;
  const sections = [
    headline(overview, columns),
    endLines(overview, columns),
    lostLines(overview, columns),
    pileUpLines(overview, columns),
  ];
  const shown = sections.filter((section) => section.length > 0);
  const lines = shown.flatMap((section, at) => (at === 0 ? section : [[], ...section]));
  return `\n${lines.map((line) => paint(line, style)).join('\n')}\n\n`;
}

function headline(overview: Overview, columns: number): readonly Line[] {
  const { lost, inOrder, open, beforeLogin } = overview.counts();
  if (lost + inOrder + open + beforeLogin === 0) return [[say(`${INDENT}No SSH session in it.`, 'bold')]];
  const text =
    lost === 0
      ? `No session was lost: ${many(inOrder, 'ended')} in order, ${open} without an end in the log, ${many(beforeLogin, 'connection')} before a login.`
      : `${many(lost, 'session')} did not end in order; ${inOrder} did, ${open} have no end in the log, ${many(beforeLogin, 'connection')} ended before a login.`;
  return wrapped(text, columns - INDENT.length).map((each): Line => [say(INDENT), say(each, 'bold')]);
}

function endLines(overview: Overview, columns: number): readonly Line[] {
  const ends = [...overview.ends].toSorted(
    ([a, m], [b, n]) => Number(isBeforeLogin(a)) - Number(isBeforeLogin(b)) || n - m,
  );
  const idColumns = Math.max(0, ...ends.map(([end]) => widthOf(end))) + 2;
  return ends.flatMap(([end, count]) => {
    const idle = idleOf(end);
    const words = `${wordsOfEnd(end)}${idle === 'yes' ? ' (idle)' : ''}`;
    return wrapped(words, columns - INDENT.length - COUNT_COLUMNS - idColumns).map(
      (each, at): Line => [
        say(INDENT + (at === 0 ? String(count) : '').padStart(COUNT_COLUMNS - 2) + INDENT),
        say(padded(at === 0 ? end : '', idColumns), toneOf(end)),
        say(each, 'dim'),
      ],
    );
  });
}

function toneOf(end: string): Tone {
  if (isLost(end)) return 'bad';
  return isBeforeLogin(end) ? 'dim' : 'plain';
}

function lostLines({ lost }: Overview, columns: number): readonly Line[] {
  const shown = lost.slice(-MOST_LOST);
  if (shown.length === 0) return [];
  return [
    [
      say(
        `${INDENT}${shown.length === lost.length ? 'Lost' : 'Lost last'} (idletrace explain NAME tells more of an end):`,
      ),
    ],
    ...shown.map((session) => clipped([say(INDENT + INDENT + lostText(session))], columns)),
  ];
}

/** `2026-11-07 11:45  after 20.2 s    sshd-client-alive  bob 192.0.2.7` */
function lostText({ user, address, endedAt, startedAt, lengthMs, end }: Session): string {
  const when = (endedAt ?? startedAt ?? '').slice(0, 16).replace('T', ' ');
  const length = lengthMs === null ? '' : `after ${durationText(lengthMs)}`;
  return [padded(when, 16), padded(length, 16), padded(end, 18), `${user ?? '?'} ${address ?? ''}`].join(
    '  ',
  );
}

function pileUpLines(overview: Overview, columns: number): readonly Line[] {
  return overview
    .pileUps()
    .flatMap(({ what, lowerMs, upperMs, sessions, of }, at) =>
      labelledProse(
        at === 0 ? 'pile-up' : '',
        `${sessions} of ${of} lost sessions ${PILED[what].did} ${durationText(lowerMs)} to ${durationText(upperMs)}${PILED[what].before}. ${PILED[what].name} that pile up hint at a limit: idletrace explain ${Math.round(lowerMs / 1000)}-${Math.round(upperMs / 1000)}s`,
        columns,
      ),
    );
}

const PILED = {
  length: { did: 'lasted', before: '', name: 'Lengths' },
  quiet: { did: 'had been quiet for', before: ' when they ended', name: 'Silences' },
} as const;

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 || what === 'ended' ? '' : 's'}`;
}

const LEAST_COLUMNS = 80;
const MOST_COLUMNS = 110;
const COUNT_COLUMNS = 9;
