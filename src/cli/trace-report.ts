/** From a run's last state to the report, to what is printed, and to the exit status. */
import { columnsOf, styleFor } from '../adapters/terminal.ts';
import { OperationalError, type ErrorCode } from '../core/errors.ts';
import { findingsOf } from '../core/evidence/from-trace.ts';
import type { LocalTracking } from '../core/evidence/findings.ts';
import { remediesOf } from '../core/remedy/keepalive.ts';
import { buildReport } from '../core/report/build.ts';
import type { Report } from '../core/report/model.ts';
import type { Problem, RunFacts } from '../core/report/run-facts.ts';
import { renderReport } from '../core/report/terminal.ts';
import type { LoginFailure } from '../core/trace/events.ts';
import type { TraceState } from '../core/trace/state.ts';
import { judge } from '../core/verdict/judge.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { TraceOptions } from './trace-options.ts';

/** `failure`: what kept the run from beginning; `undefined`: nothing did. */
export function reportOf(
  run: RunFacts,
  state: TraceState,
  localTracking: LocalTracking,
  failure: OperationalError | undefined,
): Report {
  const findings = findingsOf(state, localTracking);
  const verdict = judge(findings);
  const cures = remediesOf(verdict, findings, run.target);
  const problem =
    failure === undefined
      ? problemOf(run, state)
      : { code: failure.code, message: failure.message, hint: failure.hint };
  return buildReport(run, state, { findings, verdict, cures }, problem);
}

/** The report on stdout; what stood in the way on stderr too, in one line and what to do. */
export function showReport(
  report: Report,
  { json, color, ascii }: Pick<TraceOptions, 'json' | 'color' | 'ascii'>,
  { stdout, stderr, env }: Io,
): void {
  const { problem } = report;
  if (problem !== null) stderr.write(`idletrace: ${problem.message}\n  ${problem.hint}\n`);
  if (json) stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else if (problem === null)
    stdout.write(renderReport(report, styleFor(stdout, { color, ascii }, env), columnsOf(stdout)));
}

/** A verdict fails a requirement that it does not show to be met. */
export function statusOf(
  { verdict }: Report,
  {
    requireMs,
    forbidMs,
  }: { readonly requireMs?: number | undefined; readonly forbidMs?: number | undefined },
): number {
  if (verdict.kind === 'cannot-tell') return EXIT.couldNot;
  const lives =
    requireMs === undefined || (verdict.kind !== 'not-idle' && (verdict.limitMs?.lower ?? 0) >= requireMs);
  const ends = forbidMs === undefined || endMs(verdict) <= forbidMs + slackMs(forbidMs);
  return lives && ends ? EXIT.done : EXIT.requirementFailed;
}

/** When a session left alone has ended for sure; one that lives on for whoever speaks first has not. */
function endMs({ kind, layer, cause, limitMs, clientFirst, serverFirst }: Report['verdict']): number {
  if (kind !== 'idle-limit') return Infinity;
  // A session with a terminal is what a policy is about, and it is ended whoever would have spoken.
  if (layer === 'shell' || cause === 'logind-stop-idle-session') return limitMs?.upper ?? Infinity;
  const measured = [clientFirst, serverFirst].filter((direction) => direction !== null);
  return measured.length === 0 ? Infinity : Math.max(...measured.map(({ upper }) => upper ?? Infinity));
}

/** Whoever keeps a policy keeps it to the second, and a measurement is as narrow as the default resolution. */
function slackMs(forbidMs: number): number {
  return Math.max(CLOCK_MS, forbidMs * RESOLUTION);
}

const CLOCK_MS = 1000;
const RESOLUTION = 0.02;

/** Nothing was ever opened: the first failure says why. */
function problemOf(
  { target, reached }: RunFacts,
  { arms, troubles, stoppedEarly }: TraceState,
): Problem | undefined {
  const [first] = troubles;
  if (
    first === undefined ||
    stoppedEarly ||
    arms.some(({ openedAtMs, spec }) => openedAtMs !== undefined && spec.kind !== 'control')
  )
    return undefined;
  return loginProblem(first, { target, reached });
}

/** Why nobody got in, with what was tried and where. */
export function loginProblem(
  first: Pick<TraceState['troubles'][number], 'why' | 'message' | 'hint'>,
  { target, reached }: Pick<RunFacts, 'target' | 'reached'>,
): Problem {
  if (first.why === 'connect') return { code: CODES.connect, message: first.message, hint: first.hint };
  const where =
    reached === undefined
      ? ''
      : ` (${reached.host.includes(':') ? `[${reached.host}]` : reached.host}:${reached.port})`;
  const name = target.kind === 'ssh' ? target.destination : target.spec;
  const doing =
    target.kind !== 'ssh'
      ? 'cannot hold a connection to'
      : first.why === 'no-commands'
        ? 'cannot measure'
        : 'cannot log in to';
  return { code: CODES[first.why], message: `${doing} ${name}${where}: ${first.message}`, hint: first.hint };
}

const CODES: Readonly<Record<LoginFailure, ErrorCode>> = {
  connect: 'CANNOT_CONNECT',
  'turned-away': 'LOGIN_BANNED',
  denied: 'LOGIN_REFUSED',
  'host-key': 'HOST_KEY',
  'no-commands': 'NO_COMMANDS',
  other: 'LOGIN_REFUSED',
};
