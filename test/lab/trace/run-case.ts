/** One drawn case: its lab, the trace in it, and the report. */
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import type { Report } from '../../../src/core/report/model.ts';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Drawn } from './cases.ts';
import { traceIn } from './trace-in.ts';

/** `user`: whose lab it is; left out: that of whoever runs this. */
export function reportOf(drawn: Drawn, user?: string): Promise<Report> {
  return withLab(
    drawn.scenario,
    async (lab) => {
      await drawn.prepare?.(lab);
      const [traced] = await Promise.all([
        traceIn(lab, ['--max', drawn.maxIdle, ...(drawn.words ?? [])], drawn.target?.(lab)),
        breakLink(lab, drawn.outage),
        drawn.meanwhile?.(lab),
      ]);
      return traced;
    },
    { user },
  );
}

/** The file that it is in. */
export function keep(report: Report, id: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'idletrace-test-')), `report-${id}.json`);
  writeFileSync(path, JSON.stringify(report, undefined, 2));
  return path;
}

async function breakLink(lab: Lab, outage: Drawn['outage']): Promise<void> {
  if (outage === undefined) return;
  await delay(outage.afterMs);
  await lab.cut(outage.link, outage.forMs);
}
