/** Laws of the machine that hold whatever the world does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { JOURNAL_VERSION, parseJournal } from '../../../src/core/journal/journal.ts';
import { startTrace, step, replayTrace } from '../../../src/core/trace/machine.ts';
import type { TraceState } from '../../../src/core/trace/state.ts';
import { liveModelOf } from '../../../src/core/report/live-model.ts';
import { renderLive } from '../../../src/core/report/live.ts';
import { newsOf } from '../../../src/core/report/news.ts';
import { plainStyle } from '../../../src/core/report/style.ts';
import { parseTarget } from '../../../src/core/target/target.ts';
import { plantedLimit, QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { reportFor } from '../../simulation/trace-report.ts';
import { configFor, runTrace } from '../../simulation/trace-run.ts';

const worlds = plantedLimit('rough', { min: 2500, max: 15_000 });

test('property: a run replayed from its journal, through JSON, comes to the same state', () => {
  fc.assert(
    fc.property(worlds, (planted) => {
      const maxLogins = Math.min(planted.maxLogins, 1000);
      const { config, events, state } = runTrace(
        planted.world,
        configFor(planted.world, { ...planted, maxLogins }),
      );
      const head = {
        journal: JOURNAL_VERSION,
        target: parseTarget('user@host'),
        startedAtIso: '2026-11-22T19:30:00.000Z',
        reached: undefined,
        socketOptions: config.socketOptions,
        localTracking: planted.world.localTracking,
        config,
      };
      const text = [head, ...events].map((line) => `${JSON.stringify(line)}\n`).join('');

      const journal = parseJournal(text, 'journal');

      const again = JSON.stringify(replayTrace(journal.head.config, journal.events));
      assert.equal(again, JSON.stringify(state));
    }),
    { numRuns: 8, seed: 1 },
  );
});

test('property: an event that comes twice, or a wake-up too many, does no harm', () => {
  fc.assert(
    fc.property(worlds, fc.nat(), (planted, salt) => {
      const { config, events, state } = runTrace(planted.world, configFor(planted.world, planted));

      const noisy = events.flatMap((event, i) => [
        event,
        ...((i + salt) % 7 === 0 && event.kind !== 'suspended' ? [event] : []),
        ...((i + salt) % 5 === 0 ? [{ kind: 'woke', atMs: event.atMs } as const] : []),
      ]);
      const again = replayTrace(config, noisy);

      assert.equal(again.arms.length, state.arms.length);
      assert.deepEqual(trialsOf(again), trialsOf(state));
    }),
    { numRuns: 8, seed: 2 },
  );
});

test('property: events of arms that do not exist, late and out of order, are harmless', () => {
  const event = fc.record({ atMs: fc.integer({ min: 0, max: 100_000 }), body: fc.nat() });
  const { state: finished, events } = runTrace(QUIET_WORLD, configFor(QUIET_WORLD, { maxIdleMs: 4000 }));
  assert.equal(finished.phase, 'done');
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80 }), (drawn) => {
      let state = startTrace(configFor(QUIET_WORLD, { maxIdleMs: 4000 })).state;
      for (const { atMs, body } of drawn) {
        const before = state;
        const any = events[body % events.length];
        assert.ok(any !== undefined);
        ({ state } = step(state, { ...any, atMs }));
        assert.ok(state.nowMs >= before.nowMs, 'time does not go back');
        assert.ok(state.wakeAtMs === undefined || state.wakeAtMs > state.nowMs);
        if (state.phase !== 'done')
          for (const { phase, openingSinceAtMs } of state.arms)
            assert.ok(
              phase !== 'open' || openingSinceAtMs !== undefined,
              'nothing opens that was not asked for',
            );
      }
    }),
  );
});

test('property: stopped at any moment it ends at once, with a report that is not complete', () => {
  fc.assert(
    fc.property(worlds, fc.integer({ min: 0, max: 30_000 }), (planted, stopAtMs) => {
      const run = runTrace(planted.world, configFor(planted.world, planted), { stopAtMs });

      const report = reportFor(planted.world, run);

      assert.equal(report.complete, !run.state.stoppedEarly);
      if (run.state.stoppedEarly) assert.ok(run.state.nowMs < stopAtMs + 30_000);
    }),
    { numRuns: 20, seed: 3 },
  );
});

test('property: the live view and the news can be shown of every state on the way', () => {
  const style = plainStyle(false);
  fc.assert(
    fc.property(worlds, (planted) => {
      let before: TraceState | undefined;
      runTrace(planted.world, configFor(planted.world, planted), {
        onState(state) {
          const model = liveModelOf(state, { target: 'host', nowMs: state.nowMs, canStop: true });
          for (const line of renderLive(model, style, 80)) {
            assert.ok(line.length < 80, line);
            assert.doesNotMatch(line, /undefined|NaN|Infinity/);
          }
          for (const { text } of newsOf(before, state)) assert.doesNotMatch(text, /undefined|NaN|Infinity/);
          before = state;
        },
      });
    }),
    { numRuns: 4, seed: 4 },
  );
});

test('no more than four logins are under way at once', () => {
  let most = 0;

  runTrace(QUIET_WORLD, configFor(QUIET_WORLD, { maxIdleMs: 5000 }), {
    onState: ({ arms }) => {
      most = Math.max(most, arms.filter(({ phase }) => phase === 'opening').length);
    },
  });

  assert.equal(most, 4);
});

test('a login that is denied is not tried again', () => {
  const world = { ...QUIET_WORLD, refusal: { after: 0, why: 'denied' } } as const;

  const { state } = runTrace(world, configFor(world, { maxIdleMs: 5000 }));

  assert.equal(state.logins, 1);
});

test('turned away again and again it stops after four, each time having waited longer', () => {
  const world = { ...QUIET_WORLD, refusal: { after: 6, why: 'turned-away' } } as const;

  const { state } = runTrace(world, configFor(world, { maxIdleMs: 30_000 }));

  assert.ok(state.loginsStopped);
  assert.ok(state.troubles.length >= 4 && state.troubles.length <= 12, `${state.troubles.length} failures`);
});

test('the logins asked for are never exceeded', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (maxLogins) => {
      const { state } = runTrace(QUIET_WORLD, configFor(QUIET_WORLD, { maxIdleMs: 4000, maxLogins }));

      assert.ok(state.logins <= maxLogins, `${state.logins} of ${maxLogins}`);
    }),
    { numRuns: 15, seed: 5 },
  );
});

function trialsOf({ arms }: TraceState): readonly (readonly [string, number])[] {
  return arms
    .filter(({ spec }) => spec.kind !== 'control')
    .map(({ spec, trials }) => [spec.id, trials.length]);
}
