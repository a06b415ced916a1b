/** How long a login shell had been without input when it ended, whatever the server said meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arm } from '../../../src/core/trace/arms.ts';
import type { TraceEvent } from '../../../src/core/trace/events.ts';
import { startTrace } from '../../../src/core/trace/machine.ts';
import { record } from '../../../src/core/trace/record.ts';
import { plannedArm, type TraceState } from '../../../src/core/trace/state.ts';
import { QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { configFor } from '../../simulation/trace-run.ts';

const ended: TraceEvent = {
  kind: 'ended',
  atMs: 68_000,
  armId: 'shell',
  ending: 'channel-closed',
  idleMs: 60_000,
  words: 'timed out waiting for input',
  exitStatus: 0,
};

test('a shell that warns a minute before has been without input since its login', () => {
  const warned = record(withShell(), {
    kind: 'heard',
    armId: 'shell',
    atMs: 8000,
    what: 'data',
    idleMs: 7000,
  });

  assert.equal(silenceOf(record(warned, ended)), 67_000);
});

test('a server that asks for signs of life does not shorten what the shell waited', () => {
  let state = withShell();
  for (let atMs = 3000; atMs <= 67_000; atMs += 2000)
    state = record(state, { kind: 'heard', armId: 'shell', atMs, what: 'data', idleMs: 2000 });

  assert.equal(silenceOf(record(state, { ...ended, idleMs: 1000 })), 67_000);
});

test('a question a second before the end broke the silence, too', () => {
  const asked = record(withShell(), {
    kind: 'heard',
    armId: 'shell',
    atMs: 5000,
    what: 'data',
    idleMs: 4000,
  });

  // Our socket takes what came within the last second and a half for part of the end.
  assert.equal(silenceOf(record(asked, { ...ended, atMs: 6000, idleMs: 4000 })), 5000);
});

test('its last words belong to its end, and broke nothing', () => {
  const state = record(withShell(), {
    kind: 'heard',
    armId: 'shell',
    atMs: 67_950,
    what: 'data',
    idleMs: 59_990,
  });

  assert.equal(silenceOf(record(state, ended)), 60_000);
});

test('where nothing broke the silence, the socket knows best', () => {
  assert.equal(silenceOf(record(withShell(), ended)), 60_000);
});

function withShell(): TraceState {
  const { state } = startTrace(configFor(QUIET_WORLD, { maxIdleMs: 90_000 }));
  const shell = {
    ...plannedArm(arm('shell', 'shell')),
    phase: 'open',
    openedAtMs: 1000,
    idleSinceAtMs: 1000,
  } as const;
  return { ...state, arms: [shell] };
}

function silenceOf({ arms }: TraceState): number | undefined {
  return arms[0]?.trials.at(-1)?.idleMs;
}
