/**
 * How long the ladder takes, as a multiple of the limit T that it finds, beside
 * the strategies of others: the real planner over a simulated path, in virtual
 * time. `node build/bench/ladder.bench.js [LIMITS]`; a few hundred take seconds.
 */
import type { LadderConfig, LadderView } from '../src/core/measure/ladder.ts';
import { bracketOf, limitOf } from '../src/core/measure/limit.ts';
import type { Trial } from '../src/core/measure/trial.ts';
import { randomOf } from '../test/simulation/random.ts';
import { type Planner, type RunSpec, run } from '../test/simulation/run.ts';
import {
  believed,
  bisecting,
  deathOf,
  doublingThenBisecting,
  doublingThenSteps,
  isNarrow,
  ladder,
  onceEach,
  twoWaves,
} from '../test/simulation/strategies.ts';

const SEED = 20_261_122;
const LIMITS = Number(process.argv[2] ?? 400);
const [SHORTEST_MS, LONGEST_MS] = [10_000, 3_600_000];
const RESOLUTION = 0.02;
const RTT_MS = 30;
const MAX_MS = 3 * 3_600_000;

interface Strategy {
  readonly name: string;
  readonly plan: Planner;
  readonly arms: number;
  /** Logins in all; more than `arms`: what died is replaced. */
  readonly logins: number;
  readonly login?: RunSpec['login'];
  /** Thousands of trials in one run: fewer limits will do. */
  readonly slow?: true;
}

/** All as a multiple of T; Infinity: never. */
interface Figures {
  readonly found: number;
  readonly both: number;
  readonly ended: number;
  readonly width: number;
  readonly logins: number;
}

const AT_ONCE = { atATime: 0, fastestMs: 0, slowestMs: 0 };
const PACED = { atATime: 4, fastestMs: 300, slowestMs: 1000 };
const GEOMETRIC_16 = Array.from({ length: 16 }, (_, i) => 1000 * (MAX_MS / 1000) ** (i / 15));
const MINUTES_130 = Array.from({ length: 130 }, (_, i) => (i + 1) * 60_000);

const strategies: readonly Strategy[] = [
  ...[1, 4, 8].map((arms) => ({
    name: `ladder, N = ${arms}`,
    plan: ladder(configOf(arms)),
    arms,
    logins: 1000,
  })),
  ...[16, 32].map((arms) => ({
    name: `ladder, N = ${arms}`,
    plan: ladder(configOf(arms)),
    arms,
    logins: arms,
  })),
  ...[16, 32].map((arms) => ({
    name: `ladder, N = ${arms}, logins paced`,
    plan: ladder(configOf(arms)),
    arms,
    logins: arms,
    login: PACED,
  })),
  { name: 'one, bisected (0 to 2 h 10)', plan: bisecting(7_800_000, RESOLUTION), arms: 1, logins: 1000 },
  {
    name: 'one, doubled then bisected',
    plan: doublingThenBisecting(1000, RESOLUTION),
    arms: 1,
    logins: 1000,
  },
  {
    name: 'one, doubled then by 1 s',
    plan: doublingThenSteps(1000, 1000),
    arms: 1,
    logins: 10_000,
    slow: true,
  },
  { name: '130, a minute apart', plan: onceEach(MINUTES_130), arms: 130, logins: 130 },
  { name: 'two waves of 16', plan: twoWaves(GEOMETRIC_16), arms: 16, logins: 1000 },
];

function configOf(arms: number): LadderConfig {
  return {
    arms,
    firstIdleMs: 1000,
    maxIdleMs: MAX_MS,
    resolution: { kind: 'ratio', ratio: RESOLUTION },
    directions: ['client-first', 'server-first'],
    landmarksMs: [],
  };
}

/** One limit from each of as many equal parts of the range, on a logarithmic scale. */
function limitsMs(): readonly number[] {
  const random = randomOf(SEED);
  const factor = LONGEST_MS / SHORTEST_MS;
  return Array.from({ length: LIMITS }, (_, i) => SHORTEST_MS * factor ** ((i + random()) / LIMITS));
}

