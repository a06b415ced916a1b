/** The connections of a running trace as rows, one for each kind: a symbol for each connection, and what the row knows. */
import type { Bracket, Direction } from '../measure/trial.ts';
import { clockText } from '../duration.ts';
import { holdText } from './arm-rows.ts';
import type { ReportArm } from './model.ts';
import { type Line, type Span, type Style, type Symbols, say, type Tone } from './style.ts';
import { INDENT, lineWidth, padded } from './text-layout.ts';

export interface LiveArm {
  readonly id: string;
  readonly kind: ReportArm['kind'];
  /** Of `ladder` arms: who will speak first; `undefined`: now the one, now the other. */
  readonly direction: Direction | undefined;
  /** Of `ttl` arms: how far its keepalives reach. */
  readonly ttlHops: number | undefined;
  /** Of `leg` arms: the last leg that is kept busy. */
  readonly leg?: number;
  /** Of arms that are kept busy: how often. */
  readonly intervalMs: number | undefined;
  readonly state: LiveState;
  /** How long it has been silent, or held where it is kept busy. */
  readonly ageMs: number;
  /** Its last round trip; `undefined`: none was measured. */
  readonly rttMs: number | undefined;
}

/**
 * `pending`: not logged in yet; `waiting`: silent and never asked so far;
 * `alive`: answered its last probe; `held`: kept busy, and nothing speaks
 * against it; `probing`: asked, no answer yet; `unsure`: said nothing useful.
 */
export type LiveState = 'pending' | 'waiting' | 'alive' | 'held' | 'probing' | 'dead' | 'unsure';

/** The rows in at most `columns`, and below them what the symbols mean. Kinds without arms have no row. */
export function liveRows(
  arms: readonly LiveArm[],
  brackets: Readonly<Record<Direction, Bracket>>,
  style: Style,
  columns: number,
): readonly Line[] {
  const ofKind = (kind: LiveArm['kind']): readonly LiveArm[] => arms.filter((arm) => arm.kind === kind);
  const ladder = (direction: Direction | undefined): readonly LiveArm[] =>
    ofKind('ladder').filter((arm) => arm.direction === direction);
  const rows: readonly Row[] = [
    {
      label: 'control',
      arms: ofKind('control'),
      beside: 'busy all the time',
      right: rttText(ofKind('control')),
    },
    {
      label: 'shell',
      arms: ofKind('shell'),
      beside: 'a login shell left alone',
      right: silenceText(ofKind('shell')),
    },
    { label: 'left alone', arms: ladder(undefined), beside: '', right: '' },
    directionRow('you first', ladder('client-first'), brackets['client-first']),
    directionRow('server first', ladder('server-first'), brackets['server-first']),
    { label: 'keepalive ssh', arms: byInterval(ofKind('ssh-keepalive')), beside: '', right: '' },
    { label: 'keepalive tcp', arms: byInterval(ofKind('tcp-keepalive')), beside: '', right: '' },
    { label: 'Enter', arms: byInterval(ofKind('typed')), beside: '', right: '' },
    { label: 'your settings', arms: ofKind('own'), beside: '', right: '' },
    { label: 'only to jump', arms: ofKind('leg'), beside: '', right: '' },
    {
      label: 'only to hop',
      arms: ofKind('ttl').toSorted((a, b) => (a.ttlHops ?? 0) - (b.ttlHops ?? 0)),
      beside: '',
      right: '',
    },
  ];
  const isDirection = ({ label, beside }: Row): boolean => DIRECTIONS.includes(label) && beside !== '';
  const shown = rows.filter((row) => row.arms.length > 0 || isDirection(row));
  if (arms.length === 0) return [];
  return [...shown.flatMap((row) => rowLines(row, style, columns)), legend(shown, style)];
}

interface Row {
  readonly label: string;
  readonly arms: readonly LiveArm[];
  /** Follows the symbols. */
  readonly beside: string;
  /** Stands at the right end. */
  readonly right: string;
}

/** Without connections of its own, a direction says what the whole ladder knows of it. */
function directionRow(label: string, arms: readonly LiveArm[], bracket: Bracket): Row {
  const text = bracketText(bracket);
  return arms.length === 0
    ? { label, arms, beside: text, right: '' }
    : { label, arms, beside: '', right: text };
}

function rowLines(row: Row, style: Style, columns: number): readonly Line[] {
  const free = columns - LABEL_COLUMNS - INDENT.length - (row.right === '' ? 0 : row.right.length + 2);
  return cellLines(row.arms, style, free).map((cells, at): Line => {
    const label = say(INDENT + padded(at === 0 ? row.label : '', LABEL_COLUMNS));
    if (at > 0) return [label, ...cells];
    const beside = say(
      row.beside === '' || row.arms.length === 0 ? row.beside : `  ${row.beside}`,
      row.arms.length === 0 ? 'plain' : 'dim',
    );
    const whole: Line = [label, ...cells, beside];
    const left = lineWidth(whole) + 2 + row.right.length <= columns ? whole : [label, ...cells];
    const gap = say(' '.repeat(Math.max(2, columns - lineWidth(left) - row.right.length)));
    return [...left, gap, say(row.right)];
  });
}

