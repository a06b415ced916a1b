/**
 * `make matrix`: every scenario with ten seeds, and what was said of each as a
 * confusion matrix: truth in rows, verdict in columns. Ends with 1 where a cell
 * is wrong, or where too often nothing could be told.
 *
 *     IDLETRACE_SEEDS=10           how many seeds, IDLETRACE_FIRST_SEED the first
 *     IDLETRACE_MATRIX=haproxy     only scenarios whose name has this (a regular expression)
 *     IDLETRACE_LABS_AT_ONCE=4     how many labs side by side
 */
import type { Report } from '../../../src/core/report/model.ts';
import { randomOf } from '../../simulation/random.ts';
import { whyNoLab } from '../needs-lab.ts';
import { CASES, type Case, type Drawn } from './cases.ts';
import { confusion, measures } from './matrix-text.ts';
import { NETWORK_CASES } from './network-cases.ts';
import { keep, reportOf } from './run-case.ts';
import { SERVER_CASES } from './server-cases.ts';
import { VARIANT_CASES } from './variant-cases.ts';

export interface Run {
  readonly truth: string;
  readonly drawn: Drawn;
  readonly report: Report;
  /** What is wrong about it; `undefined`: nothing. */
  readonly wrong: string | undefined;
}

const SEEDS = Number(process.env.IDLETRACE_SEEDS ?? 10);
const FIRST = Number(process.env.IDLETRACE_FIRST_SEED ?? 1);
const AT_ONCE = Number(process.env.IDLETRACE_LABS_AT_ONCE ?? 4);
const ONLY = new RegExp(process.env.IDLETRACE_MATRIX ?? '', 'i');
/** The issue's bar: so many of the runs may end without a verdict. */
const MOST_UNTOLD = 0.02;

await main();

async function main(): Promise<void> {
  const why = await whyNoLab();
  if (why !== false) throw new Error(`no lab here: ${why}`);
  const scenarios = [...CASES, ...NETWORK_CASES, ...SERVER_CASES, ...VARIANT_CASES]
    .map((one, at) => ({ one, at }))
    .filter(({ one }) => ONLY.test(one.name));
  const seeds = Array.from({ length: SEEDS }, (_, i) => FIRST + i);
  const waiting = seeds.flatMap((seed) => scenarios.map(({ one, at }) => ({ one, at, seed })));
  console.log(`${scenarios.length} scenarios × ${SEEDS} seeds, ${AT_ONCE} labs at once\n`);
  const runs: Run[] = [];
  const total = waiting.length;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const run = await runOne(next.one, next.at, next.seed);
        runs.push(run);
        const how = run.wrong === undefined ? 'ok' : `WRONG ${run.wrong}`;
        console.log(
          `${runs.length}/${total} ${next.one.name} (seed ${next.seed}: ${run.drawn.told}): ${how}`,
        );
      }
    }),
  );
  console.log(`\n${confusion(runs)}\n\n${measures(runs)}\n`);
  const wrong = runs.filter((run) => run.wrong !== undefined).length;
  const untold = runs.filter(({ report, truth }) => isUntold(report) && truth !== 'several-paths').length;
  console.log(`${runs.length} runs, ${wrong} wrong, ${untold} without a verdict`);
  if (wrong > 0 || untold > runs.length * MOST_UNTOLD) process.exitCode = 1;
}

async function runOne({ name, truth, draw }: Case, at: number, seed: number): Promise<Run> {
  const drawn = draw(randomOf(seed * 1000 + at));
  const report = await reportOf(drawn);
  try {
    drawn.check(report);
    return { truth, drawn, report, wrong: undefined };
  } catch (error) {
    const [said = name] = (error as Error).message.split('\n');
    return { truth, drawn, report, wrong: `${said} (${keep(report, `${at}-${seed}`)})` };
  }
}

function isUntold({ verdict }: Report): boolean {
  return verdict.kind === 'cannot-tell';
}
