/** Silences over many connections, as bars on a terminal and, where there are several, a row for each group. */
import { durationText } from '../duration.ts';
import { type Line, say, type Style } from '../report/style.ts';
import { clipped, INDENT, padded } from '../report/text-layout.ts';
import type { SilenceReport } from './model.ts';

/** None where fewer than {@link LEAST_CONNECTIONS} tell something, or none of them died. */
export function silenceLines(
  silences: readonly SilenceReport[],
  style: Style,
  columns: number,
): readonly Line[] {
  const [all] = silences;
  if (all === undefined || all.died === 0 || all.lived + all.died < LEAST_CONNECTIONS) return [];
  const lines = [...histogramLines(all, style), ...KINDS.flatMap((by) => groupLines(silences, by))];
  return lines.map((line) => clipped(line, columns));
}

function histogramLines({ classes }: SilenceReport, { ascii }: Style): readonly Line[] {
  const most = Math.max(...classes.map(({ lived, died }) => Math.max(lived, died)));
  const bar = (count: number): string =>
    (ascii ? '#' : '█').repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * BAR_COLUMNS)));
  return [
    [
      say(
        `${INDENT}${padded('silence', CLASS_COLUMNS)}${padded('lived through it', BAR_COLUMNS + 10)}ended by it`,
        'dim',
      ),
    ],
    ...classes.map(
      ({ fromMs, toMs, lived, died }): Line => [
        say(INDENT + padded(classText(fromMs, toMs), CLASS_COLUMNS)),
        say(`${lived}`.padStart(6)),
        say(` ${padded(bar(lived), BAR_COLUMNS + 1)}`, 'good'),
        say(`${died}`.padStart(6)),
        say(` ${bar(died)}`, 'bad'),
      ],
    ),
  ];
}

/** Where there is one group only, it is all of them. */
function groupLines(silences: readonly SilenceReport[], kind: SilenceReport['by']): readonly Line[] {
  const groups = silences.filter(({ by }) => by === kind);
  if (groups.length < 2) return [];
  const rows = groups.slice(0, MOST_ROWS);
  const nameColumns = Math.max(...rows.map(({ of }) => of.length), kind.length + 3) + 2;
  return [
    [],
    [
      say(
        `${INDENT}${padded(`by ${kind}`, nameColumns)}${'lived'.padStart(6)}${'longest'.padStart(10)}${'ended'.padStart(8)}${'shortest'.padStart(10)}`,
        'dim',
      ),
    ],
    ...rows.map(
      ({ of, lived, died, longestLivedMs, shortestDeadMs }): Line => [
        say(INDENT + padded(of, nameColumns)),
        say(`${lived}`.padStart(6) + durationOr(longestLivedMs).padStart(10)),
        say(`${died}`.padStart(8) + durationOr(shortestDeadMs).padStart(10)),
      ],
    ),
    ...(groups.length > rows.length
      ? [[say(`${INDENT}and ${groups.length - rows.length} more`, 'dim')]]
      : []),
  ];
}

/** `5 min to 5 min 51 s`. */
export function classText(fromMs: number, toMs: number | null): string {
  if (toMs === null) return `${edgeText(fromMs)} and more`;
  return fromMs === 0 ? `below ${edgeText(toMs)}` : `${edgeText(fromMs)} to ${edgeText(toMs)}`;
}

/** Round edges without the digits that a measurement has. */
function edgeText(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1000 === 0 ? `${ms / 1000} s` : durationText(ms);
}

function durationOr(ms: number | null): string {
  return ms === null ? '-' : durationText(ms);
}

const KINDS: readonly SilenceReport['by'][] = ['server', 'client', 'path'];
/** Fewer are read one by one. */
const LEAST_CONNECTIONS = 3;
const CLASS_COLUMNS = 22;
const BAR_COLUMNS = 20;
const MOST_ROWS = 12;
