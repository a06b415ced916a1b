/** Log files as a stream of bytes, unpacked where they are packed. */
import { spawn } from 'node:child_process';
import { createReadStream, openSync, readSync, closeSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { OperationalError } from '../core/errors.ts';

export interface LogFile {
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
      chunks: guarded(path, unpacked(path, stat.isFile() ? firstBytes(path) : Buffer.alloc(0))),
      writtenAtMs: stat.mtimeMs,
    };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Bytes as text, whatever they are: UTF-8, and what is none of it as a mark. */
export function textOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function unpacked(path: string, head: Buffer): Readable {
  const packed = PACKED.find(({ magic }) => magic.every((byte, at) => head[at] === byte));
  if (packed === undefined) return createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (packed.program === undefined)
    return createReadStream(path, { highWaterMark: CHUNK_BYTES }).pipe(
      createGunzip({ chunkSize: CHUNK_BYTES }),
    );
  const child = spawn(packed.program, ['-dc', '--', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.on('error', (cause) =>
    child.stdout.destroy(new Error(`${packed.program} is needed to unpack it`, { cause })),
  );
  child.on('exit', (code) => {
    if (code !== 0 && code !== null) child.stdout.destroy(new Error(`${packed.program} could not unpack it`));
  });
  return child.stdout;
}

async function* guarded(path: string, stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): OperationalError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : message;
  return new OperationalError('FILE', `cannot read the log ${path}: ${why}`, {
    hint:
      code === 'EACCES'
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
const CHUNK_BYTES = 1 << 20;
