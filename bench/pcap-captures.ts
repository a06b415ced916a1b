/** Captures for benchmarks, written as fast as a disk takes them. Addresses are of RFC 2544's network for benchmarks. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** What a capture is made of: connections that are open at the same time, wave after wave. */
export interface Recipe {
  /** Ends the capture where it is reached. */
  readonly mostBytes: number;
  readonly connections: number;
  /** Open at a time. */
  readonly together: number;
  /** Requests and answers of each, with an acknowledgement each; the end of the file ends them too. */
  readonly exchanges: number;
  readonly requestBytes: number;
  readonly answerBytes: number;
  /** Whether each is closed by both, or left open. */
  readonly closes: boolean;
}

/** Writes it; returns how many connections were begun. */
export function writeCapture(path: string, recipe: Recipe): number {
  const { connections, together, exchanges, requestBytes, answerBytes, closes } = recipe;
  const file = new CaptureFile(path, recipe.mostBytes);
  let begun = 0;
  while (begun < connections && !file.isFull) {
    const wave = Array.from({ length: Math.min(together, connections - begun) }, (_, at) => begun + at);
    begun += wave.length;
    for (const flow of wave) {
      file.put(flow, { isClient: true, flags: SYN, seq: 0, ack: 0, bytes: 0 });
      file.put(flow, { isClient: false, flags: SYN | ACK, seq: 0, ack: 1, bytes: 0 });
      file.put(flow, { isClient: true, flags: ACK, seq: 1, ack: 1, bytes: 0 });
    }
    let [asked, answered] = [1, 1];
    for (let turn = 0; turn < exchanges && !file.isFull; turn += 1) {
      for (const flow of wave) {
        file.put(flow, { isClient: true, flags: ACK, seq: asked, ack: answered, bytes: requestBytes });
        file.put(flow, {
          isClient: false,
          flags: ACK,
          seq: answered,
          ack: asked + requestBytes,
          bytes: answerBytes,
        });
      }
      asked = (asked + requestBytes) >>> 0;
      answered = (answered + answerBytes) >>> 0;
    }
    if (!closes) continue;
    for (const flow of wave) {
      file.put(flow, { isClient: true, flags: FIN | ACK, seq: asked, ack: answered, bytes: 0 });
      file.put(flow, { isClient: false, flags: FIN | ACK, seq: answered, ack: asked + 1, bytes: 0 });
      file.put(flow, { isClient: true, flags: ACK, seq: asked + 1, ack: answered + 1, bytes: 0 });
    }
  }
  file.close();
  return begun;
}

interface Shape {
  readonly isClient: boolean;
  readonly flags: number;
  readonly seq: number;
  readonly ack: number;
  readonly bytes: number;
}

class CaptureFile {
  readonly #fd: number;
  readonly #mostBytes: number;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES, 'x');
  #used = 0;
  #written = 0;
  #frames = 0;

  constructor(path: string, mostBytes: number) {
    this.#fd = openSync(path, 'w');
    this.#mostBytes = mostBytes;
    const head = Buffer.alloc(24);
    head.writeUInt32LE(0xa1b2c3d4, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.writeUInt32LE(262_144, 16);
    head.writeUInt32LE(1, 20);
    writeSync(this.#fd, head);
  }

  get isFull(): boolean {
    return this.#written + this.#used >= this.#mostBytes;
  }

  /** A frame of that connection; what it carries is whatever the buffer holds. */
  put(flow: number, { isClient, flags, seq, ack, bytes }: Shape): void {
    const length = 54 + bytes;
    if (this.#used + 16 + length > BUFFER_BYTES) this.#flush();
    const [buffer, at] = [this.#buffer, this.#used];
    const frame = at + 16;
    buffer.writeUInt32LE(1_700_000_000 + Math.floor(this.#frames / FRAMES_PER_SECOND), at);
    buffer.writeUInt32LE((this.#frames % FRAMES_PER_SECOND) * (1e6 / FRAMES_PER_SECOND), at + 4);
    buffer.writeUInt32LE(length, at + 8);
    buffer.writeUInt32LE(length, at + 12);
    buffer.fill(0, frame, frame + 54);
    buffer.writeUInt16BE(0x0800, frame + 12);
    buffer.writeUInt8(0x45, frame + 14);
    buffer.writeUInt16BE(length - 14, frame + 16);
    buffer.writeUInt16BE(this.#frames & 0xffff, frame + 18);
    buffer.writeUInt8(isClient ? 64 : 52, frame + 22);
    buffer.writeUInt8(6, frame + 23);
    // A client address for each 60,000 ports.
    buffer.writeUInt32BE(NETWORK + 1 + Math.floor(flow / PORTS), frame + (isClient ? 26 : 30));
    buffer.writeUInt32BE(NETWORK + 0x1_0000, frame + (isClient ? 30 : 26));
    buffer.writeUInt16BE(1024 + (flow % PORTS), frame + (isClient ? 34 : 36));
    buffer.writeUInt16BE(SERVER_PORT, frame + (isClient ? 36 : 34));
    buffer.writeUInt32BE(seq, frame + 38);
    buffer.writeUInt32BE(ack, frame + 42);
    buffer.writeUInt8(0x50, frame + 46);
    buffer.writeUInt8(flags, frame + 47);
    buffer.writeUInt16BE(502, frame + 48);
    this.#used += 16 + length;
    this.#frames += 1;
  }

  close(): void {
    this.#flush();
    closeSync(this.#fd);
  }

  #flush(): void {
    writeSync(this.#fd, this.#buffer, 0, this.#used);
    this.#written += this.#used;
    this.#used = 0;
  }
}

const FIN = 1;
const SYN = 2;
const ACK = 16;
const SERVER_PORT = 22;
const PORTS = 60_000;
/** 198.18.0.0/15. */
const NETWORK = 0xc612_0000;
const FRAMES_PER_SECOND = 20_000;
const BUFFER_BYTES = 4 << 20;
