/**
 * The loop of a trace: feeds the machine with what happens, performs what it
 * asks for, and wakes it when it wants to be woken. Holds no opinion.
 */
import type { Fact } from '../core/inspect/fact.ts';
import type { TraceEvent } from '../core/trace/events.ts';
import { startTrace, step } from '../core/trace/machine.ts';
import type { ArmPort, EventSink, NowMs } from '../core/trace/ports.ts';
import type { TraceConfig, TraceState } from '../core/trace/state.ts';
import type { TraceStep } from '../core/trace/turn.ts';
import type { Hop } from '../core/net/hop.ts';

export interface TraceWorld {
  readonly nowMs: NowMs;
  /** Wall time in milliseconds: only to notice that the machine slept. */
  readonly wallMs: () => number;
  /** Holds the arms; tells through `sink`. */
  readonly openArms: (sink: EventSink) => ArmPort;
  /** The hops of the path; `undefined` where they cannot be had. */
  readonly tracePath: (signal: AbortSignal) => Promise<readonly Hop[] | undefined>;
  /** What can be read of this side; `undefined` where nothing can. */
  readonly inspectHere: (signal: AbortSignal) => Promise<readonly Fact[] | undefined>;
  /** Every event, in order, before it is acted on: the journal. */
  readonly onEvent: (event: TraceEvent) => void;
  /** The state after every event: the live view. */
  readonly onState: (state: TraceState) => void;
  /** Aborted: report now. */
  readonly stop: AbortSignal;
}

/** Runs to the end; every arm is gone when it resolves. */
export async function runTrace(config: TraceConfig, world: TraceWorld): Promise<TraceState> {
  const { nowMs, wallMs, stop } = world;
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let finish: (state: TraceState) => void;
  let fail: (error: unknown) => void;
  const finished = new Promise<TraceState>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  let { state, commands }: TraceStep = startTrace(config);
  let lastWallMs = wallMs();
  let lastAtMs = nowMs();
  let dueAtMs = Infinity;
  const queue: TraceEvent[] = [];
  let busy = false;

  const feed: EventSink = (event) => {
    const gapMs = standstillMs();
    if (gapMs > SLEPT_MS) queue.push({ kind: 'suspended', atMs: event.atMs, gapMs });
    queue.push(event);
    if (busy) return;
    busy = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) take(next);
    } catch (error) {
      fail(error);
    } finally {
      busy = false;
    }
  };
  const take = (event: TraceEvent) => {
    if (state.phase === 'done') return;
    world.onEvent(event);
    ({ state, commands } = step(state, event));
    act();
  };
  const act = () => {
    for (const command of commands) arms.perform(command);
    world.onState(state);
    clearTimeout(timer);
    if (state.phase === 'done') finish(state);
    else if (state.wakeAtMs !== undefined) {
      dueAtMs = Math.max(state.wakeAtMs, nowMs() + 1);
      timer = setTimeout(wake, Math.ceil(dueAtMs - nowMs()));
    }
  };
  /**
   * Since the last event. Monotonic time stands still while the machine sleeps (CLOCK_MONOTONIC,
   * clock_gettime(2)), the wall does not; where only this program was stopped, it missed its timer.
   */
  const standstillMs = (): number => {
    const sleptMs = wallMs() - lastWallMs - (nowMs() - lastAtMs);
    const missedMs = nowMs() - dueAtMs;
    lastWallMs = wallMs();
    lastAtMs = nowMs();
    dueAtMs = Infinity;
    return Math.max(sleptMs, missedMs);
  };
  const wake = () => feed({ kind: 'woke', atMs: nowMs() });
  const stopped = () => feed({ kind: 'stopped', atMs: nowMs() });

  const arms = world.openArms(feed);
  stop.addEventListener('abort', stopped);
  try {
    act();
    if (stop.aborted) stopped();
    void world.tracePath(over.signal).then(
      (hops) => hops !== undefined && feed({ kind: 'path-traced', atMs: nowMs(), hops }),
      (error: unknown) => fail(error),
    );
    void world.inspectHere(over.signal).then(
      (facts) => facts !== undefined && feed({ kind: 'inspected-here', atMs: nowMs(), facts }),
      (error: unknown) => fail(error),
    );
    return await finished;
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', stopped);
    over.abort();
    await arms.closeAll();
  }
}

/** Clocks are set and drift; a sleep shorter than this makes no difference to any arm. */
const SLEPT_MS = 2000;
