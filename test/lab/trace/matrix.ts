/**
 * `make matrix`: every scenario with ten seeds, and what was said of each as a
 * confusion matrix: truth in rows, verdict in columns. Ends with 1 where a cell
 * is wrong, or where too often nothing could be told.
 *
 *     IDLETRACE_SEEDS=10           how many seeds, IDLETRACE_FIRST_SEED the first
 *     IDLETRACE_MATRIX=haproxy     only scenarios whose name has this (a regular expression)
 *     IDLETRACE_LABS_AT_ONCE=4     how many labs side by side
 *     IDLETRACE_MATRIX_FILE=runs.jsonl  keeps the runs there; those that are in it already are not made again,
 *                                  and count: two hours can be had in pieces
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Report } from '../../../src/core/report/model.ts';
import { randomOf } from '../../simulation/random.ts';
import { whyNoLab } from '../needs-lab.ts';
import type { Case } from './cases.ts';
import { MATRIX_CASES } from './matrix-cases.ts';
import { confusion, measures, saidBy } from './matrix-text.ts';
import { keep, reportOf } from './run-case.ts';

export interface Run {
  readonly name: string;
  readonly seed: number;
  readonly truth: string;
  readonly drawn: {
    readonly told: string;
    readonly limitMs: number | undefined;
    readonly hop: number | undefined;
  };
  readonly report: Report;
  /** What is wrong about it; `undefined`: nothing. */
  readonly wrong?: string;
}

const SEEDS = Number(process.env.IDLETRACE_SEEDS ?? 10);
const FIRST = Number(process.env.IDLETRACE_FIRST_SEED ?? 1);
const AT_ONCE = Number(process.env.IDLETRACE_LABS_AT_ONCE ?? 4);
const ONLY = new RegExp(process.env.IDLETRACE_MATRIX ?? '', 'i');
const FILE = process.env.IDLETRACE_MATRIX_FILE;
/** The issue's bar: so many of the runs may end without a verdict. */
const MOST_UNTOLD = 0.02;

await main();

async function main(): Promise<void> {
  const why = await whyNoLab();
  if (why !== false) throw new Error(`no lab here: ${why}`);
  const scenarios = MATRIX_CASES.map((one, at) => ({ one, at })).filter(({ one }) => ONLY.test(one.name));
  const seeds = Array.from({ length: SEEDS }, (_, i) => FIRST + i);
  const runs: Run[] = [...kept()];
  const isKept = (name: string, seed: number): boolean =>
    runs.some((run) => run.name === name && run.seed === seed);
  const waiting = seeds.flatMap((seed) =>
    scenarios.filter(({ one }) => !isKept(one.name, seed)).map(({ one, at }) => ({ one, at, seed })),
  );
  let failed = 0;
  const total = runs.length + waiting.length;
  console.log(
    `${scenarios.length} scenarios × ${SEEDS} seeds, ${AT_ONCE} labs at once; ${runs.length} runs are kept\n`,
  );
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const run = await runOne(next.one, next.at, next.seed).catch((error: unknown) => {
          console.log(`${next.one.name} (seed ${next.seed}) FAILED: ${String(error)}`);
          failed += 1;
        });
        if (run === undefined) continue;
        runs.push(run);
        if (FILE !== undefined) appendFileSync(FILE, `${JSON.stringify(run)}\n`);
        const how = run.wrong === undefined ? 'ok' : `WRONG ${run.wrong}`;
        console.log(
          `${runs.length}/${total} ${next.one.name} (seed ${next.seed}: ${run.drawn.told}): ${how}`,
        );
      }
    }),
  );
  console.log(`\n${confusion(runs)}\n\n${measures(runs)}\n`);
  const wrong = runs.filter((run) => run.wrong !== undefined).length;
  const untold = runs.filter(({ report, truth }) => isUntold(report) && saidBy(report) !== truth).length;
  console.log(`${runs.length} runs, ${wrong} wrong, ${untold} without a verdict, ${failed} failed`);
  if (wrong + failed > 0 || untold > runs.length * MOST_UNTOLD) process.exitCode = 1;
}

async function runOne({ name, truth, draw }: Case, at: number, seed: number): Promise<Run> {
  const drawn = draw(randomOf(seed * 1000 + at));
  const report = await reportOf(drawn);
  const { told, limitMs, hop } = drawn;
  const run = { name, seed, truth, drawn: { told, limitMs, hop }, report };
  try {
    drawn.check(report);
    return run;
  } catch (error) {
    const [said = name] = (error as Error).message.split('\n');
    return { ...run, wrong: `${said} (${keep(report, `${at}-${seed}`)})` };
  }
}

/** Runs of the chosen scenarios that an earlier piece has made. */
function kept(): readonly Run[] {
  if (FILE === undefined || !existsSync(FILE)) return [];
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Run)
    .filter(({ name }) => ONLY.test(name));
}

function isUntold({ verdict }: Report): boolean {
  return verdict.kind === 'cannot-tell';
}
