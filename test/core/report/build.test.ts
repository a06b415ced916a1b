/** What a run's report says of the run itself: notes, numbers rounded outwards, things left out, news on the way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../../src/core/report/model.ts';
import { liveModelOf } from '../../../src/core/report/live-model.ts';
import { type News, newsOf } from '../../../src/core/report/news.ts';
import type { TraceState } from '../../../src/core/trace/state.ts';
import { QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { reportFor } from '../../simulation/trace-report.ts';
import { configFor, runTrace } from '../../simulation/trace-run.ts';
import type { WorldSpec } from '../../simulation/trace-world.ts';

const boxes = [{ hop: 2, limitMs: 5000, clientLate: 'drop', serverLate: 'drop' }] as const;

interface Said {
  readonly maxLogins?: number;
  readonly socketOptions?: boolean;
  readonly stopAtMs?: number;
}

function reportOfWorld(part: Partial<WorldSpec>, said: Said = {}): Report {
  const world = { ...QUIET_WORLD, ...part };
  const { stopAtMs, ...config } = said;
  const run = runTrace(
    world,
    configFor(world, { maxIdleMs: 15_000, ...config }),
    stopAtMs === undefined ? {} : { stopAtMs },
  );
  return reportFor(world, run);
}

const notes: readonly {
  readonly name: string;
  readonly world: Partial<WorldSpec>;
  readonly said?: Said;
  readonly note: RegExp;
}[] = [
  { name: 'no socket options', world: { boxes }, said: { socketOptions: false }, note: /no FFI/ },
  {
    name: 'few logins',
    world: { boxes },
    said: { maxLogins: 6 },
    note: /^Left out for want of logins or time: .*ladder-16/,
  },
  {
    name: 'too few for both directions',
    world: { boxes },
    said: { maxLogins: 6 },
    note: /^Where (this side|the server) speaks first the limit is known roughly only, /,
  },
  {
    name: 'no server-first',
    world: { boxes, canAskServer: false },
    note: /could not be made to speak first/,
  },
  {
    name: 'a ban',
    world: { refusal: { after: 8, why: 'turned-away' } },
    note: /No further logins were tried/,
  },
  {
    name: 'failed logins',
    world: { refusal: { after: 8, why: 'turned-away' } },
    note: /logins failed; the first: Connection closed/,
  },
  {
    name: 'an outage',
    world: { outages: [{ link: 2, fromMs: 9000, toMs: 12_000 }] },
    note: /^The path stalled for \d/,
  },
  { name: 'a nap', world: { suspends: [{ atMs: 9000, forMs: 3000 }] }, note: /stood still during the run/ },
  { name: 'no hop', world: { boxes, pathKnown: false }, note: /Which hop it is could not be told/ },
];

for (const { name, world, said, note } of notes) {
  test(`the report notes: ${name}`, () => {
    const report = reportOfWorld(world, said);

    assert.ok(
      report.notes.some((one) => note.test(one)),
      report.notes.join('\n'),
    );
  });
}

test('a run without incident has nothing to note', () => {
  assert.deepEqual(reportOfWorld({ boxes }).notes, []);
});

test('trials, limits and ages are whole milliseconds, the bracket rounded outwards', () => {
  const { verdict, arms, profile } = reportOfWorld({ boxes });

  const numbers = [verdict.limitMs, verdict.clientFirst, ...profile.map(({ limitMs }) => limitMs)].flatMap(
    (limit) => [limit?.lower ?? 0, limit?.upper ?? 0],
  );
  for (const number of [...numbers, ...arms.flatMap(({ trials }) => trials.map(({ idleMs }) => idleMs))])
    assert.ok(Number.isInteger(number), `${number}`);
});

test('every arm is reported, with its pace, also those that never logged in', () => {
  const { arms } = reportOfWorld({ boxes, refusal: { after: 8, why: 'turned-away' } });

  assert.ok(arms.some(({ openedAtMs }) => openedAtMs === null));
  for (const { kind, ttl, keepaliveIntervalMs } of reportOfWorld({ boxes }).arms) {
    assert.equal(kind === 'ttl', ttl !== undefined);
    assert.equal(kind === 'ladder' || kind === 'shell', keepaliveIntervalMs === undefined, kind);
  }
});

test('stopped early it is not complete, and gives what is known so far', () => {
  const { complete, verdict } = reportOfWorld({}, { stopAtMs: 8000 });

  assert.equal(complete, false);
  assert.equal(verdict.kind, 'cannot-tell');
  assert.ok((verdict.limitMs?.lower ?? 0) >= 1000);
});

test('a login that fails is the problem, in one line and with what to do', () => {
  const { problem, complete, logins } = reportOfWorld({ refusal: { after: 0, why: 'denied' } });

  assert.equal(problem?.code, 'LOGIN_REFUSED');
  assert.match(problem.message, /^cannot log in to user@host \(10\.0\.9\.1:22\): Permission denied/);
  assert.notEqual(problem.hint, '');
  assert.equal(complete, false);
  assert.equal(logins, 1);
});

test('a bare connection counts no logins', () => {
  assert.equal(reportOfWorld({ boxes, login: false, server: undefined }).logins, 0);
});

test('the news tell logins, the path, lives, deaths and phases, once each', () => {
  const { news } = newsOfWorld({ boxes });
  const texts = news.map(({ text }) => text);

  for (const wanted of [
    /^logging in the first connection$/,
    /^control: logged in$/,
    /^path: 1 10\.0\.1\.1, 2 /,
    /^up to \d+ logins in all/,
    /^ladder-\d+: alive after .* client first$/,
    /^ladder-\d+: dead after .* of silence, server first: silent$/,
    /^ttl-1: dead after /,
    /^the limit is known as well as it will be/,
  ])
    assert.ok(
      texts.some((text) => wanted.test(text)),
      `${wanted} in\n${texts.join('\n')}`,
    );
  assert.equal(texts.filter((text) => text.startsWith('path: ')).length, 1);
  for (const [i, { atMs }] of news.entries()) assert.ok(atMs >= (news[i - 1]?.atMs ?? 0), 'in order');
});

test('the news tell an outage, and that the busy connection died', () => {
  const outage = newsOfWorld({ outages: [{ link: 2, fromMs: 9000, toMs: 12_000 }] }).news;
  const restart = newsOfWorld({ closing: { kind: 'restart', atMs: 9000, ending: 'fin' } }).news;

  assert.ok(outage.some(({ text }) => /gets no answer: waiting for the path/.test(text)));
  assert.ok(restart.some(({ text }) => /busy connection died: that is no idleness/.test(text)));
});

test('the live view goes from connecting through waiting and proving to the end', () => {
  const { states } = newsOfWorld({ boxes });

  const phases = states.map(
    (state) => liveModelOf(state, { target: 'host', nowMs: state.nowMs, canStop: true }).phase.kind,
  );

  const inOrder = ['connecting', 'logging-in', 'waiting', 'proving', 'finishing'];
  assert.deepEqual(
    [...new Set(phases)].toSorted((a, b) => inOrder.indexOf(a) - inOrder.indexOf(b)),
    inOrder,
  );
  assert.equal(phases[0], 'connecting');
  assert.equal(phases.at(-1), 'finishing');
});

test('in an outage the live view says that it waits for the path', () => {
  const { states } = newsOfWorld({ outages: [{ link: 2, fromMs: 9000, toMs: 12_000 }] });

  const said = states.map(
    (state) => liveModelOf(state, { target: 'host', nowMs: state.nowMs, canStop: true }).note,
  );

  assert.ok(said.some((note) => note?.includes('waiting for the path')));
  assert.equal(said.at(-1), undefined);
});

function newsOfWorld(part: Partial<WorldSpec>): {
  readonly news: readonly News[];
  readonly states: readonly TraceState[];
} {
  const world = { ...QUIET_WORLD, ...part };
  const news: News[] = [];
  const states: TraceState[] = [];
  runTrace(world, configFor(world, { maxIdleMs: 15_000 }), {
    onState(state) {
      news.push(...newsOf(states.at(-1), state));
      states.push(state);
    },
  });
  return { news, states };
}
