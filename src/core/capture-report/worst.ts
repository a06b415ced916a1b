/** The worst of many connections, as many as a person looks at: the others are counted, and not held. */
import { worstFirst } from './interesting.ts';
import type { ConnectionReport } from './model.ts';

export class Worst {
  #kept: ConnectionReport[] = [];
  /** The least bad that is sure to be among them for now; `undefined`: there is room yet. */
  #last: ConnectionReport | undefined;
  readonly #most: number;
  /** How many there were. */
  count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(connection: ConnectionReport): void {
    this.count += 1;
    if (this.#last !== undefined && worstFirst(connection, this.#last) >= 0) return;
    this.#kept.push(connection);
    if (this.#kept.length >= this.#most * SLACK) this.#cut();
  }

  /** Worst first; of equals, the one that was added first. */
  list(): readonly ConnectionReport[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.toSorted(worstFirst).slice(0, this.#most);
    this.#last = this.#kept[this.#most - 1];
  }
}

/** Sorting once for each so many costs few comparisons for each. */
const SLACK = 2;
