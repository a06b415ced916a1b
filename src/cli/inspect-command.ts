/** `idletrace inspect TARGET`: read both ends and the path at once, judge, show. */
import { startClock } from '../adapters/clock.ts';
import { loadLibc } from '../adapters/net/libc.ts';
import { columnsOf, styleFor } from '../adapters/terminal.ts';
import { OperationalError } from '../core/errors.ts';
import { type Inspection, inspectionOf, type Readings } from '../core/inspect/inspection.ts';
import { buildInspection, type InspectionRun } from '../core/report/inspection-build.ts';
import { renderInspection } from '../core/report/inspection-text.ts';
import type { Problem } from '../core/report/run-facts.ts';
import type { InspectOptions } from './choice.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { readAll } from './inspect-reading.ts';
import { heedSignals } from './interruption.ts';
import type { Io } from './io.ts';
import { reachOf } from './trace-reach.ts';
import { loginProblem } from './trace-report.ts';

export async function runInspect(options: InspectOptions, io: Io): Promise<number> {
  const { target, quiet } = options;
  const clock = startClock();
  const interruption = heedSignals();
  const { signal } = interruption;
  const show = (
    part: Omit<InspectionRun, 'target' | 'startedAtIso' | 'durationMs' | 'stoppedEarly'>,
    inspection: Inspection,
    problem: Problem | undefined,
  ) => {
    const run = {
      target,
      startedAtIso: clock.startedAtIso,
      durationMs: clock.nowMs(),
      stoppedEarly: signal.aborted,
      ...part,
    };
    showInspection(run, { inspection, problem }, options, io);
  };
  try {
    const reach = await interruption.orStopped(reachOf(target, options.ssh, signal));
    if (reach === undefined) {
      show({ reached: undefined, banner: undefined, logins: 0 }, NOTHING, undefined);
      return interruption.status() ?? EXIT.interrupted;
    }
    if (!quiet && target.kind === 'ssh') io.stderr.write(`one login to ${target.spec}; nothing is changed\n`);
    const libc = await loadLibc();
    const all = await readAll({
      target,
      ssh: options.ssh,
      reach,
      libc,
      clock,
      signal,
      mayAsk: io.stdin.isTTY,
    });
    const inspection = inspectionOf(all.readings);
    const reached =
      reach.first === undefined
        ? undefined
        : { host: all.address ?? reach.first.addresses[0] ?? reach.first.host, port: reach.first.port };
    const problem =
      all.trouble === undefined || signal.aborted
        ? undefined
        : loginProblem(all.trouble, { target, reached });
    show({ reached, banner: all.readings.server.banner, logins: all.logins }, inspection, problem);
    return interruption.status() ?? (problem === undefined ? EXIT.done : EXIT.couldNot);
  } catch (error) {
    if (!(error instanceof OperationalError) || !options.json) throw error;
    const { code, message, hint } = error;
    show({ reached: undefined, banner: undefined, logins: 0 }, NOTHING, { code, message, hint });
    return exitCodeOf(error);
  } finally {
    interruption.close();
  }
}

function showInspection(
  run: InspectionRun,
  { inspection, problem }: { readonly inspection: Inspection; readonly problem: Problem | undefined },
  { json, color, ascii }: InspectOptions,
  { stdout, stderr, env }: Io,
): void {
  if (problem !== undefined) stderr.write(`idletrace: ${problem.message}\n  ${problem.hint}\n`);
  const report = buildInspection(run, inspection, problem);
  if (json) stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else stdout.write(renderInspection(report, styleFor(stdout, { color, ascii }, env), columnsOf(stdout)));
}

const NO_READINGS: Readings = {
  server: { banner: undefined, output: undefined, obstacle: undefined },
  path: {
    clientSees: undefined,
    goesTo: undefined,
    sshConnection: undefined,
    hops: undefined,
    jumps: [],
    proxyCommand: undefined,
  },
  clientOutput: undefined,
  clientSettings: undefined,
};
const NOTHING: Inspection = inspectionOf(NO_READINGS);
