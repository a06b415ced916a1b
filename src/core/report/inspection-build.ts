/** Puts an inspection together into the document that both renderings show. */
import type { Inspection } from '../inspect/inspection.ts';
import { longestLimitMs } from '../inspect/inspection.ts';
import type { InspectionReport } from './inspection-model.ts';
import { printable } from './printable.ts';
import type { Problem, RunFacts } from './run-facts.ts';

export interface InspectionRun extends Pick<RunFacts, 'target' | 'startedAtIso' | 'reached'> {
  readonly durationMs: number;
  readonly banner: string | undefined;
  readonly logins: number;
  readonly stoppedEarly: boolean;
}

export function buildInspection(
  run: InspectionRun,
  inspection: Inspection,
  problem: Problem | undefined,
): InspectionReport {
  const { target, reached, banner } = run;
  return {
    schema: 'idletrace.inspect/1',
    complete: !run.stoppedEarly && problem === undefined,
    startedAt: run.startedAtIso,
    durationMs: Math.round(run.durationMs),
    target: {
      spec: target.spec,
      host: reached?.host ?? null,
      port: reached?.port ?? null,
      login: target.kind === 'ssh',
      server: banner === undefined ? null : printable(banner),
    },
    ...inspectionParts(inspection),
    next: nextOf(run, inspection),
    logins: run.logins,
    problem: problem === undefined ? null : { ...problem, message: printable(problem.message) },
  };
}

/** Facts, suspects and cleared causes, as they stand in this document and in a trace's report. */
export function inspectionParts({
  facts,
  suspects,
  cleared,
}: Inspection): Pick<InspectionReport, 'facts' | 'suspects' | 'cleared'> {
  return {
    facts: facts.map(({ id, side, value, unit, source, status, idleLimitMs, note, needs }) => ({
      id,
      side,
      value: typeof value === 'string' ? printable(value) : (value ?? null),
      unit: unit ?? null,
      source: printable(source),
      status,
      idleLimitMs: idleLimitMs ?? null,
      note: note === undefined ? null : printable(note),
      needs: needs ?? null,
    })),
    suspects: suspects.map(({ cause, reason, facts: ids, limitMs, weight, alternatives = [] }) => ({
      cause,
      alternatives: [...alternatives],
      reason: printable(reason),
      facts: [...ids],
      limitMs: limitMs ?? null,
      weight,
    })),
    cleared: cleared.map(({ cause, reason, facts: ids }) => ({
      cause,
      reason: printable(reason),
      facts: [...ids],
    })),
  };
}

/** Timers on the path cannot be read; the wait must be longer than what the facts already name. */
function nextOf({ target }: InspectionRun, { suspects }: Inspection): InspectionReport['next'] {
  const knownMs = longestLimitMs(suspects, LONGEST_WAIT_MS);
  const max =
    knownMs === undefined || knownMs < DEFAULT_WAIT_MS
      ? ''
      : ` --max ${Math.ceil((knownMs * WAIT_SPARE) / MINUTE_MS)}m`;
  const unread = suspects.some(({ limitMs }) => limitMs === undefined);
  return {
    why: unread
      ? 'Whether anything on the path forgets a silent session, and after how long, only waiting can tell.'
      : 'Whether the limits above are what ends a session, only waiting can tell.',
    command: `idletrace trace${max} ${shellWord(target.spec)}`,
  };
}

function shellWord(text: string): string {
  return /^[A-Za-z0-9@%+=:,./_[\]-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const MINUTE_MS = 60_000;
/** The default of `--max`. */
const DEFAULT_WAIT_MS = 15 * MINUTE_MS;
/** Nobody waits longer on a suspicion. */
const LONGEST_WAIT_MS = 180 * MINUTE_MS;
const WAIT_SPARE = 1.1;
