/** Whether the lengths of lost sessions, or their silences, pile up at a number: then a limit of theirs is likely. Constant memory. */

export interface PileUp {
  readonly lowerMs: number;
  readonly upperMs: number;
  readonly sessions: number;
  /** Of all lost sessions of which it is known. */
  readonly of: number;
}

/** Counts of times in bins of two percent. */
export class TimeCounts {
  private readonly bins = new Map<number, number>();
  private total = 0;

  add(ms: number): void {
    if (ms < SHORTEST_MS) return;
    const bin = Math.floor(Math.log(ms) / BIN);
    this.bins.set(bin, (this.bins.get(bin) ?? 0) + 1);
    this.total += 1;
  }

  /** Two neighbouring bins that hold far more than chance would put there, the fullest first. */
  pileUps(): readonly PileUp[] {
    const found: PileUp[] = [];
    const taken = new Set<number>();
    const pairs = [...this.bins.keys()]
      .map((bin) => ({ bin, count: (this.bins.get(bin) ?? 0) + (this.bins.get(bin + 1) ?? 0) }))
      .toSorted((a, b) => b.count - a.count);
    for (const { bin, count } of pairs) {
      if (count < LEAST_SESSIONS || count < this.total * LEAST_SHARE || found.length >= MOST_FOUND) break;
      if ([bin - 1, bin, bin + 1].some((each) => taken.has(each))) continue;
      taken.add(bin).add(bin + 1);
      found.push({
        lowerMs: Math.floor(Math.exp(bin * BIN)),
        upperMs: Math.ceil(Math.exp((bin + 2) * BIN)),
        sessions: count,
        of: this.total,
      });
    }
    return found;
  }
}

/** ln 1.02 */
const BIN = Math.log(1.02);
const SHORTEST_MS = 5000;
/** Lengths from seconds to days fill some 700 bins: ten in one pair are no chance, nor is a fifth of all. */
const LEAST_SESSIONS = 5;
const LEAST_SHARE = 0.2;
const MOST_FOUND = 3;
