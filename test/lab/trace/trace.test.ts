/**
 * The whole trace against real sshd over a real kernel's NAT and firewalls.
 * Each case is drawn from seeds: one by default, as many as IDLETRACE_SEEDS
 * says (`make lab-seeds` takes twenty), from IDLETRACE_FIRST_SEED on.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { randomOf } from '../../simulation/random.ts';
import { whyNoLab } from '../needs-lab.ts';
import { CASES, type Drawn } from './cases.ts';
import { NETWORK_CASES } from './network-cases.ts';
import { keep, reportOf } from './run-case.ts';
import { SERVER_CASES } from './server-cases.ts';

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
  const report = await reportOf(drawn, user);
  try {
    drawn.check(report);
  } catch (error) {
    throw new Error(`${(error as Error).message}\nthe report is in ${keep(report, id)}`, { cause: error });
  }
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
