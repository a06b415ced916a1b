/** The path as a picture: `you ── 1 192.168.1.1 ── 2 (mute) ── 3 203.0.113.9:22`, with a word under a hop. */
import { type Line, type Span, type Style, say, type Tone } from './style.ts';
import { INDENT, widthOf } from './text-layout.ts';

export interface PathHop {
  /** 0: this host. */
  readonly ttlHops: number;
  /** `undefined`: it did not answer. */
  readonly address: string | undefined;
  /** A word or two to stand below it; `undefined`: nothing is known. */
  readonly note: string | undefined;
  /** `perhaps`: one of several that the verdict names. */
  readonly guilty: 'yes' | 'perhaps' | 'no';
}

/**
 * The lines of the picture in at most `columns`: a long path goes on in further
 * lines. Below each line stand the notes of its hops, if there are any. No
 * lines where the path is not known.
 */
export function pathPicture(hops: readonly PathHop[], style: Style, columns: number): readonly Line[] {
  if (hops.length === 0) return [];
  const cells = gathered(hops).map((hop) => cellOf(hop, style));
  const rows: Cell[][] = [[]];
  let used = 0;
  for (const cell of cells) {
    const width = cellWidth(cell) + widthOf(style.symbols.link);
    if (used > 0 && INDENT.length + used + width > columns) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(cell);
    used += width;
  }
  return rows.flatMap((row, at) => rowLines(row, at < rows.length - 1, style));
}

interface Cell {
  readonly text: string;
  readonly note: string;
  readonly tone: Tone;
}

interface HopRun {
  readonly from: PathHop;
  readonly to: PathHop;
}

/** Mute hops in a row say nothing each: they stand as one, unless something is to be said of them. */
function gathered(hops: readonly PathHop[]): readonly HopRun[] {
  const runs: HopRun[] = [];
  for (const hop of hops) {
    const last = runs.at(-1);
    if (last !== undefined && isBlank(last.to) && isBlank(hop))
      runs[runs.length - 1] = { from: last.from, to: hop };
    else runs.push({ from: hop, to: hop });
  }
  return runs;
}

function isBlank(hop: PathHop): boolean {
  return hop.address === undefined && hop.note === undefined && hop.guilty === 'no';
}

function cellOf({ from, to }: HopRun, style: Style): Cell {
  const number = from === to ? `${from.ttlHops}` : `${from.ttlHops}-${to.ttlHops}`;
  const mark = { yes: ` ${style.symbols.dead}`, perhaps: ` ${style.symbols.unsure}`, no: '' }[from.guilty];
  return {
    text: from.ttlHops === 0 ? `you${mark}` : `${number} ${from.address ?? '(mute)'}${mark}`,
    note: from.note ?? '',
    tone: from.guilty === 'no' ? (from.address === undefined && from.ttlHops > 0 ? 'dim' : 'plain') : 'bad',
  };
}

function cellWidth(cell: Cell): number {
  return Math.max(widthOf(say(cell.text).text), widthOf(say(cell.note).text));
}

function rowLines(row: readonly Cell[], goesOn: boolean, style: Style): readonly Line[] {
  const top: Span[] = [say(INDENT)];
  const below: Span[] = [say(INDENT)];
  row.forEach((cell, at) => {
    const isLast = at === row.length - 1;
    const { link } = style.symbols;
    const gap = isLast
      ? goesOn
        ? link
        : ''
      : stretched(link, cellWidth(cell) - widthOf(say(cell.text).text));
    top.push(say(cell.text, cell.tone), say(gap, 'dim'));
    below.push(say(cell.note, cell.tone === 'bad' ? 'bad' : 'dim'), say(' '.repeat(blank(cell, link))));
  });
  return row.some(({ note }) => note !== '') ? [top, below] : [top];
}

/** A link made longer, so that the next hop does not stand over the note of this one. */
function stretched(link: string, byColumns: number): string {
  const dash = link.trim().charAt(0);
  return ` ${dash.repeat(link.trim().length + byColumns)} `;
}

function blank(cell: Cell, link: string): number {
  return cellWidth(cell) - widthOf(say(cell.note).text) + widthOf(link);
}
