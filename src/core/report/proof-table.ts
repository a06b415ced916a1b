/** The picture that proves the verdict: which connections lived, which died, and the bracket at the guilty hop. */
import { type ArmRow, type ArmState, armRows } from './arm-rows.ts';
import type { Report } from './model.ts';
import { type Line, type Span, type Style, say, type Tone } from './style.ts';
import { clipped, INDENT, padded, widthOf, wrapped } from './text-layout.ts';

/** The table in at most `columns`; no lines where nothing was measured. */
export function proofTable(report: Report, style: Style, columns: number): readonly Line[] {
  const rows = armRows(report).filter((row) => row.lived !== '' || row.died !== '' || row.note !== '');
  if (rows.length === 0) return [];
  const labelColumns = Math.max(LABEL_COLUMNS, ...rows.map(({ label }) => widthOf(label))) + 2;
  const brackets = hopBracket(rows, report, style);
  const head = [
    say(INDENT + padded('', labelColumns)),
    say(padded('lived', TIME_COLUMNS) + padded('died', TIME_COLUMNS), 'dim'),
  ];
  const noteColumns = columns - INDENT.length - labelColumns - 2 * TIME_COLUMNS - MARK_COLUMNS;
  const lines = rows.flatMap((row, at): readonly Line[] => {
    const cells: Line = [
      say(INDENT + padded(row.label, labelColumns)),
      say(padded(row.lived, TIME_COLUMNS)),
      say(padded(row.died, TIME_COLUMNS)),
      markOf(row.state, style),
      say('  '),
    ];
    const bracket = brackets.get(at);
    if (bracket !== undefined) return [clipped([...cells, ...bracket], columns)];
    const [first = '', ...more] = wrapped(say(row.note).text, noteColumns);
    return [
      [...cells, say(first, noteTone(row))],
      ...more.map((text): Line => [say(' '.repeat(columns - noteColumns) + text)]),
    ];
  });
  return [head, ...lines];
}

/**
 * Beside the `ttl` rows, from the farthest reach that did not help to the
 * nearest that did: between them the state was lost.
 */
function hopBracket(rows: readonly ArmRow[], report: Report, style: Style): ReadonlyMap<number, Line> {
  const { hop, layer } = report.verdict;
  if (hop === null && layer !== 'client-host' && layer !== 'server-host') return new Map();
  const isTtl = ({ kind }: ArmRow): boolean => kind === 'ttl';
  const firstAlive = rows.findIndex((row) => isTtl(row) && row.state === 'alive');
  const firstRow = rows.findIndex(isTtl);
  const lastDead = rows.findLastIndex(
    (row, at) => isTtl(row) && row.state === 'dead' && (firstAlive === -1 || at < firstAlive),
  );
  if (firstRow === -1) return new Map();
  const from = lastDead === -1 ? firstRow : lastDead;
  const to = firstAlive === -1 ? from : firstAlive;
  const place = placeText(report);
  const { bracketTop, bracketSide, bracketEnd, arrow } = style.symbols;
  if (from === to) return new Map([[from, [say(`${arrow} it is lost ${place}`, 'bold')]]]);
  return new Map(
    Array.from({ length: to - from + 1 }, (_, offset): [number, Line] => {
      const at = from + offset;
      if (at === from) return [at, [say(`${bracketTop} `), say('the state that was lost', 'bold')]];
      if (at === to) return [at, [say(`${bracketEnd} `), say(`is ${place}`, 'bold')]];
      return [at, [say(bracketSide)]];
    }),
  );
}

function placeText({ verdict }: Report): string {
  if (verdict.layer === 'client-host') return 'on this host';
  if (verdict.layer === 'server-host') return 'on the server itself';
  const [least, most] = verdict.hop?.ttlRange ?? [0, 0];
  if (least === most) return `at hop ${least}`;
  return most - least === 1 ? `at hop ${least} or ${most}` : `at one of hops ${least} to ${most}`;
}

function markOf(state: ArmState, style: Style): Span {
  const { alive, dead, unsure } = style.symbols;
  const marks: Readonly<Record<ArmState, readonly [string, Tone]>> = {
    alive: [alive, 'good'],
    dead: [dead, 'bad'],
    both: [dead, 'bad'],
    unknown: [unsure, 'dim'],
  };
  const [symbol, tone] = marks[state];
  return say(symbol, tone);
}

function noteTone(row: ArmRow): Tone {
  return row.note === 'proven cure' ? 'good' : 'plain';
}

const LABEL_COLUMNS = 20;
const MARK_COLUMNS = 3;
const TIME_COLUMNS = 11;
