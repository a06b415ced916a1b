/** What is seen while a run waits: a picture redrawn in place on a terminal, one line for each event elsewhere. */
import type { Clock } from '../adapters/clock.ts';
import {
  canRedraw,
  type Keys,
  type LiveTerminal,
  openKeys,
  openLiveTerminal,
  styleFor,
} from '../adapters/terminal.ts';
import { eventLine } from '../core/report/event-line.ts';
import { renderLive } from '../core/report/live.ts';
import { liveModelOf } from '../core/report/live-model.ts';
import { newsOf } from '../core/report/news.ts';
import type { TraceState } from '../core/trace/state.ts';
import type { Io } from './io.ts';
import type { TraceOptions } from './trace-options.ts';

export interface Progress {
  show(state: TraceState): void;
  /** May be called twice. */
  close(): void;
}

export function openProgress(
  options: Pick<TraceOptions, 'target' | 'quiet' | 'color' | 'ascii' | 'maxIdleMs'>,
  { stderr, stdin, env }: Io,
  { clock, onStop }: { readonly clock: Clock; readonly onStop: () => void },
): Progress {
  if (options.quiet) return { show: () => undefined, close: () => undefined };
  let last: TraceState | undefined;
  if (!canRedraw(stderr, env)) {
    return {
      show(state) {
        for (const notice of newsOf(last, state)) stderr.write(`${eventLine(notice)}\n`);
        last = state;
      },
      close: () => undefined,
    };
  }
  const style = styleFor(stderr, options, env);
  let live: LiveTerminal | undefined;
  let keys: Keys | undefined;
  let beat: NodeJS.Timeout | undefined;
  return {
    show(state) {
      const before = last;
      last = state;
      for (const notice of newsOf(before, state)) {
        if (live === undefined && notice.early) stderr.write(`${eventLine(notice)}\n`);
      }
      // Until somebody is in, the terminal is ssh's: it may ask for a password.
      if (live === undefined && state.arms.some(({ openedAtMs }) => openedAtMs !== undefined)) {
        keys = openKeys(stdin, (key) => key === 'q' && onStop());
        live = openLiveTerminal(stderr, (columns) =>
          last === undefined
            ? []
            : renderLive(
                liveModelOf(last, {
                  target: options.target.spec,
                  nowMs: clock.nowMs(),
                  canStop: keys !== undefined,
                }),
                style,
                columns,
              ),
        );
        beat = setInterval(() => live?.redraw(), REDRAW_EVERY_MS);
      }
    },
    close() {
      clearInterval(beat);
      keys?.close();
      live?.close();
    },
  };
}

/** Twice a second: a clock of seconds never skips one, and it costs next to nothing. */
const REDRAW_EVERY_MS = 500;
