/**
 * How long connections were silent, over many of them: of each the longest silence that it lived through and the one
 * that ended it, counted in classes; for all of them, and by server, by client and by path.
 */
import type { IdleFact } from './limits.ts';
import type { SilenceReport } from './model.ts';
import { roundedMs } from './rounding.ts';

/** All first, then groups with a death in them, most deaths first; none where no connection tells anything. */
export function silencesOf(facts: readonly IdleFact[]): readonly SilenceReport[] {
  if (facts.length === 0) return [];
  return [
    silenceReport('all', 'all connections', facts),
    ...GROUPINGS.flatMap((each) => groupsOf(facts, each)),
  ];
}

interface Grouping {
  readonly by: SilenceReport['by'];
  readonly nameOf: (fact: IdleFact) => string;
}

function groupsOf(facts: readonly IdleFact[], { by, nameOf }: Grouping): readonly SilenceReport[] {
  const groups = new Map<string, IdleFact[]>();
  for (const fact of facts) {
    const name = nameOf(fact);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [fact]);
    else group.push(fact);
  }
  return [...groups]
    .filter(([, members]) => members.some(({ deadAfterMs }) => deadAfterMs !== undefined))
    .map(([name, members]) => silenceReport(by, name, members))
    .toSorted((a, b) => b.died - a.died || b.lived - a.lived)
    .slice(0, MOST_GROUPS);
}

function silenceReport(by: SilenceReport['by'], of: string, facts: readonly IdleFact[]): SilenceReport {
  const lived = facts.flatMap(({ survivedMs }) => (survivedMs > 0 ? [survivedMs] : []));
  const died = facts.flatMap(({ deadAfterMs }) => deadAfterMs ?? []);
  const longestLivedMs = lived.reduce((most, ms) => Math.max(most, ms), 0);
  const shortestDeadMs = died.reduce((least, ms) => Math.min(least, ms), Infinity);
  // Where the two do not overlap, a class begins where dying does.
  const edges = died.length > 0 && longestLivedMs < shortestDeadMs ? withEdge(shortestDeadMs) : EDGES_MS;
  return {
    by,
    of,
    lived: lived.length,
    died: died.length,
    longestLivedMs: lived.length === 0 ? null : roundedMs(longestLivedMs),
    shortestDeadMs: died.length === 0 ? null : roundedMs(shortestDeadMs),
    classes: classesOf(edges, lived, died),
  };
}

function withEdge(edgeMs: number): readonly number[] {
  return [...new Set([...EDGES_MS, edgeMs])].toSorted((a, b) => a - b);
}

/** From the first class that holds something to the last. */
function classesOf(
  edges: readonly number[],
  lived: readonly number[],
  died: readonly number[],
): SilenceReport['classes'] {
  const classes = edges.map((fromMs, at) => ({
    fromMs: roundedMs(fromMs),
    toMs: at + 1 < edges.length ? roundedMs(edges[at + 1] ?? 0) : null,
    lived: 0,
    died: 0,
  }));
  const classOf = (ms: number) =>
    classes[
      Math.max(
        0,
        edges.findLastIndex((edge) => edge <= ms),
      )
    ];
  for (const ms of lived) {
    const found = classOf(ms);
    if (found !== undefined) found.lived += 1;
  }
  for (const ms of died) {
    const found = classOf(ms);
    if (found !== undefined) found.died += 1;
  }
  const isUsed = (each: { readonly lived: number; readonly died: number }) => each.lived + each.died > 0;
  return classes.slice(classes.findIndex(isUsed), classes.findLastIndex(isUsed) + 1);
}

const GROUPINGS: readonly Grouping[] = [
  { by: 'server', nameOf: ({ serverAddress, serverPort }) => `${serverAddress} port ${serverPort}` },
  { by: 'client', nameOf: ({ clientAddress }) => clientAddress },
  {
    by: 'path',
    nameOf: ({ clientAddress, serverAddress, serverPort }) =>
      `${clientAddress} to ${serverAddress} port ${serverPort}`,
  },
];

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** About two classes for each doubling: limits of products differ by more. */
const EDGES_MS: readonly number[] = [
  0,
  ...[1, 2, 5, 10, 20, 30].map((count) => count * SECOND_MS),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((count) => count * MINUTE_MS),
  ...[1, 2, 4, 8, 24].map((count) => count * HOUR_MS),
];
/** Of each kind; those with fewer deaths are left out. */
const MOST_GROUPS = 50;
