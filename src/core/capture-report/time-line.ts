/** A connection's life drawn to scale in cells of text: one row for each side. */
import type { ConnectionReport } from './model.ts';

export type Cell = 'idle' | 'bare' | 'keepalive' | 'data' | 'repeated' | 'end';
type Who = 'client' | 'server';

/** What happened in each of so many equal parts of its life; of several things in one, the most telling. */
export function cellsOf({ spans, lengthMs }: ConnectionReport, who: Who, cells: number): readonly Cell[] {
  const row = Array.from<Cell>({ length: cells }).fill('idle');
  for (const span of spans) {
    const from = placeOf(span.fromMs, lengthMs, cells);
    const to = placeOf(span.toMs, lengthMs, cells);
    const rank = Math.max(
      0,
      ...span[who].filter((what) => what !== 'end').map((what) => RANKS.indexOf(what)),
    );
    for (let at = from; at <= to; at += 1) {
      if (rank > RANKS.indexOf(row[at] ?? 'idle')) row[at] = RANKS[rank] ?? 'idle';
    }
    if (span[who].includes('end')) row[to] = 'end';
  }
  return row;
}

function placeOf(ms: number, lengthMs: number, cells: number): number {
  return lengthMs <= 0 ? 0 : Math.min(cells - 1, Math.floor((ms / lengthMs) * cells));
}

/** The more telling the later. */
const RANKS: readonly Cell[] = ['idle', 'bare', 'keepalive', 'data', 'repeated', 'end'];
