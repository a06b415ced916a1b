/**
 * The whole trace against real sshd over a real kernel's NAT and firewalls.
 * Each case is drawn from seeds: one by default, as many as IDLETRACE_SEEDS
 * says (`make lab-seeds` takes twenty), from IDLETRACE_FIRST_SEED on.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import type { Report } from '../../../src/core/report/model.ts';
import { randomOf } from '../../simulation/random.ts';
import { whyNoLab } from '../needs-lab.ts';
import { CASES, type Drawn } from './cases.ts';
import { NETWORK_CASES } from './network-cases.ts';
import { SERVER_CASES } from './server-cases.ts';
import { traceIn } from './trace-in.ts';

const skip = await whyNoLab();
const seeds = Number(process.env.IDLETRACE_SEEDS ?? 1);
const firstSeed = Number(process.env.IDLETRACE_FIRST_SEED ?? 1);

/** Traces mostly wait; their logins need the processor. */
const AT_ONCE = Number(process.env.IDLETRACE_LABS_AT_ONCE ?? 4);

describe('the trace says who, after how long, where, and what helps', { skip, concurrency: AT_ONCE }, () => {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    for (const [at, { name, draw }] of [...CASES, ...NETWORK_CASES, ...SERVER_CASES].entries()) {
      const drawn = draw(randomOf(seed * 1000 + at));
      test(`${name} (seed ${seed}: ${drawn.told})`, () => holds(drawn, `${at}-${seed}`));
    }
  }
});

describe('an ordinary user gets the same answers', {
  skip: skip || whyNoUser(),
  concurrency: AT_ONCE,
}, () => {
  for (const at of [0, 2]) {
    const { name, draw } = CASES[at]!;
    const drawn = draw(randomOf(77 + at));
    test(`${name} (${drawn.told})`, () => holds(drawn, `user-${at}`, 'nobody'));
  }
});

async function holds(drawn: Drawn, id: string, user?: string): Promise<void> {
  const report = await withLab(
    drawn.scenario,
    async (lab) => {
      const [traced] = await Promise.all([
        traceIn(lab, ['--max', drawn.maxIdle, ...(drawn.words ?? [])]),
        breakLink(lab, drawn.outage),
      ]);
      return traced;
    },
    { user },
  );
  try {
    drawn.check(report);
  } catch (error) {
    throw new Error(`${(error as Error).message}\nthe report is in ${keep(report, id)}`, { cause: error });
  }
}

async function breakLink(lab: Lab, outage: Drawn['outage']): Promise<void> {
  if (outage === undefined) return;
  await delay(outage.afterMs);
  await lab.cut(outage.link, outage.forMs);
}

function keep(report: Report, id: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'idletrace-test-')), `report-${id}.json`);
  writeFileSync(path, JSON.stringify(report, undefined, 2));
  return path;
}

function whyNoUser(): string | false {
  if (process.getuid?.() !== 0) return 'only root can become somebody else';
  if (!existsSync('/usr/bin/setpriv')) return 'setpriv is missing';
  try {
    execFileSync('id', ['nobody'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'there is no user nobody';
  }
}
