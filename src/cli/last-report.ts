/** The report on a target: of a file, or of the last run that left a journal. */
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { OperationalError } from '../core/errors.ts';
import { parseJournal } from '../core/journal/journal.ts';
import { parseReportFacts, type ReportFacts } from '../core/fix/interval.ts';
import { replayTrace } from '../core/trace/machine.ts';
import { reportOf } from './trace-report.ts';

export interface FoundReport {
  readonly report: ReportFacts;
  /** For people. */
  readonly name: string;
}

/** Our folder under the user's state folder (XDG Base Directory Specification). */
export function stateFolder(env: Readonly<NodeJS.ProcessEnv>): string {
  const state = env['XDG_STATE_HOME'] ?? '';
  return join(state.startsWith('/') ? state : join(homedir(), '.local', 'state'), 'idletrace');
}

/** Throws FILE for what is no report. */
export function readReport(path: string): FoundReport {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new OperationalError('FILE', `cannot read the report ${path}: ${(cause as Error).message}`, {
      hint: 'idletrace trace --json TARGET > report.json makes one',
      cause,
    });
  }
  const report = parseReportFacts(parsed);
  if (report !== undefined) return { report, name: path };
  throw new OperationalError('FILE', `${path} is no report of idletrace`, {
    hint: 'idletrace trace --json TARGET > report.json makes one',
  });
}

/** Of the last run on this target; `undefined`: none left a journal. */
export function lastReport(target: string, env: Readonly<NodeJS.ProcessEnv>): FoundReport | undefined {
  const folder = stateFolder(env);
  const host = target.slice(target.lastIndexOf('@') + 1);
  for (const name of journalsIn(folder)) {
    try {
      const { head, events } = parseJournal(readFileSync(join(folder, name), 'utf8'), name);
      if (head.target.spec !== target && head.target.host !== host) continue;
      const facts = { ...head, journalPath: join(folder, name) };
      const report = reportOf(facts, replayTrace(head.config, events), head.localTracking, undefined);
      return { report, name: `the run of ${minuteText(head.startedAtIso)}` };
    } catch (error) {
      // A journal of another version, or cut off in its first line: not the one.
      if (!(error instanceof OperationalError)) throw error;
    }
  }
  return undefined;
}

/** To the minute, of an instant in ISO 8601. */
export function minuteText(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** The newest first: their names begin with the time. */
function journalsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .toSorted()
      .toReversed();
  } catch {
    return [];
  }
}
