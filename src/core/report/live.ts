/**
 * What a person sees while a run waits: the path, every connection with what
 * has become of it so far, and what is known already. A pure function of plain
 * data; drawing it in place is the terminal's business (`adapters/terminal.ts`).
 */
import { clockText } from '../duration.ts';
import type { Bracket, Direction } from '../measure/trial.ts';
import { holdText } from './arm-rows.ts';
import { type LiveArm, liveRows } from './live-rows.ts';
import type { InspectedLine } from './inspected-lines.ts';
import { type PathHop, pathPicture } from './path-picture.ts';
import { printable } from './printable.ts';
import { type Line, paint, type Span, type Style, say } from './style.ts';
import { clipped, INDENT, lineWidth } from './text-layout.ts';

export interface LiveModel {
  /** As the user wrote it. */
  readonly target: string;
  /** Since the run began. */
  readonly elapsedMs: number;
  /** The longest idle time that is waited for (`--max`). */
  readonly maxIdleMs: number;
  /** From hop 1 on; empty while the path is not known. */
  readonly hops: readonly PathHop[];
  /** What was known before any waiting; empty while it is not read. */
  readonly inspected: readonly InspectedLine[];
  readonly arms: readonly LiveArm[];
  /** What the ladder knows so far. */
  readonly brackets: Readonly<Record<Direction, Bracket>>;
  readonly phase: LivePhase;
  /** `q` is listened for. */
  readonly canStop: boolean;
  /** What a person should know now, in one line; `undefined`: nothing. */
  readonly note: string | undefined;
}

export type LivePhase =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'logging-in'; readonly done: number; readonly total: number }
  /** `nextProbeInMs` undefined: none is planned. */
  | { readonly kind: 'waiting'; readonly nextProbeInMs: number | undefined }
  /** The limit is known; what must outlive it is still being held. */
  | { readonly kind: 'proving'; readonly endsInMs: number | undefined }
  | { readonly kind: 'finishing' };

/** The view as painted lines, none wider than `widthColumns` - 1, so that no terminal wraps one. */
export function renderLive(model: LiveModel, style: Style, widthColumns: number): readonly string[] {
  const columns =
    Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, widthColumns)) -
    (style.ascii ? ASCII_ELLIPSIS_COLUMNS : 1);
  const here: PathHop = { ttlHops: 0, address: undefined, note: undefined, guilty: 'no' };
  const path = model.hops.length === 0 ? [] : [[], ...pathPicture([here, ...model.hops], style, columns)];
  const rows = liveRows(model.arms, model.brackets, style, columns);
  const lines: readonly Line[] = [
    title(model, columns),
    ...inspected(model),
    ...path,
    ...(rows.length === 0 ? [] : [[], ...rows]),
    [],
    ...bottom(model, style, columns),
  ];
  return lines.map((line) => paint(clipped(line, columns), style));
}

function title({ target, elapsedMs, maxIdleMs }: LiveModel, columns: number): Line {
  const most = elapsedMs < maxIdleMs ? ` of at most ${clockText(maxIdleMs)}` : '';
  const clock = `${clockText(elapsedMs)}${most}`;
  return spread([say('idletrace ', 'dim'), say(target, 'bold')], [say(clock)], columns);
}

function inspected({ inspected: known }: LiveModel): readonly Line[] {
  if (known.length === 0) return [];
  return [
    [],
    ...known.map(
      ({ label, text, isSuspect }): Line => [
        say(INDENT),
        say(label.padEnd(LABEL_COLUMNS), 'dim'),
        say(printable(text), isSuspect ? 'bold' : 'plain'),
      ],
    ),
  ];
}

function bottom(model: LiveModel, style: Style, columns: number): readonly Line[] {
  const left: Line = [say(INDENT), say(knownText(model))];
  const keys = model.canStop ? ['q stops and reports'] : [];
  const right: Line = [say([phaseText(model.phase), ...keys].join(` ${style.symbols.dot} `), 'dim')];
  const fits = lineWidth(left) + lineWidth(right) + GAP_COLUMNS <= columns;
  const state = fits ? [spread(left, right, columns)] : [left, [say(INDENT), ...right]];
  return model.note === undefined ? state : [...state, [say(INDENT), say(model.note, 'bold')]];
}

/** What is known already, in words. */
function knownText({ brackets, phase }: LiveModel): string {
  const { 'client-first': client, 'server-first': server } = brackets;
  const first = earliest(client, server);
  if (first.upperMs !== undefined) {
    const other = first === client ? server : client;
    const only = other.upperMs === undefined && other.lowerMs > first.upperMs;
    const when = only ? ` when ${first === client ? 'you speak' : 'the server speaks'} first` : '';
    return `so far: dies after ${holdText(first.lowerMs)} to ${holdText(first.upperMs)} of silence${when}.`;
  }
  const lowerMs = Math.max(client.lowerMs, server.lowerMs);
  if (lowerMs > 0) return `so far: a silent session lives ${holdText(lowerMs)} at least.`;
  return phase.kind === 'waiting' ? 'so far: nothing is known yet.' : '';
}

function earliest(client: Bracket, server: Bracket): Bracket {
  return (server.upperMs ?? Infinity) < (client.upperMs ?? Infinity) ? server : client;
}

function phaseText(phase: LivePhase): string {
  if (phase.kind === 'connecting') return 'connecting';
  if (phase.kind === 'logging-in') return `logging in: ${phase.done} of ${phase.total}`;
  if (phase.kind === 'waiting') {
    return phase.nextProbeInMs === undefined
      ? 'waiting'
      : `next probe in ${countdownText(phase.nextProbeInMs)}`;
  }
  if (phase.kind === 'proving') {
    return phase.endsInMs === undefined
      ? 'proving the cure'
      : `proving the cure: ${countdownText(phase.endsInMs)} more`;
  }
  return 'closing the connections';
}

/** The second that is running, as kitchen clocks show it: 0:01 until it is over. */
function countdownText(ms: number): string {
  return clockText(ms + 999);
}

function spread(left: Line, right: Line, columns: number): Line {
  const gap: Span = say(' '.repeat(Math.max(GAP_COLUMNS, columns - lineWidth(left) - lineWidth(right))));
  return [...left, gap, ...right];
}

/** Below this the view is cut at the right instead. */
const LEAST_COLUMNS = 40;
/** Wider, what stands at the right end is too far from what it belongs to. */
const MOST_COLUMNS = 100;
const GAP_COLUMNS = 2;
/** `suspects` and two blanks. */
const LABEL_COLUMNS = 10;
/** An ellipsis is three dots there. */
const ASCII_ELLIPSIS_COLUMNS = 3;
