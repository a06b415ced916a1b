/**
 * The connections whose lines may still come, by host and process. Bounded: the oldest make room. Who only knocked, as
 * attacks do by the hundred thousand, is two numbers in a table and no object, until more is said of it.
 */
import { EARLY_END, SAME_END_MS } from './another.ts';
import { type Connection, newConnection } from './connection.ts';

/** Where a line of an attack was logged, and when; one object may serve for all. */
export interface ProcessLine {
  readonly pid: number;
  readonly hostHash: number;
  readonly ms: number;
}

export class Held {
  /** By host, then by process: whole small numbers, which maps are fast at. A number is the place of one who knocked. */
  private readonly hosts = new Map<number, Map<number, Connection | number>>();
  private count = 0;
  private lastHost = -1;
  private lastTable = new Map<number, Connection | number>();
  /** Whoever was asked for last: lines of one process come together. */
  private last: Connection | number | undefined;
  private lastPid = -1;
  private readonly knockMs = new Float64Array(MOST_HELD);
  private readonly knockEnded = new Uint8Array(MOST_HELD);
  private readonly places = Array.from({ length: MOST_HELD }, (_, place) => place);
  private readonly finished: (connection: Connection) => void;

  /** `finished` is called for each that goes; for all that only knocked with the same one. */
  constructor(finished: (connection: Connection) => void) {
    this.finished = finished;
  }

  of(hostHash: number, pid: number): Connection | undefined {
    const found = this.find(hostHash, pid);
    return typeof found === 'number' ? this.unfold(hostHash, pid, found) : found;
  }

  has(connection: Connection): boolean {
    return this.find(connection.hostHash, connection.pid) === connection;
  }

  /** A new one, in the place of what the process had before. */
  begin(hostHash: number, pid: number, host: string | undefined): Connection {
    const connection = newConnection(hostHash, pid, host);
    this.put(hostHash, pid, () => connection);
    return connection;
  }

  /** A failed login of the process, or the end of one: of a connection that is known, else of one of which no more need be known. */
  knock({ hostHash, pid, ms }: ProcessLine, isEnd: boolean): void {
    let found = this.find(hostHash, pid);
    if (typeof found === 'object') {
      const isOther = found.end !== undefined && !isEnd && Math.abs(ms - found.lastMs) > SAME_END_MS;
      if (!isOther) {
        if (found.loggedIn) return;
        found.lastMs = ms;
        if (isEnd) found.end ??= EARLY_END;
        return;
      }
      found = undefined;
    }
    const isOther =
      found !== undefined &&
      this.knockEnded[found] === 1 &&
      !isEnd &&
      Math.abs(ms - (this.knockMs[found] ?? 0)) > SAME_END_MS;
    if (found === undefined || isOther) {
      this.put(hostHash, pid, () => this.places.pop() ?? 0);
      found = this.last as number;
      this.knockEnded[found] = 0;
    }
    this.knockMs[found] = ms;
    if (isEnd) this.knockEnded[found] = 1;
  }

  finish(connection: Connection): void {
    if (this.has(connection)) this.remove(connection.hostHash, connection.pid);
    this.finished(connection);
  }

  /** No line will come any more. */
  close(): void {
    for (const table of this.hosts.values())
      for (const held of table.values()) this.finished(typeof held === 'number' ? KNOCK : held);
    this.hosts.clear();
    this.lastHost = -1;
    this.lastPid = -1;
  }

  private find(hostHash: number, pid: number): Connection | number | undefined {
    if (pid === this.lastPid && hostHash === this.lastHost) return this.last;
    const found = this.tableOf(hostHash).get(pid);
    this.last = found;
    this.lastPid = pid;
    return found;
  }

  private put(hostHash: number, pid: number, make: () => Connection | number): void {
    if (this.count >= MOST_HELD) this.relieve();
    const there = this.find(hostHash, pid);
    if (there !== undefined) {
      this.remove(hostHash, pid);
      this.finished(typeof there === 'number' ? KNOCK : there);
    }
    const held = make();
    this.tableOf(hostHash).set(pid, held);
    this.last = held;
    this.lastPid = pid;
    this.count += 1;
  }

  private remove(hostHash: number, pid: number): void {
    const there = this.find(hostHash, pid);
    if (typeof there === 'number') this.places.push(there);
    this.tableOf(hostHash).delete(pid);
    this.lastPid = -1;
    this.count -= 1;
  }

  /** Who knocked turns out to be worth an object; it keeps its turn. */
  private unfold(hostHash: number, pid: number, place: number): Connection {
    const connection = newConnection(hostHash, pid, undefined);
    connection.lastMs = this.knockMs[place] ?? 0;
    if (this.knockEnded[place] === 1) connection.end = EARLY_END;
    this.places.push(place);
    this.tableOf(hostHash).set(pid, connection);
    this.last = connection;
    return connection;
  }

  private tableOf(hostHash: number): Map<number, Connection | number> {
    if (hostHash === this.lastHost) return this.lastTable;
    let table = this.hosts.get(hostHash);
    if (table === undefined) {
      table = new Map();
      this.hosts.set(hostHash, table);
    }
    this.lastHost = hostHash;
    this.lastTable = table;
    this.lastPid = -1;
    return table;
  }

  /** Lets go of the older ones of those that are over or never logged in; if that is too little, of all. */
  private relieve(): void {
    const gone = this.letGo(
      MOST_HELD / 2,
      ({ loggedIn, end, closed }) => !loggedIn || end !== undefined || closed,
    );
    if (gone <= MOST_HELD / 8) this.letGo(MOST_HELD / 2 - gone, () => true);
  }

  private letGo(most: number, mayGo: (connection: Connection) => boolean): number {
    let gone = 0;
    for (const [hostHash, table] of this.hosts) {
      if (table.size === 0 && hostHash !== this.lastHost) this.hosts.delete(hostHash);
      for (const [pid, held] of table) {
        if (gone >= most) return gone;
        if (typeof held === 'object' && !mayGo(held)) continue;
        gone += 1;
        this.remove(hostHash, pid);
        this.finished(typeof held === 'number' ? KNOCK : held);
      }
    }
    return gone;
  }
}

/** Connections held at once: a megabyte or two. A process number comes again later than that. */
export const MOST_HELD = 8192;
/** Stands for each that only knocked. */
const KNOCK = newConnection(0, 0, undefined);
