/** Whether the path carries somebody new while the busy connection gets no answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arm, CONTROL } from '../../../src/core/trace/arms.ts';
import { startTrace } from '../../../src/core/trace/machine.ts';
import { letNewcomerTry, newcomerInMs } from '../../../src/core/trace/newcomer.ts';
import { type ArmState, plannedArm, type TraceState } from '../../../src/core/trace/state.ts';
import type { Turn } from '../../../src/core/trace/turn.ts';
import { QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { configFor } from '../../simulation/trace-run.ts';

const FROM_MS = 20_000;

test('a login is tried once, when the path has been silent for long', () => {
  const early = tryAt(lost({ nowMs: FROM_MS + 4000 }));
  const late = tryAt(lost({ nowMs: FROM_MS + 5000 }));
  const again = tryAt({ ...late.state, nowMs: FROM_MS + 9000 });

  assert.deepEqual([early.commands.length, early.wakesAtMs], [0, [FROM_MS + 5000]]);
  assert.deepEqual(
    late.commands.map(({ kind }) => kind),
    ['open'],
  );
  assert.equal(late.state.logins, lost({}).logins + 1);
  assert.equal(again.commands.length, 0);
});

test('none is tried while the path is well, where logins are used up, or another one is under way', () => {
  const well = lost({ stalls: [{ fromAtMs: FROM_MS, toAtMs: FROM_MS + 1500 }] });
  const state = lost({});
  const usedUp = { ...state, config: { ...state.config, maxLogins: state.logins } };
  const underWay = withArms(state, [opening(FROM_MS - 500, undefined)]);

  for (const each of [well, usedUp, underWay, lost({ loginsStopped: true }), lost({ stalls: [] })])
    assert.equal(tryAt(each).commands.length, 0);
});

test('who got in says that the path is well only when TCP has tried again for as long as before', () => {
  const inAfter6s = withArms(lost({}), [opening(FROM_MS + 5000, FROM_MS + 6000)]);

  assert.equal(newcomerInMs({ ...inAfter6s, nowMs: FROM_MS + 12_900 }), undefined);
  assert.equal(newcomerInMs({ ...inAfter6s, nowMs: FROM_MS + 13_100 }), 6000);
});

test('who began before, or when the path was well, says nothing', () => {
  const before = withArms(lost({}), [opening(FROM_MS - 500, FROM_MS + 100)]);
  const nobody = lost({});
  const well = withArms(lost({ stalls: [{ fromAtMs: FROM_MS, toAtMs: FROM_MS + 7000 }] }), [
    opening(FROM_MS + 5000, FROM_MS + 6000),
  ]);

  for (const state of [before, nobody, well]) assert.equal(newcomerInMs(state), undefined);
});

/** The busy connection has had no answer since {@link FROM_MS}. */
function lost(said: Partial<TraceState>): TraceState {
  const { state } = startTrace(configFor(QUIET_WORLD, { maxIdleMs: 60_000 }));
  const control: ArmState = { ...plannedArm(CONTROL), phase: 'open', openedAtMs: 1000 };
  const stalls = [{ fromAtMs: FROM_MS, toAtMs: undefined }];
  return { ...state, phase: 'measuring', nowMs: FROM_MS + 19_000, arms: [control], stalls, ...said };
}

function withArms(state: TraceState, arms: readonly ArmState[]): TraceState {
  return { ...state, arms: [...state.arms, ...arms] };
}

function opening(openingSinceAtMs: number, openedAtMs: number | undefined): ArmState {
  const phase = openedAtMs === undefined ? 'opening' : 'open';
  return { ...plannedArm(arm('ladder-9', 'ladder')), phase, openingSinceAtMs, openedAtMs };
}

function tryAt(state: TraceState): Turn {
  const turn: Turn = { state, commands: [], wakesAtMs: [] };
  letNewcomerTry(turn);
  return turn;
}
