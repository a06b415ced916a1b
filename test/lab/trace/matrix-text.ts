/** The confusion matrix and what was measured beside it, as text. */
import type { Report } from '../../../src/core/report/model.ts';
import type { Run } from './matrix.ts';

/** What a report says, as a column. */
export function saidBy({ verdict }: Report): string {
  if (verdict.cause !== null) return verdict.cause;
  if (verdict.kind === 'cannot-tell' && verdict.because.includes('inconsistent')) return 'several-paths';
  return verdict.kind;
}

/**
 * Truth in rows, verdict in columns. `~` after a number: the truth is among
 * the alternatives, since nobody outside can tell the two apart, and the
 * scenario's own check holds; `!`: wrong.
 */
export function confusion(runs: readonly Run[]): string {
  const truths = sortedNames(runs.map(({ truth }) => truth));
  const columns = sortedNames([...truths, ...runs.map(({ report }) => saidBy(report))]);
  const width = Math.max(...truths.map((name) => name.length));
  const head = columns.map((name, i) => `  ${letters(i).padStart(2)} = ${name}`);
  const rows = truths.map((truth) => {
    const cells = columns.map((column) => cellOf(runs, truth, column).padStart(CELL));
    return `${truth.padEnd(width)} ${cells.join('')}`;
  });
  const letterRow = `${''.padEnd(width)} ${columns
    .map((_, i) =>
      letters(i)
        .padStart(CELL - 1)
        .padEnd(CELL),
    )
    .join('')}`;
  return ['verdicts:', ...head, '', letterRow.trimEnd(), ...rows.map((row) => row.trimEnd())].join('\n');
}

/** For each truth: how far brackets missed it, how wide they were, the hop, the endings, the wall. */
export function measures(runs: readonly Run[]): string {
  const truths = sortedNames(runs.map(({ truth }) => truth));
  const width = Math.max(...truths.map((name) => name.length));
  const head = `${'truth'.padEnd(width)}  runs   missed by    bracket      hop    wall (T)             endings`;
  return [head, ...truths.map((truth) => measureRow(runs, truth, width))].join('\n');
}

function measureRow(all: readonly Run[], truth: string, width: number): string {
  const runs = all.filter((run) => run.truth === truth);
  const limited = runs.flatMap(({ drawn: { limitMs, hop }, report }) =>
    limitMs === undefined ? [] : [{ limitMs, hop, report }],
  );
  const missesMs = limited.map(({ limitMs, report }) => missMs(report, limitMs));
  const widths = limited.flatMap(({ limitMs, report: { verdict } }) =>
    verdict.limitMs === null || verdict.limitMs.upper === null
      ? []
      : [(verdict.limitMs.upper - verdict.limitMs.lower) / limitMs],
  );
  const hops = limited.filter(({ hop }) => hop !== undefined);
  const exact = hops.filter(({ hop, report: { verdict } }) => verdict.hop?.ttl === hop);
  const walls = limited.map(({ limitMs, report }) => (report.durationMs - limitMs * WALL_RATIO) / 1000);
  const endings = sortedNames(runs.map(({ report }) => report.verdict.ending ?? 'none'));
  return [
    truth.padEnd(width),
    String(runs.length).padStart(4),
    (missesMs.length === 0 ? '-' : `${Math.max(...missesMs)} ms`).padStart(10),
    (widths.length === 0 ? '-' : `${(100 * Math.max(...widths)).toFixed(1)} %`).padStart(9),
    (hops.length === 0 ? '-' : `${exact.length}/${hops.length}`).padStart(7),
    (walls.length === 0 ? '-' : `1.4 T + ${Math.max(...walls).toFixed(1)} s`).padStart(16),
    `  ${endings.join(', ')}`,
  ].join('  ');
}

/** How far the truth lies outside of the bracket, ms; 0: inside. */
function missMs({ verdict: { limitMs: bracket } }: Report, limitMs: number): number {
  if (bracket === null) return Infinity;
  return Math.max(0, bracket.lower - limitMs, limitMs - (bracket.upper ?? Infinity));
}

function cellOf(runs: readonly Run[], truth: string, column: string): string {
  const here = runs.filter((run) => run.truth === truth && saidBy(run.report) === column);
  if (here.length === 0) return '. ';
  const isWrong = here.some(({ wrong }) => wrong !== undefined);
  return `${here.length}${isWrong ? '!' : column === truth ? ' ' : '~'}`;
}

function letters(index: number): string {
  const letter = String.fromCharCode(A + (index % ALPHABET));
  return index < ALPHABET ? letter : `${letters(Math.floor(index / ALPHABET) - 1)}${letter}`;
}

function sortedNames(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}

const A = 'a'.charCodeAt(0);
const ALPHABET = 26;
const CELL = 4;
/** The bar: wall ≤ 1.4 T + 10 s. */
const WALL_RATIO = 1.4;
