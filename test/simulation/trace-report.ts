/** The report of a simulated run, as a person would get it; checked against its own schema and rendered. */
import assert from 'node:assert/strict';
import * as v from 'valibot';
import { reportOf } from '../../src/cli/trace-report.ts';
import { type Report, reportSchema } from '../../src/core/report/model.ts';
import { plainStyle } from '../../src/core/report/style.ts';
import { renderReport } from '../../src/core/report/terminal.ts';
import { parseTarget } from '../../src/core/target/target.ts';
import type { TraceRun } from './trace-run.ts';
import type { WorldSpec } from './trace-world.ts';

export function reportFor({ login, localTracking }: WorldSpec, { state, config }: TraceRun): Report {
  const report = reportOf(
    {
      target: parseTarget(login ? 'user@host' : 'tcp://host:22'),
      startedAtIso: '2026-11-22T19:30:00.000Z',
      reached: { host: '10.0.9.1', port: 22 },
      socketOptions: config.socketOptions,
      journalPath: undefined,
    },
    state,
    localTracking,
    undefined,
  );
  v.parse(v.strictObject(reportSchema.entries), report);
  const text = renderReport(report, plainStyle(false), 80);
  // What is to be pasted is never broken.
  for (const line of text.split('\n').filter((one) => !one.includes('or once: ')))
    assert.ok(line.length <= 80, `80 columns hold: ${line}`);
  assert.doesNotMatch(text, /undefined|NaN|Infinity|\[object/);
  for (const id of report.verdict.because)
    assert.ok(
      report.evidence.some((one) => one.id === id),
      `evidence ${id} is listed`,
    );
  return report;
}