/**
 * Symbols that have a label of their own go on in further lines. Those without
 * stand with blanks between, without, or as counts: the first form that fits.
 */
function cellLines(arms: readonly LiveArm[], style: Style, columns: number): readonly Line[] {
  const [first] = arms;
  if (first === undefined) return [[]];
  if (cellLabel(first) !== '') return labelledCells(arms, style, columns);
  const spaced = arms.flatMap((arm, at) => [say(at === 0 ? '' : ' '), symbolOf(arm.state, style)]);
  if (lineWidth(spaced) <= columns) return [spaced];
  const tight = arms.map((arm) => symbolOf(arm.state, style));
  if (lineWidth(tight) <= columns) return [tight];
  const states = [...new Set(arms.map(({ state }) => state))];
  const counts = states.flatMap((state, at) => [
    say(`${at === 0 ? '' : '  '}${arms.filter((arm) => arm.state === state).length} `),
    symbolOf(state, style),
  ]);
  return [counts];
}

function labelledCells(arms: readonly LiveArm[], style: Style, columns: number): readonly Line[] {
  const lines: Span[][] = [[]];
  for (const arm of arms) {
    const current = lines.at(-1) ?? [];
    const cell = [say(`${cellLabel(arm)} `), symbolOf(arm.state, style)];
    if (current.length === 0) current.push(...cell);
    else if (lineWidth(current) + 2 + lineWidth(cell) <= columns) current.push(say('  '), ...cell);
    else lines.push(cell);
  }
  return lines;
}

function cellLabel(arm: LiveArm): string {
  if (arm.kind === 'ttl') return `${arm.ttlHops ?? ''}`;
  if (arm.kind === 'leg') return `${(arm.leg ?? 0) + 1}`;
  if (arm.kind === 'ladder' || arm.kind === 'control' || arm.kind === 'shell' || arm.intervalMs === undefined)
    return '';
  return arm.intervalMs < 1000 ? `${arm.intervalMs}ms` : `${Math.round(arm.intervalMs / 100) / 10}s`;
}

function symbolOf(state: LiveState, { symbols }: Style): Span {
  const [symbol, tone] = SYMBOL_AND_TONE[state];
  return say(symbols[symbol], tone);
}

/** What the symbols in sight mean. */
function legend(rows: readonly Row[], style: Style): Line {
  const states = new Set(rows.flatMap(({ arms }) => arms.map(({ state }) => state)));
  const shown = LEGEND.filter(([state]) => states.has(state));
  const words = shown.flatMap(([state, meaning], at) => [
    say(at === 0 ? '' : '  '),
    say(style.symbols[SYMBOL_AND_TONE[state][0]], 'dim'),
    say(` ${meaning}`, 'dim'),
  ]);
  return [say(INDENT + padded('', LABEL_COLUMNS)), ...words];
}

function byInterval(arms: readonly LiveArm[]): readonly LiveArm[] {
  return arms.toSorted((a, b) => (a.intervalMs ?? 0) - (b.intervalMs ?? 0));
}

function rttText([control]: readonly LiveArm[]): string {
  return control?.rttMs === undefined
    ? ''
    : `answers in ${control.rttMs < 10 ? control.rttMs.toFixed(1) : Math.round(control.rttMs)} ms`;
}

function silenceText([shell]: readonly LiveArm[]): string {
  if (shell === undefined || shell.state === 'pending') return '';
  return shell.state === 'dead' ? `died at ${holdText(shell.ageMs)}` : `silent for ${clockText(shell.ageMs)}`;
}

function bracketText({ lowerMs, upperMs }: Bracket): string {
  if (upperMs !== undefined)
    return `${lowerMs === 0 ? '' : `alive at ${holdText(lowerMs)}, `}dead at ${holdText(upperMs)}`;
  return lowerMs === 0 ? '' : `lived through ${holdText(lowerMs)}`;
}

const LABEL_COLUMNS = 15;
const DIRECTIONS: readonly string[] = ['you first', 'server first'];

const SYMBOL_AND_TONE: Readonly<
  Record<
    LiveState,
    readonly [
      keyof Pick<Symbols, 'alive' | 'dead' | 'waiting' | 'held' | 'probing' | 'unsure' | 'pending'>,
      Tone,
    ]
  >
> = {
  pending: ['pending', 'dim'],
  waiting: ['waiting', 'plain'],
  alive: ['alive', 'good'],
  held: ['held', 'good'],
  probing: ['probing', 'bold'],
  dead: ['dead', 'bad'],
  unsure: ['unsure', 'dim'],
};

const LEGEND: readonly (readonly [LiveState, string])[] = [
  ['pending', 'logging in'],
  ['waiting', 'silent'],
  ['alive', 'answered'],
  ['held', 'kept busy'],
  ['probing', 'asked'],
  ['dead', 'dead'],
  ['unsure', 'void'],
];
