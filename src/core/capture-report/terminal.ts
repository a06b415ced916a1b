/**
 * The report as a person reads it on a terminal: a table, worst first; then for
 * each connection its life drawn to scale, and the verdict with its frames. A
 * pure function of the report.
 */
import { durationText } from '../duration.ts';
import { times } from '../endings/words.ts';
import { type Line, paint, type Style, say, type Tone } from '../report/style.ts';
import { clipped, INDENT, labelled, labelledProse, padded, wrapped } from '../report/text-layout.ts';
import type { CapturePicture, ConnectionReport } from './model.ts';
import { silenceLines } from './silence-lines.ts';
import { type Cell, cellsOf } from './time-line.ts';
import { endText, idleText, keepaliveText, limitText, sshText } from './words.ts';

/** In lines of at most `widthColumns` (80 at least); ends with a newline. */
export function renderCapture(report: CapturePicture, style: Style, widthColumns: number): string {
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, widthColumns)) - 1;
  const shown = report.worst.slice(0, MOST_DRAWN);
  const sections: readonly (readonly Line[])[] = [
    headLines(report),
    report.limits.flatMap((limit) => labelledProse('limit', limitText(limit), columns)),
    silenceLines(report.silences, style, columns),
    tableLines(report, columns),
    ...shown.map((connection) => connectionLines(connection, report, style, columns)),
    restLines(report.listed - shown.length),
  ];
  const lines = sections
    .filter((section) => section.length > 0)
    .flatMap((section, at) => (at === 0 ? section : [[], ...section]));
  return `\n${lines.map((line) => paint(line, style)).join('\n')}\n\n`;
}

function headLines({ files, listed, endings }: CapturePicture): readonly Line[] {
  const total = Object.values(endings).reduce((sum, count) => sum + count, 0);
  const lines: Line[] = files.map(({ name, packets, connections: streams }) => [
    say(INDENT),
    say(name, 'bold'),
    say(`  ${times(packets, 'packet')}, ${times(streams, 'TCP connection')}`, 'dim'),
  ]);
  if (listed < total) {
    const hidden = total - listed;
    lines.push([
      say(`${INDENT}${hidden} ended as they should or were left out; --all shows every one`, 'dim'),
    ]);
  }
  if (total > 0 && listed === 0) lines.push([say(`${INDENT}Nothing of note: no long silence, no bad end.`)]);
  if (total === 0) lines.push([say(`${INDENT}No TCP connection in it.`)]);
  return lines;
}

function tableLines({ files, worst, listed }: CapturePicture, columns: number): readonly Line[] {
  if (worst.length < 2) return [];
  const rows = worst.slice(0, MOST_ROWS);
  const ends = rows.map((row) => [endText(row), idleText(row)].filter((text) => text !== '').join(', '));
  const endColumns = Math.min(MOST_END_COLUMNS, Math.max(...ends.map((text) => text.length)));
  const isWide = columns >= WIDE_COLUMNS;
  const head = `${padded('stream', 7)}${isWide ? `${'length'.padStart(9)} ` : ''}${'silent'.padStart(9)}  ${padded('end', endColumns)}  client > server`;
  return [
    [say(INDENT + head, 'dim')],
    ...rows.map((row, at): Line => {
      const stream = files.length > 1 ? `${row.file + 1}:${row.stream}` : `${row.stream}`;
      const length = isWide ? `${durationText(row.lengthMs).padStart(9)} ` : '';
      const spent = `${length}${durationText(row.longestGapMs).padStart(9)}  `;
      const line = [
        say(INDENT + padded(stream, 7) + spent),
        ...clipped([say(padded(ends[at] ?? '', endColumns), toneOf(row))], endColumns),
        say(`  ${row.client} > ${row.server}`),
      ];
      return clipped(line, columns);
    }),
    ...(listed > rows.length
      ? [[say(`${INDENT}and ${listed - rows.length} more; --json has them all`, 'dim')]]
      : []),
  ];
}

