/** `idletrace logs FILE…`: log files through the reader to the terminal or as JSON, session by session. */
import { once } from 'node:events';
import { logFromStdin, nodeBytes, openLog } from '../adapters/log-file.ts';
import { columnsOf, styleFor } from '../adapters/terminal.ts';
import type { Connection } from '../core/logs/connection.ts';
import { LogReader } from '../core/logs/log-reader.ts';
import { Overview } from '../core/logs/overview.ts';
import { type LogsDocument, type Session, sessionOf } from '../core/logs/session.ts';
import { SessionJson } from '../core/logs/session-json.ts';
import { renderOverview } from '../core/logs/terminal.ts';
import { OperationalError } from '../core/errors.ts';
import type { LogsOptions } from './choice.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

export async function runLogs(options: LogsOptions, io: Io): Promise<number> {
  if (options.files.length === 0) {
    throw new OperationalError('USAGE', 'no FILE given', {
      hint: 'try idletrace logs /var/log/auth.log, or - for stdin',
    });
  }
  const overview = new Overview();
  const out = new SessionWriter(options, io);
  const files: LogsDocument['files'] = [];
  for (const name of options.files) files.push(await readLog(name, { options, io, overview, out }));
  const pileUps = overview.pileUps().map((each) => ({ ...each }));
  await out.end({ ends: Object.fromEntries(overview.ends), pileUps, files });
  if (!options.json && !options.jsonl)
    io.stdout.write(renderOverview(overview, styleFor(io.stdout, options, io.env), columnsOf(io.stdout)));
  return EXIT.done;
}

interface Run {
  readonly options: LogsOptions;
  readonly io: Io;
  readonly overview: Overview;
  readonly out: SessionWriter;
}

async function readLog(
  name: string,
  { options, io, overview, out }: Run,
): Promise<LogsDocument['files'][number]> {
  const log = name === '-' ? logFromStdin(io.stdin, Date.now()) : openLog(name);
  const filters = options.since !== undefined || options.user !== undefined || options.host !== undefined;
  const isListed = options.json || options.jsonl;
  const json = new SessionJson();
  const reader = new LogReader({
    anchorMs: log.writtenAtMs,
    tools: nodeBytes,
    withAttempts: isListed || filters,
    finished(connection: Connection, yearsTooLate: number) {
      const session = (): Session => sessionOf(connection, name, yearsTooLate);
      if (filters && !isWanted(session(), options)) return;
      overview.add(connection, session);
      if (isListed) out.add(json.of(connection, name, yearsTooLate));
    },
  });
  const progress = new Progress(name, options, io);
  let rest: Uint8Array = Buffer.alloc(0);
  let sizeBytes = 0;
  for await (const chunk of log.chunks) {
    rest = fed(reader, rest, chunk);
    sizeBytes += chunk.length;
    progress.at(sizeBytes);
    await out.flush();
  }
  reader.end(rest);
  progress.done();
  await out.flush();
  return { name, lines: reader.lines, sizeBytes };
}

/** Feeds it the rest of the piece before and the piece; what stands after its last line break, copied. */
function fed(reader: LogReader, rest: Uint8Array, chunk: Uint8Array): Uint8Array {
  let begin = 0;
  if (rest.length > 0) {
    begin = chunk.indexOf(LINE_FEED) + 1;
    // Megabytes without a line break are no log.
    if (begin === 0) return rest.length > MOST_LINE_BYTES ? Buffer.alloc(0) : Buffer.concat([rest, chunk]);
    reader.feed(Buffer.concat([rest, chunk.subarray(0, begin)]));
  }
  const bytes = chunk.subarray(begin);
  return Buffer.from(bytes.subarray(reader.feed(bytes)));
}

function isWanted({ user, address, host, endedAt, startedAt }: Session, options: LogsOptions): boolean {
  if (options.user !== undefined && user !== options.user) return false;
  if (options.host !== undefined && host !== options.host && address !== options.host) return false;
  const at = endedAt ?? startedAt;
  return options.since === undefined || (at !== null && Date.parse(at) >= options.since);
}

/** Sessions as JSON while they come, in bytes, so that neither memory nor its collector has much to do with them. */
class SessionWriter {
  private readonly options: LogsOptions;
  private readonly stdout: Io['stdout'];
  private waiting = Buffer.allocUnsafe(WRITE_BYTES);
  private waitingBytes = 0;
  private count = 0;

  constructor(options: LogsOptions, io: Io) {
    this.options = options;
    this.stdout = io.stdout;
    if (options.json) this.put('{"schema":"idletrace.logs/1","sessions":[');
  }

  /** The session as JSON. */
  add(text: string): void {
    this.put(this.options.jsonl ? `${text}\n` : `${this.count === 0 ? '\n' : ',\n'}${text}`);
    this.count += 1;
  }

  /** Writes what has come together, and waits while the reader of it is slow. */
  async flush(): Promise<void> {
    if (this.waitingBytes === 0) return;
    const bytes = this.waiting.subarray(0, this.waitingBytes);
    this.waiting = Buffer.allocUnsafe(WRITE_BYTES);
    this.waitingBytes = 0;
    if (this.stdout.write(bytes) || this.stdout.destroyed) return;
    const settled = new AbortController();
    const happened = ['drain', 'error', 'close'].map((event) => once(this.stdout, event, settled));
    await Promise.race(happened).catch(() => undefined);
    settled.abort();
    await Promise.allSettled(happened);
  }

  async end(rest: Pick<LogsDocument, 'ends' | 'pileUps' | 'files'>): Promise<void> {
    if (this.options.json) this.put(`\n],${JSON.stringify(rest).slice(1)}\n`);
    await this.flush();
  }

  private put(text: string): void {
    // A character has three bytes in UTF-8 at most for each of its code units.
    const mostBytes = this.waitingBytes + text.length * 3;
    if (mostBytes > this.waiting.length)
      this.waiting = Buffer.concat([this.waiting.subarray(0, this.waitingBytes)], mostBytes * 2);
    this.waitingBytes += this.waiting.write(text, this.waitingBytes);
  }
}

/** A line on a terminal's stderr that counts megabytes. */
class Progress {
  private readonly name: string;
  private readonly stderr: Io['stderr'] | undefined;
  private shownBytes = 0;

  constructor(name: string, { quiet }: LogsOptions, { stderr }: Io) {
    this.name = name;
    this.stderr = quiet || !stderr.isTTY ? undefined : stderr;
  }

  at(sizeBytes: number): void {
    if (this.stderr === undefined || sizeBytes - this.shownBytes < PROGRESS_BYTES) return;
    this.shownBytes = sizeBytes;
    this.stderr.write(`\r  ${this.name}: ${Math.round(sizeBytes / 1e6)} MB`);
  }

  done(): void {
    if (this.shownBytes > 0) this.stderr?.write('\r\u001b[K');
  }
}

const LINE_FEED = 10;
const MOST_LINE_BYTES = 8 << 20;
/** Somewhat more than the sessions of one piece of a log come to. */
const WRITE_BYTES = 1 << 18;
const PROGRESS_BYTES = 32 << 20;
