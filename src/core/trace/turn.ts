/** One turn of the machine, and what its passes share. */
import type { Direction } from '../measure/trial.ts';
import type { TraceCommand } from './events.ts';
import { type TracePhase, type TraceState, withArm } from './state.ts';

export interface TraceStep {
  readonly state: TraceState;
  readonly commands: readonly TraceCommand[];
}

/** One call of `step`: the passes work on it in turn. */
export interface Turn {
  state: TraceState;
  readonly commands: TraceCommand[];
  /** When a pass wants to be called again. */
  readonly wakesAtMs: number[];
}

export function enter(turn: Turn, phase: TracePhase): void {
  turn.state = { ...turn.state, phase, phaseSinceAtMs: turn.state.nowMs };
}

/** Asks an arm, in the direction given; the caller has checked that it is open and not being asked. */
export function ask(turn: Turn, armId: string, direction: Direction): void {
  const { nowMs } = turn.state;
  const probing = {
    direction,
    sinceAtMs: nowMs,
    idleMs: undefined,
    spokeAtMs: undefined,
    suspect: false,
    refresh: false,
  };
  turn.state = withArm(turn.state, armId, (arm) => ({ ...arm, probing }));
  turn.commands.push({ kind: 'probe', armId, direction });
}

/** The path answers now, as far as anybody can tell. */
export function isHealthy({ stalls }: TraceState): boolean {
  return stalls.at(-1)?.toAtMs !== undefined || stalls.length === 0;
}
