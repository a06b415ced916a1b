/**
 * Reads a log chunk by chunk and gives the connections in it, each once, when
 * it is over. Memory does not grow with the log. It never throws: what it
 * cannot read says nothing.
 */
import { instantMs } from './calendar.ts';
import { type Connection, type Moment, noteSign } from './connection.ts';
import { Connections, type Origin } from './connections.ts';
import { type JournalEntry, JournalFields, jsonEntry } from './journal-entry.ts';
import { farewellOf } from './farewell.ts';
import { type LineHead, newLineHead, readHead } from './line-head.ts';
import type { LogEvent } from './log-event.ts';
import { type ByteTools, Mentions } from './mentions.ts';
import { bareEvent, dropbearEvent } from './other-messages.ts';
import { settle } from './glance.ts';
import { type QuickLook, quickLook } from './quick-look.ts';
import { logindEvent, serverEvent } from './server-message.ts';
import { Years } from './years.ts';

export interface LogReaderOptions {
  /** When the file was last written, milliseconds since 1970: names the year that syslog leaves out. */
  readonly anchorMs: number;
  readonly tools: ByteTools;
  /** Whether who attacked is to be known, or only how often: reading that costs as much as all the rest. */
  readonly withAttempts: boolean;
  /** Called once for each connection. `yearsTooLate`: what to take off the year of a moment that is `yearless`. */
  readonly finished: (connection: Connection, yearsTooLate: number) => void;
}

export class LogReader {
  lines = 0;
  private readonly options: LogReaderOptions;
  private readonly connections: Connections;
  private readonly years: Years;
  private readonly head: LineHead;
  private readonly mentions: Mentions;
  /** Filled again for each line of an attack. */
  private readonly at = { pid: 0, hostHash: 0, ms: 0.5 };
  private readonly fields = new JournalFields();
  private waiting: Connection[] | undefined = [];
  private sawYearless = false;
  private hostText = '';
  private hostOfText = -1;

  constructor(options: LogReaderOptions) {
    this.options = options;
    this.mentions = new Mentions(options.tools.find);
    this.head = newLineHead(this.mentions);
    this.years = new Years(options.anchorMs);
    this.connections = new Connections((connection) => this.finish(connection));
  }

  /** Takes whole lines; what follows the last line break is not looked at. How many bytes were taken. */
  feed(bytes: Uint8Array): number {
    let from = 0;
    this.mentions.reset();
    for (let to = bytes.indexOf(LINE_FEED, from); to >= 0; to = bytes.indexOf(LINE_FEED, from)) {
      this.lines += 1;
      this.line(bytes, from, to);
      from = to + 1;
    }
    return from;
  }

  /** Takes a last line without its break, and hands on whatever is left. */
  end(rest: Uint8Array): void {
    this.mentions.reset();
    if (rest.length > 0) {
      this.lines += 1;
      this.line(rest, 0, rest.length);
    }
    this.entry(this.fields.flush());
    this.connections.close();
    const tooLate = this.years.tooLate();
    for (const connection of this.waiting ?? []) this.options.finished(connection, tooLate);
    this.waiting = undefined;
  }

  private line(bytes: Uint8Array, from: number, lineEnd: number): void {
    const to = bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    if (to <= from) return this.entry(this.fields.flush());
    const first = bytes[from];
    if (first === OPEN_BRACE || (first === RECORD_SEPARATOR && bytes[from + 1] === OPEN_BRACE)) {
      if (!this.mentions.mayBeIn(bytes, from, to)) return;
      return this.entry(jsonEntry(this.text(bytes, from, to)));
    }
    const { head } = this;
    readHead(bytes, from, to, head);
    if (head.program === 'other') return;
    if (head.program === 'none') return this.bare(bytes, from, to);
    if (head.program === 'sshd' || head.program === 'sshd-session') {
      const look = quickLook(bytes, head.messageFrom, to);
      if (look === 'nothing') return;
      if (look !== 'read' && this.isKnownEnough(look)) return this.early(bytes, look === 'early-end');
      if (look === 'early-end' && this.farewell(bytes)) return;
    }
    const message = this.text(bytes, head.messageFrom, to);
    const event =
      head.program === 'dropbear'
        ? dropbearEvent(message)
        : head.program === 'logind'
          ? logindEvent(message)
          : serverEvent(message);
    if (event !== undefined) return this.connections.take(event, this.origin(bytes));
    const living = this.connections.living(head);
    if (living !== undefined) noteSign(living, this.moment(bytes).ms);
  }

  /** Whether nothing in the line can add to what is to be known. */
  private isKnownEnough(look: QuickLook): boolean {
    return !this.options.withAttempts || (look === 'attempt' && this.connections.knows(this.head));
  }

  /** Whether the line is one more goodbye of a connection that is known. */
  private farewell(bytes: Uint8Array): boolean {
    const connection = this.connections.of(this.head);
    if (connection === undefined) return false;
    const event = farewellOf(bytes, this.head.messageFrom, connection);
    if (event === undefined) return false;
    this.connections.farewell(connection, event, { line: this.lines, moment: this.moment(bytes) });
    return true;
  }

