/** How long an arm had been silent when it ended, where our question and its end met on the way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arm } from '../../../src/core/trace/arms.ts';
import type { TraceEvent } from '../../../src/core/trace/events.ts';
import { startTrace } from '../../../src/core/trace/machine.ts';
import { record } from '../../../src/core/trace/record.ts';
import { plannedArm, type TraceState } from '../../../src/core/trace/state.ts';
import { QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { configFor } from '../../simulation/trace-run.ts';

test('an end that our question met on its way came after the silence before both', () => {
  const asked = record(askedArm(8000), { ...asks, atMs: 8005, idleMs: 2 });

  const idleMs = silenceOf(record(asked, { ...ended, idleMs: 6900 }));

  assert.ok(idleMs >= 6900, `${idleMs} ms`);
});

test('an end that our question brought about came after the silence before the question', () => {
  const asked = record(askedArm(8000), { ...asks, atMs: 8005, idleMs: 6900 });

  const idleMs = silenceOf(record(asked, { ...ended, idleMs: 3 }));

  assert.ok(idleMs >= 6900 && idleMs < 7500, `${idleMs} ms`);
});

const asks: Extract<TraceEvent, { kind: 'asked' }> = {
  kind: 'asked',
  atMs: 0,
  armId: 'ladder-1',
  direction: 'client-first',
  idleMs: 0,
};

const ended: Extract<TraceEvent, { kind: 'ended' }> = {
  kind: 'ended',
  atMs: 8010,
  armId: 'ladder-1',
  ending: 'channel-closed',
  idleMs: 0,
  words: '',
  exitStatus: 0,
};

function askedArm(sinceAtMs: number): TraceState {
  const { state } = startTrace(configFor(QUIET_WORLD, { maxIdleMs: 90_000 }));
  const ladder = {
    ...plannedArm(arm('ladder-1', 'ladder')),
    phase: 'open',
    openedAtMs: 1000,
    idleSinceAtMs: 1000,
    probing: {
      direction: 'client-first',
      sinceAtMs,
      idleMs: undefined,
      spokeAtMs: undefined,
      suspect: false,
      refresh: false,
    },
  } as const;
  return { ...state, nowMs: sinceAtMs, arms: [ladder] };
}

function silenceOf({ arms }: TraceState): number {
  return arms[0]?.trials.at(-1)?.idleMs ?? NaN;
}
