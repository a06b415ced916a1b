/**
 * How long it takes to know the idle limit T of a path to 2 %, as a multiple of
 * T: the real planner in simulated time, beside what others do on the same
 * simulated path. T is drawn evenly on a logarithmic scale from 10 s to 1 h.
 */
import { limitOf } from '../src/core/measure/limit.ts';
import {
  type LadderConfig,
  type LadderPlan,
  type LadderView,
  planLadder,
} from '../src/core/measure/ladder.ts';
import type { Direction, Trial } from '../src/core/measure/trial.ts';
import { logUniform, randomOf } from '../test/simulation/random.ts';
import { type Planner, run } from '../test/simulation/run.ts';

const DRAWS = Number(process.argv[2] ?? 200);
const SEED = 20261122;
const RTT_MS = 30;
const RESOLUTION = 0.02;
const MINUTE_MS = 60_000;
const LONGEST_MS = 130 * MINUTE_MS;
const DIRECTION: Direction = 'client-first';
const ENDED: LadderPlan = { probes: [], wakeAtMs: undefined, ended: 'bracketed' };

interface Strategy {
  readonly name: string;
  readonly arms: number;
  /** Logins at most; one connection after another where more than `arms`. */
  readonly logins: number;
  /** A planner of its own for each run. */
  readonly planner: () => Planner;
  /** Where it never gets as narrow as 2 %: what it ends with. */
  readonly coarse?: string;
}

const OURS: readonly Strategy[] = [1, 4, 8, 16, 32].map((arms) => ({
  name: `idletrace, ${arms} connection${arms === 1 ? '' : 's'}`,
  arms,
  logins: arms >= 16 ? arms : 400,
  planner: () => (view: LadderView) => planLadder(configFor(arms), view),
}));

const OTHERS: readonly Strategy[] = [
  { name: 'one connection bisected', arms: 1, logins: 400, planner: () => oneByOne(() => 0) },
  { name: 'doubling, then bisecting', arms: 1, logins: 400, planner: () => oneByOne(() => 1000) },
  { name: 'doubling, then 1 s steps', arms: 1, logins: 9000, planner: () => stepping() },
  {
    name: '130 connections, a minute apart',
    arms: 130,
    logins: 130,
    planner: () => minuteApart(),
    coarse: '60 s',
  },
  { name: 'two waves of 16', arms: 16, logins: 32, planner: () => twoWaves(), coarse: '3 % of T' },
];

console.log(
  `time to know the limit to 2 %, as a multiple of it: ${DRAWS} limits from 10 s to 1 h, seed ${SEED}, RTT ${RTT_MS} ms, no loss, silent path, all logins at once\n`,
);
console.log(`${''.padEnd(33)} median    95 %     max   connections`);
for (const strategy of [...OURS, ...OTHERS]) report(strategy);
console.log(
  '\nbars: 16 connections median at most 1.2 and 95 % at most 1.4; 32 connections median at most 1.08',
);

function report({ name, arms, logins, planner, coarse }: Strategy): void {
  const random = randomOf(SEED);
  const multiples: number[] = [];
  const opened: number[] = [];
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const limitMs = logUniform(random, 10_000, 3_600_000);
    let knownAtMs: number | undefined;
    const result = run(
      {
        path: {
          limitMs: { 'client-first': limitMs, 'server-first': limitMs },
          ending: 'silent',
          rttMs: RTT_MS,
          lossRate: 0,
        },
        seed: draw,
        arms,
        logins,
        login: { atATime: 0, fastestMs: 0, slowestMs: 0 },
        suspends: [],
        watch: (view) => {
          if (isNarrow(limitOf(evidenceOf(view)))) knownAtMs ??= view.nowMs;
        },
      },
      planner(),
    );
    const { lowerMs, upperMs } = limitOf(result.trials);
    if (!(lowerMs < limitMs && limitMs <= (upperMs ?? Infinity)))
      throw new Error(`${name}: ${limitMs} is not in ${lowerMs}..${upperMs}`);
    multiples.push((coarse === undefined ? (knownAtMs ?? Infinity) : result.endedAtMs) / limitMs);
    opened.push(result.logins);
  }
  const shown = [0.5, 0.95, 1].map((part) => quantile(multiples, part).toFixed(2).padStart(7)).join(' ');
  console.log(
    `${name.padEnd(33)}${shown}   ${quantile(opened, 0.5)}${coarse === undefined ? '' : `   (to ${coarse})`}`,
  );
}