  private early(bytes: Uint8Array, isEnd: boolean): void {
    const { pid, hostHash, stamp } = this.head;
    settle(bytes, stamp);
    const { at } = this;
    at.pid = pid;
    at.hostHash = hostHash;
    at.ms = stamp.kind === 'yearless' ? this.years.dated(stamp) : stamp.ms;
    if (stamp.kind === 'yearless') this.sawYearless = true;
    this.connections.early(at, isEnd);
  }

  /** A line without a head: of an entry that stands on several lines, of a client, of a terminal. */
  private bare(bytes: Uint8Array, from: number, to: number): void {
    const first = bytes[from];
    if (first === HASH) return;
    const text = this.text(bytes, from, Math.min(to, from + LONGEST_BARE));
    if (text.startsWith('-- ')) this.journalHeader(text);
    if (text.startsWith('data: {')) return this.entry(jsonEntry(text));
    if (first === CLOSE_BRACE) return this.entry(this.fields.flush());
    if (this.fields.take(text)) return;
    this.entry(this.fields.flush());
    const event = this.windowsEvent(text) ?? bareEvent(text);
    if (event !== undefined) this.connections.take(event, this.origin(bytes));
  }

  /** `-- Logs begin at Wed 2026-04-22 12:43:49 PDT, end at Sun 2026-06-14 22:26:32 PDT` names the year of the lines below. */
  private journalHeader(text: string): void {
    const [, year, month, day] = /(?:end|ends|ended) at \w+ (\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
    if (year !== undefined) this.years.endsAt(instantMs(Number(year), Number(month), Number(day), 0));
  }

  /** `8472 2026-11-07 11:45:42.123 Accepted password for ...`: the log file of sshd on Windows. */
  private windowsEvent(text: string): LogEvent | undefined {
    const found = /^(\d{1,7}) (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*) (.*)$/.exec(text);
    if (found === null) return undefined;
    const line = encoded(`${found[2] ?? ''} - sshd[${found[1] ?? ''}]: `);
    this.mentions.reset();
    readHead(line, 0, line.length, this.head);
    settle(line, this.head.stamp);
    this.mentions.reset();
    return serverEvent(found[3] ?? '');
  }

  private entry(entry: JournalEntry | undefined): void {
    if (entry === undefined) return;
    const { program, message, pid, host, atMs } = entry;
    const event = program.startsWith('dropbear')
      ? dropbearEvent(message)
      : program === 'systemd-logind'
        ? logindEvent(message)
        : serverEvent(message);
    if (event === undefined) return;
    this.connections.take(event, {
      pid,
      hostHash: 0,
      host,
      line: this.lines,
      isSessionProcess: program === 'sshd-session',
      moment: atMs === undefined ? NEVER : { kind: 'zoned', ms: atMs },
    });
  }

  private origin(bytes: Uint8Array): Origin {
    const { pid, hostHash, program } = this.head;
    return {
      pid,
      hostHash,
      moment: this.moment(bytes),
      line: this.lines,
      isSessionProcess: program === 'sshd-session',
      host: this.host(bytes),
    };
  }

  private moment(bytes: Uint8Array): Moment {
    const { stamp } = this.head;
    settle(bytes, stamp);
    if (stamp.kind === 'none') return NEVER;
    if (stamp.kind !== 'yearless') return { kind: stamp.kind, ms: stamp.ms };
    this.sawYearless = true;
    return { kind: 'yearless', ms: this.years.dated(stamp) };
  }

  /** The name of the host that logged it; decoded when it is another than before. */
  private host(bytes: Uint8Array): string | undefined {
    const { hostHash, hostFrom, hostTo, program } = this.head;
    if (program === 'none' || hostTo <= hostFrom) return undefined;
    if (hostHash !== this.hostOfText) {
      this.hostText = this.text(bytes, hostFrom, hostTo);
      this.hostOfText = hostHash;
    }
    return this.hostText;
  }

  /** Whose year is not known yet waits for the end of the log, as far as memory is spared. */
  private finish(connection: Connection): void {
    if (this.waiting === undefined) return this.options.finished(connection, this.years.guess());
    if (!this.sawYearless) return this.options.finished(connection, 0);
    this.waiting.push(connection);
    if (this.waiting.length < MOST_WAITING) return;
    for (const each of this.waiting) this.options.finished(each, this.years.guess());
    this.waiting = undefined;
  }

  private text(bytes: Uint8Array, from: number, to: number): string {
    return this.options.tools.text(bytes, from, to);
  }
}

function encoded(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}

const NEVER: Moment = { kind: 'none', ms: 0 };
const [LINE_FEED, CARRIAGE_RETURN, OPEN_BRACE, CLOSE_BRACE, RECORD_SEPARATOR, HASH] = [
  10, 13, 123, 125, 30, 35,
] as const;
/** Nobody's last words are longer. */
const LONGEST_BARE = 2000;
/** Some ten megabytes. */
const MOST_WAITING = 20_000;
