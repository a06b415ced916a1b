/** What to tell while a capture still grows: each connection that has ended since, once, and again where that changes. */
import type { Flow } from '../capture/flow.ts';
import { judgeEnding } from '../endings/judge-ending.ts';
import { endpointOf, seenOf } from '../endings/seen.ts';

export class CaptureNews {
  /** How each stream ended when it was last told. */
  readonly #told = new Map<number, string>();

  /** A line for each connection whose end is new, up to that time of the capture. */
  *of(flows: Iterable<Flow>, nowMs: number): Generator<string> {
    for (const flow of flows) {
      const seen = seenOf(flow, nowMs);
      const ending = judgeEnding(seen);
      if (ending.ending === 'open') continue;
      const key = `${ending.ending}/${ending.endedBy}`;
      if (this.#told.get(flow.stream) === key) continue;
      this.#told.set(flow.stream, key);
      yield `${endpointOf(seen, 'client')} > ${endpointOf(seen, 'server')}: ${ending.summary} (stream ${flow.stream}, frame ${ending.endFrame ?? flow.lastFrame})`;
    }
  }
}
