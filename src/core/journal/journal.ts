/**
 * The journal of a run: one JSON object a line, a head and then every event.
 * From it the run can be judged again, without any network.
 */
import type { LocalTracking } from '../evidence/findings.ts';
import { OperationalError } from '../errors.ts';
import type { Target } from '../target/target.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { TraceConfig } from '../trace/state.ts';

export interface JournalHead {
  readonly journal: typeof JOURNAL_VERSION;
  readonly target: Target;
  readonly startedAtIso: string;
  readonly reached: { readonly host: string; readonly port: number } | undefined;
  readonly socketOptions: boolean;
  readonly localTracking: LocalTracking;
  readonly config: TraceConfig;
}

export const JOURNAL_VERSION = 'idletrace.journal/1';

export interface Journal {
  readonly head: JournalHead;
  readonly events: readonly TraceEvent[];
}

/** Reads a journal; a torn last line, as a crash leaves it, is left out. Throws FILE for what is none. */
export function parseJournal(text: string, name: string): Journal {
  const lines = text.split('\n').filter((line) => line !== '');
  const values = lines.map((line) => parseLine(line));
  const [head, ...events] = values;
  const torn = events.findIndex((value) => value === undefined);
  if (!isHead(head) || (torn >= 0 && torn < events.length - 1)) {
    throw new OperationalError('FILE', `cannot read ${name}: it is no journal of idletrace`, {
      hint: `a journal begins with a line that says "${JOURNAL_VERSION}"; idletrace trace says where it keeps its own`,
    });
  }
  return { head, events: events.filter(isEvent) };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): value is JournalHead {
  return (
    typeof value === 'object' &&
    value !== null &&
    'journal' in value &&
    value.journal === JOURNAL_VERSION &&
    'config' in value
  );
}

function isEvent(value: unknown): value is TraceEvent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    'atMs' in value &&
    typeof value.atMs === 'number'
  );
}