function configFor(arms: number): LadderConfig {
  return {
    arms,
    firstIdleMs: 1000,
    maxIdleMs: LONGEST_MS,
    resolution: { kind: 'ratio', ratio: RESOLUTION },
    directions: ['client-first', 'server-first'],
    landmarksMs: [],
  };
}

/** Arms that are as good as dead count, as they do for the ladder itself. */
function evidenceOf({ trials, suspects, nowMs }: LadderView): readonly Trial[] {
  return [
    ...trials,
    ...suspects.map(
      (suspect): Trial => ({ ...suspect, outcome: { kind: 'dead', ending: 'silent' }, atMs: nowMs }),
    ),
  ];
}

function isNarrow({
  lowerMs,
  upperMs,
}: {
  readonly lowerMs: number;
  readonly upperMs: number | undefined;
}): boolean {
  return upperMs !== undefined && upperMs - lowerMs <= RESOLUTION * upperMs;
}

/** One connection at a time: doubles from `firstMs` (0: not at all) until one dies, then bisects. */
function oneByOne(firstMs: () => number): Planner {
  return (view) => {
    const { lowerMs, upperMs } = limitOf(evidenceOf(view));
    if (isNarrow({ lowerMs, upperMs })) return ENDED;
    const doubledMs = Math.max(firstMs(), 2 * lowerMs);
    const toMs = upperMs ?? (firstMs() === 0 ? LONGEST_MS : undefined);
    return probeAt(view, toMs === undefined ? doubledMs : (lowerMs + toMs) / 2);
  };
}

/** Doubles until one dies, then goes up in steps of a second. */
function stepping(): Planner {
  return (view) => {
    const { lowerMs, upperMs } = limitOf(evidenceOf(view));
    if (upperMs !== undefined && upperMs - lowerMs <= Math.max(1100, RESOLUTION * upperMs)) return ENDED;
    return probeAt(view, upperMs === undefined ? Math.max(1000, 2 * lowerMs) : lowerMs + 1000);
  };
}

/** Connection n is asked after n minutes; the first that is dead ends it. */
function minuteApart(): Planner {
  return (view) => {
    if (limitOf(evidenceOf(view)).upperMs !== undefined) return ENDED;
    return probeEach(view, (id) => Number(id.slice(1)) * MINUTE_MS);
  };
}

/** Sixteen on a geometric grid from 30 s to 7440 s, then sixteen evenly between the last that lived and the first that died. */
function twoWaves(): Planner {
  let second: { readonly fromMs: number; readonly toMs: number } | undefined;
  return (view) => {
    const { lowerMs, upperMs } = limitOf(evidenceOf(view));
    const fresh = view.arms.filter(({ id }) => Number(id.slice(1)) > 16);
    if (upperMs !== undefined && fresh.length > 0) second ??= { fromMs: lowerMs, toMs: upperMs };
    if (second === undefined) {
      // A survivor of the first wave is asked no more; the dead make room for the second.
      return probeEach(view, (id) => 30_000 * (7440 / 30) ** ((Number(id.slice(1)) - 1) / 15));
    }
    const { fromMs, toMs } = second;
    if (upperMs !== undefined && upperMs - lowerMs <= (toMs - fromMs) / 16 + 500) return ENDED;
    return probeEach(
      { ...view, arms: fresh },
      (id) => fromMs + ((toMs - fromMs) * (Number(id.slice(1)) - 16)) / 17,
    );
  };
}

function probeAt(view: LadderView, idleMs: number): LadderPlan {
  return probeEach(view, () => idleMs);
}

/** Each arm once it is so old. */
function probeEach({ arms, nowMs, trials }: LadderView, ageOf: (id: string) => number): LadderPlan {
  const asked = new Set(trials.map(({ armId }) => armId));
  const idle = arms.filter(
    ({ probing, id }) => probing === undefined && (arms.length === 1 || !asked.has(id)),
  );
  const due = idle.filter(({ id, idleSinceAtMs }) => nowMs - idleSinceAtMs >= ageOf(id) - 0.01);
  const wakesAtMs = idle
    .filter((arm) => !due.includes(arm))
    .map(({ id, idleSinceAtMs }) => idleSinceAtMs + ageOf(id));
  return {
    probes: due.map(({ id }) => ({ armId: id, direction: DIRECTION })),
    wakeAtMs: wakesAtMs.length === 0 ? undefined : Math.min(...wakesAtMs),
    ended: undefined,
  };
}

function quantile(values: readonly number[], part: number): number {
  return (
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(part * values.length))] ?? NaN
  );
}
