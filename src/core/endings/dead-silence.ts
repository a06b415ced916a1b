/** What the silence before an unanswered call says: whether the connection died of it. */
import type { Ending } from './rule.ts';
import type { Answer, Seen } from './seen.ts';

export interface DeadSilence {
  /** Before the call, ms; 0: there was none. */
  readonly silentMs: number;
  readonly idle: Answer;
  readonly cause: Extract<Ending['cause'], 'idle-expiry' | 'cannot-tell'>;
  /** As in {@link Ending}. */
  readonly deadAfterMs: number | undefined;
}

/**
 * Of data that was sent in that frame, first of all after the last answer. It died of the silence where that was long,
 * longer than any it lived through, and not the sender's own waiting for room in the window of the other side.
 */
export function deadSilence({ flow, client, server }: Seen, callFrame: number): DeadSilence {
  // Where one side was not captured, what came between may have been answered.
  const isBoth = client.packets > 0 && server.packets > 0;
  const isWake = isBoth ? flow.wakeFrame <= callFrame : flow.wakeFrame === callFrame;
  const silentMs = isWake && !flow.wakeIsHeld ? flow.wakeGapMs : 0;
  if (silentMs < WORTH_MS) return { silentMs: 0, idle: 'no', cause: 'cannot-tell', deadAfterMs: undefined };
  return silentMs > flow.survivedGapMs
    ? { silentMs, idle: 'yes', cause: 'idle-expiry', deadAfterMs: silentMs }
    : { silentMs, idle: 'unknown', cause: 'cannot-tell', deadAfterMs: undefined };
}

/** Below it nobody calls a connection idle. */
export const WORTH_MS = 4500;