function connectionLines(
  connection: ConnectionReport,
  { files }: CapturePicture,
  style: Style,
  columns: number,
): readonly Line[] {
  const { client, server, stream, file, confidence, summary, because, filter, notes, elsewhere } = connection;
  const from = files.length > 1 ? ` of ${files[file]?.name ?? ''}` : '';
  const keepalives = keepaliveText(connection);
  const ssh = sshText(connection);
  return [
    [say(INDENT), say(`${client} > ${server}`, 'bold'), say(`  stream ${stream}${from}`, 'dim')],
    ...drawing(connection, style, columns),
    ...proseLines(summary, confidence, columns),
    ...because.slice(0, MOST_FACTS).flatMap(({ frame, fact }) => labelledProse(`#${frame}`, fact, columns)),
    ...(keepalives === '' ? [] : labelledProse('kept by', keepalives, columns)),
    ...(ssh === '' ? [] : labelledProse('ssh', ssh, columns)),
    ...notes.flatMap(({ frame, note }) =>
      labelledProse(frame === null ? 'note' : `#${frame}`, note, columns),
    ),
    ...elsewhere.flatMap(({ file: other, fact }) => labelledProse(`file ${other + 1}`, fact, columns)),
    ...labelled('wireshark', [[say(filter)]]),
  ];
}

/** A row each for client and server, and the scale below. */
function drawing(connection: ConnectionReport, style: Style, columns: number): readonly Line[] {
  if (connection.lengthMs === 0) return [];
  const cells = Math.min(columns - INDENT.length - 11, MOST_CELLS);
  const marks = style.ascii ? ASCII_MARKS : MARKS;
  const row = (who: 'client' | 'server'): Line => [
    say(INDENT),
    say(padded(who, 10), 'dim'),
    ...cellsOf(connection, who, cells).map((cell) => say(marks[cell], CELL_TONES[cell])),
  ];
  const total = durationText(connection.lengthMs);
  const key = `${marks.data} data  ${marks.keepalive} keepalive  ${marks.repeated} sent again  ${marks.end} FIN or RST`;
  const scale = `0${' '.repeat(Math.max(1, (cells - 1 - total.length - key.length - 1) >> 1))}${key}`;
  return [
    row('client'),
    row('server'),
    [say(INDENT), say(' '.repeat(10)), say(padded(scale, cells - total.length) + total, 'dim')],
  ];
}

function proseLines(summary: string, confidence: string, columns: number): readonly Line[] {
  const prose = wrapped(say(summary).text, columns - INDENT.length - confidence.length - 3);
  return prose.map(
    (text, at): Line =>
      at > 0
        ? [say(INDENT + text)]
        : [
            say(INDENT),
            say(padded(text, columns - INDENT.length - confidence.length)),
            say(confidence, 'dim'),
          ],
  );
}

function restLines(rest: number): readonly Line[] {
  return rest <= 0
    ? []
    : [
        [
          say(
            `${INDENT}${rest} more are only in the table; filters (--host, --port, --idle-over) bring them here.`,
            'dim',
          ),
        ],
      ];
}

function toneOf({ ending }: ConnectionReport): Tone {
  if (ending === 'fin' || ending === 'open') return 'plain';
  return 'bad';
}

const MARKS: Readonly<Record<Cell, string>> = {
  idle: '·',
  bare: '▁',
  keepalive: '◆',
  data: '█',
  repeated: '▒',
  end: '✗',
};
const ASCII_MARKS: Readonly<Record<Cell, string>> = {
  idle: '.',
  bare: ',',
  keepalive: 'k',
  data: '#',
  repeated: 'r',
  end: 'X',
};
const CELL_TONES: Readonly<Record<Cell, Tone>> = {
  idle: 'dim',
  bare: 'dim',
  keepalive: 'good',
  data: 'plain',
  repeated: 'bad',
  end: 'bad',
};

const LEAST_COLUMNS = 80;
const MOST_COLUMNS = 120;
const MOST_CELLS = 90;
const MOST_ROWS = 40;
const WIDE_COLUMNS = 99;
const MOST_END_COLUMNS = 34;
/** A screen or three; the rest is in the table and in the JSON. */
const MOST_DRAWN = 12;
const MOST_FACTS = 6;