function measure({ plan, arms, logins, login = AT_ONCE }: Strategy, limitMs: number, seed: number): Figures {
  let foundAtMs = Infinity;
  let bothAtMs = Infinity;
  const watch = (view: LadderView): void => {
    const trials = knownBy(view);
    if (isNarrow(limitOf(trials), RESOLUTION)) foundAtMs = Math.min(foundAtMs, view.nowMs);
    const own = [bracketOf(trials, 'client-first'), bracketOf(trials, 'server-first')];
    if (own.every((bracket) => isNarrow(bracket, RESOLUTION))) bothAtMs = Math.min(bothAtMs, view.nowMs);
  };
  const path = {
    limitMs: { 'client-first': limitMs, 'server-first': limitMs },
    ending: 'silent',
    rttMs: RTT_MS,
    lossRate: 0,
  } as const;
  const result = run({ path, seed, arms, logins, login, suspends: [], watch }, plan);
  const { lowerMs, upperMs = Infinity } = limitOf(result.trials);
  if (lowerMs > limitMs || upperMs < limitMs)
    throw new Error(`${limitMs} is not in (${lowerMs}, ${upperMs}]`);
  return {
    found: foundAtMs / limitMs,
    both: bothAtMs / limitMs,
    ended: result.endedAtMs / limitMs,
    width: (upperMs - lowerMs) / limitMs,
    logins: result.logins,
  };
}

/** All evidence in hand: a probe whose answer is a round trip overdue counts as the death that it later proves to be. */
function knownBy(view: LadderView): readonly Trial[] {
  const overdue = view.arms.flatMap(({ id, probing }) => {
    if (probing === undefined || view.suspects.some(({ armId }) => armId === id)) return [];
    const roundTrips = probing.direction === 'client-first' ? 1 : 2;
    if (view.nowMs < probing.sentAtMs + 1.5 * roundTrips * RTT_MS + 20) return [];
    return [deathOf(view, { ...probing, armId: id })];
  });
  return [...believed(view), ...overdue];
}

function quantile(figures: readonly number[], q: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

function shown(figure: number, digits = 2): string {
  return Number.isFinite(figure) ? figure.toFixed(digits) : 'never';
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === 0 ? cell.padEnd(29) : cell.padStart(i === 4 || i === 6 ? 10 : 8)))
    .join('');
}

function main(): void {
  const limits = limitsMs();
  const lines = [
    `Wall time as a multiple of the limit T: ${LIMITS} limits, log-uniform over ${SHORTEST_MS / 1000} s to 1 h, seed ${SEED}.`,
    `Both directions die at T, silently; round trip ${RTT_MS} ms, no loss; resolution ${RESOLUTION * 100} %; ladder from 1 s, for at most 3 h.`,
    'N connections held at once; up to N = 8 those that died are replaced. Logins take no time, or "paced" 0.3 to 1 s, 4 at a time.',
    '',
    row(['', 'found', '', '', 'both', 'ended', '', 'width', 'logins']),
    row(['', 'median', '95 %', 'most', 'median', 'median', '95 %', '% of T', 'median']),
  ];
  const medians = new Map<string, { readonly median: number; readonly p95: number }>();
  for (const strategy of strategies) {
    const figures = limits
      .filter((_, i) => strategy.slow === undefined || i % 16 === 8)
      .map((limitMs, i) => measure(strategy, limitMs, SEED + i));
    const found = figures.map((figure) => figure.found);
    const ended = figures.map((figure) => figure.ended);
    medians.set(strategy.name, { median: quantile(found, 0.5), p95: quantile(found, 0.95) });
    lines.push(
      row([
        strategy.name,
        shown(quantile(found, 0.5), 3),
        shown(quantile(found, 0.95), 3),
        shown(Math.max(...found)),
        shown(
          quantile(
            figures.map(({ both }) => both),
            0.5,
          ),
          3,
        ),
        shown(quantile(ended, 0.5)),
        shown(quantile(ended, 0.95)),
        shown(
          100 *
            quantile(
              figures.map(({ width }) => width),
              0.5,
            ),
          1,
        ),
        shown(
          quantile(
            figures.map(({ logins }) => logins),
            0.5,
          ),
          0,
        ),
      ]),
    );
  }
  lines.push(
    '',
    'found: all evidence that brackets the limit of both directions together to 2 % is in hand (the last probe went unanswered',
    '       for half a round trip more than it needs); both: so for each direction by itself; ended: every death is confirmed',
    '       (3.2 s of silence), each direction is as narrow as was worth waiting for, nothing is left to do. Those who probe',
    '       in one direction only never know both. never: half of the runs (95 %, one) never became so narrow.',
    '',
    ...BARS.map(({ name, of, most }) => {
      const figure = medians.get(name)?.[of] ?? Number.NaN;
      const which = of === 'median' ? 'median' : '95th percentile';
      return `${figure <= most ? 'met   ' : 'missed'}  ${name}: found, ${which} at most ${most}: ${figure.toFixed(3)}`;
    }),
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

const BARS = [
  { name: 'ladder, N = 16', of: 'median', most: 1.2 },
  { name: 'ladder, N = 16', of: 'p95', most: 1.4 },
  { name: 'ladder, N = 32', of: 'median', most: 1.08 },
] as const;

main();
