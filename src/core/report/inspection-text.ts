/** An inspection as a person reads it on a terminal: suspects first, then what was ruled out, the facts, and what is next. */
import { durationText } from '../duration.ts';
import { causeWords } from './cause-words.ts';
import type { InspectionReport, ReportFact } from './inspection-model.ts';
import { type Line, paint, type Style, say, type Tone } from './style.ts';
import { INDENT, labelledProse, padded, widthOf, wrapped } from './text-layout.ts';

/** The whole inspection in lines of at most `widthColumns` (80 at least); ends with a newline. */
export function renderInspection(report: InspectionReport, style: Style, widthColumns: number): string {
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, widthColumns)) - 1;
  const sections: readonly (readonly Line[])[] = [
    suspectLines(report, style, columns),
    clearedLines(report, style, columns),
    ...SIDES.map(({ side, title }) => factLines(report, side, title, columns)),
    unreadLines(report, columns),
    nextLines(report, columns),
  ];
  const lines = sections
    .filter((section) => section.length > 0)
    .flatMap((section, at) => (at === 0 ? section : [[], ...section]));
  return `\n${lines.map((line) => paint(line, style)).join('\n')}\n\n`;
}

function suspectLines({ suspects }: InspectionReport, style: Style, columns: number): readonly Line[] {
  return suspects.flatMap(({ cause, reason, limitMs, weight }, at) => {
    const limit = limitMs === null ? 'after an unknown time' : `after ${wholeDuration(limitMs)}`;
    const title = `${at + 1}  ${causeWords(cause)}, ${limit}`;
    const head: Line = [
      say(INDENT),
      say(padded(title, columns - INDENT.length - widthOf(weight)), 'bold'),
      say(weight, TONES[weight]),
    ];
    const prose = wrapped(say(reason).text, columns - INDENT.length - 3).map(
      (line): Line => [say(`${INDENT}   ${line}`)],
    );
    return [head, ...prose];
  });
}

/** By their reasons: one often clears several causes. */
function clearedLines(
  { cleared }: Pick<InspectionReport, 'cleared'>,
  style: Style,
  columns: number,
): readonly Line[] {
  const reasons = [...new Set(cleared.map(({ reason }) => reason))];
  return reasons.length === 0
    ? []
    : labelledProse('cleared', reasons.join(` ${style.symbols.dot} `), columns);
}

/** One row a fact: its name, its value, where from; below it what it can do and what it means. */
function factLines(
  { facts }: InspectionReport,
  side: ReportFact['side'],
  title: string,
  columns: number,
): readonly Line[] {
  const shown = facts.filter((fact) => fact.side === side && isTelling(fact));
  if (shown.length === 0) return [];
  const rows = shown.flatMap((fact): readonly Line[] => {
    const name = padded(`${INDENT}${INDENT}${fact.id}`, NAME_COLUMNS);
    const gap = name.endsWith(' ') ? '' : '  ';
    const value = padded(valueText(fact), VALUE_COLUMNS);
    const fits = widthOf(name + gap + value) + 2 + widthOf(fact.source) <= columns;
    const source = say(`  ${fact.source}`, 'dim');
    // A path that was broken could not be copied.
    const sourceAt = Math.max(INDENT.length * 3, Math.min(NAME_COLUMNS, columns - widthOf(fact.source)));
    const meaning = [
      ...(fact.idleLimitMs === null
        ? []
        : [`can end an idle session after ${wholeDuration(fact.idleLimitMs)}`]),
      ...(fact.note === null ? [] : [fact.note]),
    ].join(': ');
    const below = wrapped(say(meaning).text, columns - NAME_COLUMNS).map(
      (line): Line => [say(' '.repeat(NAME_COLUMNS)), say(line, fact.idleLimitMs === null ? 'dim' : 'bold')],
    );
    const row: Line = [say(name + gap), say(value, fact.idleLimitMs === null ? 'plain' : 'bold')];
    return fits
      ? [[...row, source], ...below]
      : [row, [say(' '.repeat(sourceAt)), say(fact.source, 'dim')], ...below];
  });
  return [[say(`${INDENT}${title}`, 'bold')], ...rows];
}

