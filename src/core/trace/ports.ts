/** What a run needs from the world: types only. */
import type { TraceCommand, TraceEvent } from './events.ts';

/** Monotonic milliseconds since the run began. */
export type NowMs = () => number;

export type EventSink = (event: TraceEvent) => void;

/** Holds the arms: performs commands, tells what comes of them through the sink it was made with. */
export interface ArmPort {
  perform(command: TraceCommand): void;
  /** Ends every arm; resolves when every child process and socket is gone. */
  closeAll(): Promise<void>;
}
