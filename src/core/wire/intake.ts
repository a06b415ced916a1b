/** Octets of a file as they come: written at one end, read at the other, in one piece of memory. */

export class Intake {
  view = new DataView(new ArrayBuffer(FIRST_BYTES));
  /** What is not read yet: from `at` to `end`. */
  at = 0;
  end = 0;
  /** How many octets were read and dropped before the beginning of `view`. */
  droppedBytes = 0;

  /** Room for at least `leastBytes` more; what was read makes way. Moves what `view` held. */
  room(leastBytes: number): Uint8Array {
    const unread = this.end - this.at;
    const size = this.view.byteLength;
    if (size - this.end < leastBytes) {
      const target =
        size - unread >= leastBytes ? octetsOf(this.view) : new Uint8Array(sizeFor(unread + leastBytes));
      target.set(octetsOf(this.view).subarray(this.at, this.end));
      if (target.buffer !== this.view.buffer) this.view = new DataView(target.buffer);
      this.droppedBytes += this.at;
      this.at = 0;
      this.end = unread;
    }
    return octetsOf(this.view).subarray(this.end);
  }

  /** That many octets were written into the room. */
  wrote(bytes: number): void {
    this.end += bytes;
  }

  push(octets: Uint8Array): void {
    this.room(octets.length).set(octets);
    this.wrote(octets.length);
  }

  has(bytes: number): boolean {
    return this.at + bytes <= this.end;
  }

  get offsetBytes(): number {
    return this.droppedBytes + this.at;
  }
}

function octetsOf(view: DataView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

function sizeFor(bytes: number): number {
  let size = FIRST_BYTES;
  while (size < bytes) size *= 2;
  return size;
}

/** Fits the second-level cache of what people have; larger reads measured no faster. */
const FIRST_BYTES = 512 * 1024;