function isTelling({ id, status }: ReportFact): boolean {
  if (MINOR.has(id)) return false;
  return status === 'read' || (status === 'absent' && ABSENT_TELLS.has(id));
}

function valueText({ value, unit, status }: ReportFact): string {
  if (status === 'absent') return 'not set';
  if (value === null) return status;
  if (unit === 's' && typeof value === 'number' && value >= LONG_S)
    return `${value} s (${wholeDuration(value * 1000)})`;
  return unit === null ? String(value) : `${value} ${unit}`;
}

/** What could not be read, with what that would take. */
function unreadLines({ facts }: InspectionReport, columns: number): readonly Line[] {
  const denied = facts.filter(({ status }) => status === 'denied');
  const unknown = facts.filter(({ status, note }) => status === 'unknown' && note !== null);
  const others = facts.filter(
    ({ id, status, note }) => status === 'unknown' && note === null && !MINOR.has(id),
  );
  const needs = [...new Set(denied.map((fact) => fact.needs ?? 'more rights'))];
  return [
    ...needs.flatMap((need, at) => {
      const ids = denied
        .filter((fact) => (fact.needs ?? 'more rights') === need)
        .map((fact) => (fact.note === null ? fact.id : `${fact.id} (${fact.note})`));
      return labelledProse(at === 0 ? 'not read' : '', `${ids.join(', ')}: needs ${need}`, columns);
    }),
    ...unknown.flatMap(({ id, note, value }, at) =>
      labelledProse(
        at === 0 ? 'not sure' : '',
        `${id}${value === null ? '' : ` ${value}`}: ${note}`,
        columns,
      ),
    ),
    ...(others.length === 0
      ? []
      : labelledProse(
          'not known',
          [...new Set(others.map(({ id, side }) => `${id} (${SIDE_WORDS[side]})`))].join(', '),
          columns,
        )),
  ];
}

function nextLines({ next, problem }: InspectionReport, columns: number): readonly Line[] {
  return [
    ...(problem === null ? [] : labelledProse('problem', `${problem.message}. ${problem.hint}`, columns)),
    ...labelledProse('next', next.why, columns),
    [say(`${INDENT}          ${next.command}`, 'bold')],
  ];
}

function wholeDuration(ms: number): string {
  const days = ms / DAY_MS;
  if (days >= 2) return `${Math.round(days)} days`;
  const seconds = ms / 1000;
  if (Number.isInteger(seconds) && seconds < SHORT_S) return `${seconds} s`;
  const minutes = seconds / 60;
  if (Number.isInteger(minutes) && minutes < 60) return `${minutes} min`;
  return durationText(ms);
}

const LEAST_COLUMNS = 80;
const MOST_COLUMNS = 100;
const NAME_COLUMNS = 26;
const VALUE_COLUMNS = 14;
const DAY_MS = 86_400_000;
/** From here on a number of seconds is also said in larger units. */
const LONG_S = 600;
const SHORT_S = 600;
const SIDES = [
  { side: 'client', title: 'here' },
  { side: 'path', title: 'between' },
  { side: 'server', title: 'there' },
] as const;
const SIDE_WORDS = { client: 'here', path: 'between', server: 'there' } as const;
const TONES: Readonly<Record<string, Tone>> = { certain: 'bad', likely: 'bold', possible: 'dim' };
/** That these are not set is news. */
const ABSENT_TELLS: ReadonlySet<string> = new Set([
  'TMOUT',
  'autologout',
  'ChannelTimeout',
  'nat',
  'StopIdleSessionSec',
  'dropbear-I',
  'nf_conntrack_tcp_timeout_established',
]);
/** For scripts; a person would read past what matters. */
const MINOR: ReadonlySet<string> = new Set([
  'nf_conntrack_tcp_timeout_unacknowledged',
  'nf_conntrack_tcp_timeout_max_retrans',
  'nf_conntrack_tcp_loose',
  'nf_conntrack_tcp_be_liberal',
  'nf_conntrack_count',
  'nf_conntrack_max',
  'tcp_keepalive_intvl',
  'tcp_keepalive_probes',
  'MaxStartups',
  'private-hops',
  'connection-tracking',
]);
