/**
 * Where a capture comes from: a file, one that still grows, or a pipe; packed
 * by gzip or zstd or not. What comes out are the octets of the capture.
 */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createGunzip } from 'node:zlib';
import { OperationalError } from '../core/errors.ts';
import type { Intake } from '../core/wire/intake.ts';

export interface CaptureSource {
  readonly name: string;
  /** Puts more octets in; false: no more will come. */
  readInto(intake: Intake): Promise<boolean>;
  /** Why it could not be read to its end; `undefined`: it could, so far. */
  problem(): string | undefined;
  close(): void;
}

export interface SourceWish {
  /** `-`: what comes on `stdin`. */
  readonly path: string;
  readonly stdin: NodeJS.ReadableStream;
  /** Wait for more at the end of a file. */
  readonly follow: boolean;
  /** Aborted: no more is waited for. */
  readonly signal: AbortSignal;
}

/** Throws `FILE` where there is nothing to read. */
export function openCaptureSource({ path, stdin, follow, signal }: SourceWish): CaptureSource {
  if (path === '-') return fromChunks('standard input', chunksOf(stdin, signal));
  const fd = open(path);
  const head = Buffer.alloc(MAGIC_BYTES);
  const isFile = isSeekable(fd, head);
  if (isFile && packingOf(head) === undefined) return fromFile(path, fd, { follow, signal });
  return fromChunks(path, createReadStream(path, { fd, autoClose: true, ...(isFile ? { start: 0 } : {}) }));
}

/** The quick way: straight into the intake's memory. */
function fromFile(
  name: string,
  fd: number,
  { follow, signal }: { readonly follow: boolean; readonly signal: AbortSignal },
): CaptureSource {
  let offsetBytes = 0;
  let trouble: string | undefined;
  return {
    name,
    async readInto(intake) {
      try {
        const room = intake.room(LEAST_READ_BYTES);
        const bytes = readSync(fd, room, 0, room.length, offsetBytes);
        offsetBytes += bytes;
        intake.wrote(bytes);
        if (bytes > 0) return true;
      } catch (error) {
        trouble = (error as Error).message;
        return false;
      }
      if (!follow || signal.aborted) return false;
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      return true;
    },
    problem: () => trouble,
    close: () => closeSync(fd),
  };
}

function fromChunks(name: string, source: AsyncIterable<Uint8Array>): CaptureSource {
  const chunks = unpacked(source)[Symbol.asyncIterator]();
  let trouble: string | undefined;
  return {
    name,
    async readInto(intake) {
      try {
        const { done, value } = await chunks.next();
        if (done === true) return false;
        intake.push(value);
        return true;
      } catch (error) {
        trouble = (error as Error).message;
        return false;
      }
    },
    problem: () => trouble,
    close: () => void chunks.return?.(undefined),
  };
}

/** Looks at the first octets, and unpacks what they say is packed. */
async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let head: Uint8Array = new Uint8Array(0);
  const chunks = source[Symbol.asyncIterator]();
  while (head.length < MAGIC_BYTES) {
    const next: IteratorResult<Uint8Array, unknown> = await chunks.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const all = rejoined(head, chunks);
  const packing = packingOf(head);
  if (packing === 'gzip') yield* gunzipped(all);
  else if (packing === 'zstd') yield* unzstd(all);
  else yield* all;
}

async function* rejoined(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  for (;;) {
    const next: IteratorResult<Uint8Array, unknown> = await rest.next();
    if (next.done === true) return;
    yield next.value;
  }
}

async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  // A file that was cut off gives what it has.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const feeding = (async () => {
    for await (const chunk of source) {
      if (!gunzip.write(chunk)) await new Promise<void>((resolve) => gunzip.once('drain', resolve));
    }
    gunzip.end();
  })();
  feeding.catch((error: unknown) => gunzip.destroy(error as Error));
  yield* gunzip as AsyncIterable<Uint8Array>;
}

/** In JavaScript: Node has zstd only since 22.15. */
async function* unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const { Decompress } = await import('fzstd');
  const ready: Uint8Array[] = [];
  const unpacker = new Decompress((chunk) => void ready.push(chunk));
  for await (const chunk of source) {
    unpacker.push(chunk);
    yield* ready.splice(0);
  }
  unpacker.push(new Uint8Array(0), true);
  yield* ready.splice(0);
}

async function* chunksOf(
  stdin: NodeJS.ReadableStream,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stop = (): void => void (stdin as NodeJS.ReadStream).destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stdin) yield chunk as Buffer;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function packingOf(head: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? 'zstd' : undefined;
}

/** Reads the first octets without moving on; false: a pipe, of which they would be lost. */
function isSeekable(fd: number, head: Buffer): boolean {
  try {
    readSync(fd, head, 0, head.length, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESPIPE') return false;
    closeSync(fd);
    throw cannotRead('the capture', error as NodeJS.ErrnoException);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw cannotRead(path, error as NodeJS.ErrnoException);
  }
}

function cannotRead(what: string, cause: NodeJS.ErrnoException): OperationalError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'not permitted',
    EISDIR: 'it is a folder',
  };
  return new OperationalError('FILE', `cannot read ${what}: ${reasons[cause.code ?? ''] ?? cause.message}`, {
    hint: 'give the path of a pcap or pcapng file, or - for standard input',
    cause,
  });
}

const MAGIC_BYTES = 4;
const LEAST_READ_BYTES = 64 * 1024;
/** How often a growing file is looked at: as quick as a person can see, and next to no work. */
const POLL_MS = 200;
