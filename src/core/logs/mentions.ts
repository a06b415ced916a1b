/** Where a program that matters is named at all: lines without it are passed over at the speed of memory. */

/** How the outside looks at bytes, faster than the language can. */
export interface ByteTools {
  /** Text of the bytes from `from` to `to`, whatever they are. */
  readonly text: (bytes: Uint8Array, from: number, to: number) => string;
  /** Where the word next begins at or after `from`; below zero: nowhere. */
  readonly find: (bytes: Uint8Array, word: Uint8Array, from: number) => number;
}

/** Of one piece of a log; asked with ever later lines. */
export class Mentions {
  private readonly find: ByteTools['find'];
  private readonly next = WORDS.map(() => -1);
  /** No program that matters is named between these two. */
  private noneFrom = 0;
  private noneTo = 0;
  private others = 0;

  constructor(find: ByteTools['find']) {
    this.find = find;
  }

  /** What follows is another piece. */
  reset(): void {
    this.next.fill(-1);
    this.noneTo = 0;
  }

  /** A line of a program that matters was met: where they are many, looking for them costs more than it spares. */
  met(): void {
    this.others = 0;
  }

  /** Whether one of the programs may be named between `from` and `to`, as a word or in one. */
  mayBeIn(bytes: Uint8Array, from: number, to: number): boolean {
    if (to <= this.noneTo && from >= this.noneFrom) return false;
    this.others += 1;
    if (this.others < FEW) return true;
    this.noneFrom = from;
    this.noneTo = this.nextAfter(bytes, from);
    return this.noneTo < to;
  }

  private nextAfter(bytes: Uint8Array, from: number): number {
    let soonest = Infinity;
    for (const [at, word] of WORDS.entries()) {
      let next = this.next[at] ?? 0;
      if (next < from) {
        next = this.find(bytes, word, from);
        if (next < 0) next = Infinity;
        this.next[at] = next;
      }
      if (next < soonest) soonest = next;
    }
    return soonest;
  }
}

const WORDS = ['sshd', 'dropbear', 'systemd-logind'].map((word) =>
  Uint8Array.from(word, (letter) => letter.charCodeAt(0)),
);
/** After so many lines of others more of them are to be expected. */
const FEW = 32;
