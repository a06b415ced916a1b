/** `--require` and `--forbid`: what a verdict must show for exit status 0. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '../../src/cli/trace-report.ts';
import type { Report } from '../../src/core/report/model.ts';
import { cannotTell, looseNat, notIdle, shellLimit, silentNat, survives } from '../core/report/samples.ts';

const limitOf = ({ verdict }: Report) => verdict.limitMs?.upper ?? 0;

const cases: readonly {
  readonly name: string;
  readonly report: Report;
  readonly forbidMs: number;
  readonly status: number;
}[] = [
  {
    name: 'a shell that ends it in time',
    report: shellLimit,
    forbidMs: limitOf(shellLimit) - 500,
    status: 0,
  },
  {
    name: 'a shell that ends it too late',
    report: shellLimit,
    forbidMs: limitOf(shellLimit) / 2,
    status: 1,
  },
  {
    name: 'a box that forgets in both directions',
    report: silentNat,
    forbidMs: limitOf(silentNat),
    status: 0,
  },
  {
    name: 'a box that forgets, and is revived by whoever types',
    report: looseNat,
    forbidMs: limitOf(looseNat),
    status: 1,
  },
  { name: 'nothing that ends it', report: survives, forbidMs: 1000, status: 1 },
  { name: 'no idleness', report: notIdle, forbidMs: 1000, status: 1 },
  { name: 'nothing measured', report: cannotTell, forbidMs: 1000, status: 3 },
];
for (const { name, report, forbidMs, status } of cases) {
  test(`--forbid: ${status} for ${name}`, () => {
    assert.equal(statusOf(report, { forbidMs }), status);
  });
}

test('--require and --forbid together: both must be met', () => {
  const { lower } = shellLimit.verdict.limitMs ?? { lower: 0 };
  const forbidMs = limitOf(shellLimit);

  assert.equal(statusOf(shellLimit, { requireMs: lower, forbidMs }), 0);
  assert.equal(statusOf(shellLimit, { requireMs: forbidMs + 5000, forbidMs }), 1);
  assert.equal(statusOf(shellLimit, { requireMs: lower, forbidMs: lower / 2 }), 1);
});
