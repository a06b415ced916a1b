/** Ctrl-C and its kin: a run that is stopped still says what it knows. */
import { EXIT } from './exit-codes.ts';

export interface Interruption {
  /** Aborted: report now. */
  readonly signal: AbortSignal;
  /** As a signal would, but without the exit status of one. */
  readonly stop: () => void;
  /** Of the first signal that came; `undefined`: none did. */
  status(): number | undefined;
  /** What `work` gives; `undefined` where it was stopped before. */
  orStopped<T>(work: Promise<T>): Promise<T | undefined>;
  /** Signals do what they always do again. */
  close(): void;
}

export function heedSignals(): Interruption {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  let status: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    status ??= STATUS[signal];
    stop();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: stopping.signal,
    stop,
    status: () => status,
    async orStopped(work) {
      const stopped = new Promise<undefined>((resolve) =>
        stopping.signal.addEventListener('abort', () => resolve(undefined), { once: true }),
      );
      try {
        return await Promise.race([work, stopped]);
      } catch (error) {
        if (stopping.signal.aborted) return undefined;
        throw error;
      }
    },
    close() {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const STATUS: Partial<Record<NodeJS.Signals, number>> = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.hungUp,
};
