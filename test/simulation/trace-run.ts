/**
 * Runs the trace over a simulated world to its end, as the driver does over the
 * real one, and checks on every step what must hold whatever the world does.
 */
import assert from 'node:assert/strict';
import type { TraceCommand, TraceEvent, TraceEventBody } from '../../src/core/trace/events.ts';
import { startTrace, step } from '../../src/core/trace/machine.ts';
import type { TraceConfig, TraceState } from '../../src/core/trace/state.ts';
import { worldOf, type WorldSpec } from './trace-world.ts';

export interface TraceRun {
  readonly config: TraceConfig;
  readonly state: TraceState;
  readonly events: readonly TraceEvent[];
  readonly commands: readonly TraceCommand[];
  /** See World.latenessMs. */
  readonly latenessMs: number;
}

export interface RunOptions {
  /** Monotonic: when the person wants the report. */
  readonly stopAtMs?: number;
  readonly onState?: (state: TraceState) => void;
}

/** A run as the command line sets it up, unless something else is said. */
export function configFor(
  { login }: Pick<WorldSpec, 'login'>,
  said: {
    readonly maxIdleMs: number;
    readonly arms?: number;
    readonly maxLogins?: number;
    readonly socketOptions?: boolean;
  },
): TraceConfig {
  const maxLogins = said.maxLogins ?? Infinity;
  return {
    login,
    ladder: {
      arms: maxLogins === 1 ? 1 : (said.arms ?? 16),
      firstIdleMs: 1000,
      maxIdleMs: said.maxIdleMs,
      resolution: { kind: 'ratio', ratio: 0.02 },
      directions: login ? ['client-first', 'server-first'] : ['client-first'],
      landmarksMs: [60_000, 120_000, 300_000, 350_000, 900_000, 3_600_000, 7_200_000],
    },
    maxLogins,
    socketOptions: said.socketOptions ?? true,
  };
}

export function runTrace(spec: WorldSpec, config: TraceConfig, options: RunOptions = {}): TraceRun {
  const events: TraceEvent[] = [];
  const commands: TraceCommand[] = [];
  const held = new Map<string, 'opening' | 'open' | 'refused' | 'over'>();
  const queue: TraceEventBody[] = [];
  let busy = false;
  const world = worldOf(spec, (body) => feed(body));
  let { state, commands: asked } = startTrace(config);
  act();

  for (let turns = 0; state.phase !== 'done'; turns++) {
    assert.ok(turns < MOST_TURNS, `the run comes to an end: ${describe(state)}`);
    const what = world.advance(state.wakeAtMs);
    assert.notEqual(what, 'nothing', `it waits for something: ${describe(state)}`);
    if (options.stopAtMs !== undefined && world.monotonicMs() >= options.stopAtMs) feed({ kind: 'stopped' });
    if (what === 'woke') feed({ kind: 'woke' });
  }
  return { config, state, events, commands, latenessMs: world.latenessMs() };

  function feed(body: TraceEventBody): void {
    const gapMs = world.takeSleptMs();
    if (gapMs > NOTICED_SLEEP_MS) queue.push({ kind: 'suspended', gapMs });
    queue.push(body);
    if (busy) return;
    busy = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) take(next);
    busy = false;
  }

  function take(body: TraceEventBody): void {
    if (state.phase === 'done') return;
    const event: TraceEvent = { atMs: world.monotonicMs(), ...body };
    events.push(event);
    if (event.kind === 'opened') held.set(event.armId, 'open');
    if (event.kind === 'ended') held.set(event.armId, 'over');
    if (event.kind === 'not-opened') held.set(event.armId, 'refused');
    ({ state, commands: asked } = step(state, event));
    act();
  }

  function act(): void {
    assert.ok(
      state.phase === 'done' || state.wakeAtMs === undefined || state.wakeAtMs > state.nowMs,
      'it never wants to be woken in the past',
    );
    for (const command of asked) {
      commands.push(command);
      obeyLaws(command);
      world.perform(command);
    }
    options.onState?.(state);
  }

  function obeyLaws(command: TraceCommand): void {
    if (command.kind === 'open') {
      const before = held.get(command.arm.id);
      assert.ok(before === undefined || before === 'refused', `${command.arm.id} is opened once`);
      held.set(command.arm.id, 'opening');
      return;
    }
    const { kind, armId } = command;
    assert.equal(held.get(armId), 'open', `${kind} goes to an arm that is open: ${armId}`);
    if (kind === 'close' || kind === 'become') held.set(armId, 'over');
    if (kind === 'become') held.set(command.arm.id, 'open');
  }
}

function describe({ phase, nowMs, wakeAtMs, arms }: TraceState): string {
  const open = arms.filter((arm) => arm.phase === 'open').map(({ spec }) => spec.id);
  return `${phase} at ${nowMs}, wakes ${wakeAtMs}, open: ${open.join(' ')}`;
}

/** As the driver notices it. */
const NOTICED_SLEEP_MS = 2000;
const MOST_TURNS = 400_000;
