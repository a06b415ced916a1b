/** Makes the records of connections, many at a time, and gives those that nobody needs any more to others. */
import { FLOW_LAYOUT, Flow } from './flow.ts';
import type { Row } from './rows.ts';
import { SIDE_LAYOUT } from './side.ts';

export class FlowPool {
  readonly #free: Flow[] = [];
  #reals = new Float64Array(0);
  #wholes = new Int32Array(0);
  /** How many records of the last arrays are in use. */
  #used = PAGE_FLOWS;

  /** A connection of which nothing was seen yet. */
  take(stream: number): Flow {
    const flow = this.#free.pop() ?? this.#make();
    flow.begin(stream);
    return flow;
  }

  /** Nobody holds it any more. */
  giveBack(flow: Flow): void {
    flow.reals.fill(0, flow.realsAt, flow.realsAt + FLOW_REALS);
    flow.wholes.fill(0, flow.wholesAt, flow.wholesAt + FLOW_WHOLES);
    this.#free.push(flow);
  }

  #make(): Flow {
    if (this.#used === PAGE_FLOWS) {
      this.#reals = new Float64Array(PAGE_FLOWS * FLOW_REALS);
      this.#wholes = new Int32Array(PAGE_FLOWS * FLOW_WHOLES);
      this.#used = 0;
    }
    const flow = new Flow();
    const realsAt = this.#used * FLOW_REALS;
    const wholesAt = this.#used * FLOW_WHOLES;
    this.#place(flow, realsAt, wholesAt);
    this.#place(flow.a, realsAt + FLOW_LAYOUT.reals, wholesAt + FLOW_LAYOUT.wholes);
    this.#place(
      flow.b,
      realsAt + FLOW_LAYOUT.reals + SIDE_LAYOUT.reals,
      wholesAt + FLOW_LAYOUT.wholes + SIDE_LAYOUT.wholes,
    );
    this.#used += 1;
    return flow;
  }

  #place(row: Row, realsAt: number, wholesAt: number): void {
    row.reals = this.#reals;
    row.realsAt = realsAt;
    row.wholes = this.#wholes;
    row.wholesAt = wholesAt;
  }
}

const FLOW_REALS = FLOW_LAYOUT.reals + 2 * SIDE_LAYOUT.reals;
const FLOW_WHOLES = FLOW_LAYOUT.wholes + 2 * SIDE_LAYOUT.wholes;
/** Some 200 KB: little for a capture of one connection, and few arrays for a hundred thousand. */
const PAGE_FLOWS = 256;
