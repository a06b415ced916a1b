/** Log files as a stream of bytes, unpacked where they are packed. */
import { spawn } from 'node:child_process';
import { createReadStream, openSync, readSync, closeSync, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { OperationalError } from '../core/errors.ts';
import type { ByteTools } from '../core/logs/mentions.ts';

export interface LogFile {
  /** Each piece is good until the next is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** When it was last written, milliseconds since 1970; of a pipe, now. */
  readonly writtenAtMs: number;
}

/** Opens a file for one pass. Throws `FILE` where it cannot be read; so does the stream. */
export function openLog(path: string): LogFile {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new Error('it is a directory');
    return {
      chunks: guarded(path, stat.isFile() ? unpacked(path) : asItComes(createReadStream(path))),
      writtenAtMs: stat.mtimeMs,
    };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Stdin as a log, for one pass. Throws `FILE` where it is packed. */
export function logFromStdin(stdin: AsyncIterable<unknown>, nowMs: number): LogFile {
  return { chunks: guarded('-', asItComes(stdin)), writtenAtMs: nowMs };
}

/** The bytes of a log as Node reads them fastest. */
export const nodeBytes: ByteTools = {
  text: (bytes, from, to) => bufferOf(bytes).toString('utf8', from, to),
  find: (bytes, word, from) => bufferOf(bytes).indexOf(word, from),
};

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A file's bytes through one buffer, which costs the least; the kernel reads ahead. */
async function* plain(path: string): AsyncGenerator<Uint8Array> {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  try {
    for (;;) {
      const readBytes = readSync(file, buffer, 0, buffer.length, null);
      if (readBytes === 0) return;
      yield buffer.subarray(0, readBytes);
    }
  } finally {
    closeSync(file);
  }
}

function unpacked(path: string): AsyncIterable<Uint8Array> {
  const head = firstBytes(path);
  const packed = packingOf(head);
  if (packed === undefined) return plain(path);
  if (packed.program === undefined)
    return createReadStream(path, { highWaterMark: CHUNK_BYTES }).pipe(
      createGunzip({ chunkSize: CHUNK_BYTES }),
    );
  return through(packed.program, path);
}

/** What cannot be looked at beforehand, and is to be plain. */
async function* asItComes(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of stream) {
    const bytes = chunk as Uint8Array;
    if (isFirst && packingOf(bytes) !== undefined)
      throw new PackedError('it is packed', 'give it as a file, or unpack it: zcat FILE | idletrace logs -');
    isFirst = false;
    yield bytes;
  }
}

function packingOf(head: Uint8Array): (typeof PACKED)[number] | undefined {
  return PACKED.find(({ magic }) => magic.every((byte, at) => head[at] === byte));
}

/** With the way out. */
class PackedError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** What the program makes of the file; throws where it is missing, or finds the file damaged. */
async function* through(program: string, path: string): AsyncGenerator<Uint8Array> {
  const child = spawn(program, ['-dc', '--', path], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, MOST_SAID);
  });
  const fault = new Promise<PackedError | undefined>((resolve) => {
    child.on('error', () =>
      resolve(
        new PackedError(
          `it is packed, and ${program}, which unpacks it, cannot be started`,
          `install ${program}, or give the log unpacked`,
        ),
      ),
    );
    child.on('close', (code) => {
      const [why = ''] = said.split('\n', 1);
      const message = `it cannot be unpacked: ${why === '' ? `${program} failed` : why}`;
      resolve(code === 0 ? undefined : new PackedError(message, 'is it whole, and all written?'));
    });
  });
  let isRead = false;
  try {
    for await (const chunk of child.stdout) yield chunk as Uint8Array;
    isRead = true;
  } catch (cause) {
    throw (await fault) ?? cause;
  } finally {
    // One that has written all ends by itself, and says how it went.
    if (!isRead) child.kill();
  }
  const why = await fault;
  if (why !== undefined) throw why;
}

async function* guarded(path: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): OperationalError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : message;
  return new OperationalError('FILE', `cannot read the log ${path}: ${why}`, {
    hint:
      cause instanceof PackedError
        ? cause.hint
        : code === 'EACCES'
          ? 'logs are mostly for root or the group adm; or: journalctl -u ssh | idletrace logs -'
          : 'give a file, or - for stdin',
    cause,
  });
}

function firstBytes(path: string): Buffer {
  const head = Buffer.alloc(6);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head;
}

/** `program` undefined: unpacked here. */
const PACKED: readonly { readonly magic: readonly number[]; readonly program?: string }[] = [
  { magic: [0x1f, 0x8b] }, // RFC 1952
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], program: 'xz' }, // xz-file-format 1.2
  { magic: [0x28, 0xb5, 0x2f, 0xfd], program: 'zstd' }, // RFC 8878
];
/** Characters of its complaint; the first line is told. */
const MOST_SAID = 1000;
/** Small enough for the second cache of a processor. */
const CHUNK_BYTES = 1 << 18;
