/** What is still to happen, in order of time. A machine that sleeps takes its own timers with it. */
export interface Agenda {
  /** `clock`: whose timer it is; the world's does not stop when the client sleeps. */
  at(dueAtMs: number, clock: 'client' | 'world', act: () => void): void;
  /** When the next is due; Infinity: nothing is. */
  nextAtMs(): number;
  takeNext(): (() => void) | undefined;
  /** The client's timers from `fromMs` on come so much later. */
  delayClient(fromMs: number, byMs: number): void;
}

interface Entry {
  dueAtMs: number;
  readonly order: number;
  readonly clock: 'client' | 'world';
  readonly act: () => void;
}

export function agendaOf(): Agenda {
  let heap: Entry[] = [];
  let order = 0;
  const before = (a: Entry, b: Entry) =>
    a.dueAtMs < b.dueAtMs || (a.dueAtMs === b.dueAtMs && a.order < b.order);

  function push(entry: Entry): void {
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!before(entry, heap[up]!)) break;
      heap[at] = heap[up]!;
      at = up;
    }
    heap[at] = entry;
  }

  return {
    at: (dueAtMs, clock, act) => push({ dueAtMs, order: order++, clock, act }),
    nextAtMs: () => heap[0]?.dueAtMs ?? Infinity,
    takeNext() {
      const [first] = heap;
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        let at = 0;
        for (;;) {
          let down = 2 * at + 1;
          if (down + 1 < heap.length && before(heap[down + 1]!, heap[down]!)) down += 1;
          if (down >= heap.length || !before(heap[down]!, last)) break;
          heap[at] = heap[down]!;
          at = down;
        }
        heap[at] = last;
      }
      return first.act;
    },
    delayClient(fromMs, byMs) {
      const entries = heap;
      heap = [];
      for (const entry of entries) {
        if (entry.clock === 'client' && entry.dueAtMs >= fromMs) entry.dueAtMs += byMs;
        push(entry);
      }
    },
  };
}
