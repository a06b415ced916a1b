/** Two changes of one text side by side, as a person must see them who has to join them by hand. */
import { diffArrays } from 'diff';
import { linesOf } from './text-edit.ts';
import { withoutSecret } from './unified-diff.ts';

export interface ThreeWays {
  readonly path: string;
  /** What both began with. */
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** What is said of each: `what undo would do`. */
  /** Shown around a change; left out: 3. */
  readonly contextLines?: number;
  readonly names: { readonly base: string; readonly ours: string; readonly theirs: string };
}

/**
 * The lines of the base with two columns before them: what ours does, then what
 * theirs does (`-` takes the line away, `+` puts one there, blank leaves it). Where both do
 * the same, both columns are filled; lines far from any change are left out. Ends by saying whether the two meet.
 */
export function threeWayDiff({ path, base, ours, theirs, names, contextLines = 3 }: ThreeWays): string {
  const lines = textLines(base);
  const [mine, other] = [stepsFrom(lines, textLines(ours)), stepsFrom(lines, textLines(theirs))];
  const rows: { readonly text: string; readonly isChange: boolean }[] = [];
  const starts: number[] = [];
  let meets = false;
  const put = (marks: string, text: string) =>
    rows.push({ text: `${marks}${text}`, isChange: marks !== '  ' });
  for (let at = 0; at <= lines.length; at += 1) {
    const [a, b] = [mine.added.get(at) ?? [], other.added.get(at) ?? []];
    const isSame = a.length === b.length && a.every((line, one) => line === b[one]);
    if (isSame) for (const line of a) put('++', line);
    else {
      meets ||= (a.length > 0 || mine.removed.has(at) || mine.removed.has(at - 1)) && b.length > 0;
      meets ||= a.length > 0 && (other.removed.has(at) || other.removed.has(at - 1));
      for (const line of a) put('+ ', line);
      for (const line of b) put(' +', line);
    }
    const line = lines[at];
    if (line === undefined) break;
    starts[rows.length] = at + 1;
    put(`${mine.removed.has(at) ? '-' : ' '}${other.removed.has(at) ? '-' : ' '}`, line);
  }
  const isShown = rows.map((_row, at) =>
    rows.slice(Math.max(0, at - contextLines), at + contextLines + 1).some(({ isChange }) => isChange),
  );
  const shown = rows.flatMap(({ text, isChange }, at) => {
    if (isShown[at] !== true) return [];
    const head =
      at > 0 && isShown[at - 1] === true
        ? []
        : [
            `@@ ${names.base}, line ${starts[at] ?? starts.slice(at).find((start) => start !== undefined) ?? lines.length} @@`,
          ];
    return [...head, isChange ? text : ` ${withoutSecret(text.slice(1))}`];
  });
  const end = meets
    ? 'both change the same lines, or lines side by side: they must be joined by hand'
    : 'they change different lines';
  return [
    `three ways of ${path}:`,
    `-+      first column: ${names.ours}`,
    ` -+     second column: ${names.theirs}`,
    ...shown,
    end,
    '',
  ].join('\n');
}

interface Steps {
  /** Indexes of the base's lines. */
  readonly removed: ReadonlySet<number>;
  /** What stands before the base's line of that index. */
  readonly added: ReadonlyMap<number, readonly string[]>;
}

function stepsFrom(base: readonly string[], to: readonly string[]): Steps {
  const removed = new Set<number>();
  const added = new Map<number, readonly string[]>();
  let at = 0;
  for (const part of diffArrays([...base], [...to])) {
    if (part.added) added.set(at, part.value);
    else {
      if (part.removed) for (let one = 0; one < part.value.length; one += 1) removed.add(at + one);
      at += part.value.length;
    }
  }
  return { removed, added };
}

/** A last line without its end is another than one with it. */
function textLines(text: string): readonly string[] {
  return linesOf(text).map(({ content, eol }) =>
    eol === '' ? `${content} (no newline at the end)` : content + eol.slice(0, -1),
  );
}
