/**
 * Joins the lines of each connection: by process, by the process of the user's
 * side where that is another, by logind's name, else by address, port and user.
 * Memory stays bounded: who is done is handed on, and forgotten.
 */
import {
  canBe,
  type Connection,
  type EndEvent,
  learnPeer,
  type Moment,
  newConnection,
  noteLine,
} from './connection.ts';
import { EARLY_END, isAnother, isOver, REBOOT, SAME_END_MS } from './another.ts';
import type { LogEvent, Peer } from './log-event.ts';

/** Where and when an event was logged. */
export interface Origin {
  readonly pid: number;
  readonly hostHash: number;
  readonly moment: Moment;
  readonly line: number;
  /** Since 9.8 each session has a process of its own, which logs its end at INFO. */
  readonly isSessionProcess: boolean;
  readonly host: string | undefined;
}

/** As much of it as a line of an attack needs. */
export interface ProcessLine {
  readonly pid: number;
  readonly hostHash: number;
  readonly ms: number;
  readonly line: number;
}

export class Connections {
  /** By host, then by process: whole small numbers, which maps are fast at. */
  private readonly hosts = new Map<number, Map<number, Connection>>();
  private held = 0;
  private lastHost = -1;
  private lastTable = new Map<number, Connection>();
  private readonly byChild = new Map<string, Connection>();
  private readonly byName = new Map<string, Connection>();
  /** Those that are logged in and not ended, as far as can be known; the newest are enough. */
  private readonly open = new Set<Connection>();
  private readonly finished: (connection: Connection) => void;

  /** `finished` is called once for each connection, when no line can belong to it any more. */
  constructor(finished: (connection: Connection) => void) {
    this.finished = finished;
  }

  /** A failed login, or the end of one, of which no more need be known: cheap, for attacks fill logs. */
  early(at: ProcessLine, isEnd: boolean): void {
    const table = this.tableOf(at.hostHash);
    let connection = table.get(at.pid);
    if (
      connection === undefined ||
      (connection.end !== undefined && !isEnd && at.ms - connection.lastMs > SAME_END_MS)
    )
      connection = this.begin(at, undefined);
    if (connection.loggedIn) return;
    connection.lastMs = at.ms;
    if (isEnd) connection.end ??= EARLY_END;
  }

  /** Whether the process's connection is known, with its address. */
  hasAddress({ pid, hostHash }: Pick<Origin, 'pid' | 'hostHash'>): boolean {
    return this.tableOf(hostHash).get(pid)?.address !== undefined;
  }

  take(event: LogEvent, origin: Origin): void {
    switch (event.kind) {
      case 'attempt':
        return this.attempt(event, origin);
      case 'connected':
        return this.connected(event, origin);
      case 'accepted':
        return this.loggedIn(event, origin, true);
      case 'opened':
        return this.loggedIn(event, origin, false);
      case 'closed':
        return this.closed(event, origin);
      case 'child':
        return this.child(event.childPid, origin);
      case 'named':
        return this.named(event, origin);
      case 'reboot':
        return this.rebooted(origin);
      case 'end':
        return this.ended(event, origin);
    }
  }

  /** The log is over: whatever is left has no end in it. */
  close(): void {
    for (const table of this.hosts.values())
      for (const connection of table.values()) this.finished(connection);
    this.hosts.clear();
    this.byChild.clear();
    this.byName.clear();
    this.open.clear();
  }

  private attempt(peer: Peer, origin: Origin): void {
    const there = this.ofProcess(origin);
    if (there?.loggedIn === true) return;
    if (there?.end !== undefined && Math.abs(origin.moment.ms - there.lastMs) > SAME_END_MS)
      this.finish(there);
    const connection = this.ofProcess(origin) ?? this.beginAt(origin);
    connection.lastMs = origin.moment.ms;
    if (connection.lines.length === 0) noteLine(connection, origin.line);
    learnPeer(connection, peer);
  }

  private connected(peer: Peer, origin: Origin): void {
    const there = this.ofProcess(origin);
    if (there !== undefined && (there.loggedIn || there.end !== undefined || !canBe(there, peer)))
      this.finish(there);
    const connection = this.ofProcess(origin) ?? this.beginAt(origin);
    learnPeer(connection, peer);
    connection.lastMs = origin.moment.ms;
  }

  private loggedIn(peer: Peer, origin: Origin, isLogin: boolean): void {
    const there = this.ofProcess(origin);
    if (there !== undefined && isAnother(there, peer, isLogin)) this.finish(there);
    const connection = this.ofProcess(origin) ?? this.beginAt(origin);
    if (!connection.loggedIn) {
      connection.loggedIn = true;
      connection.started = origin.moment;
      connection.user = undefined;
      connection.lines = [];
      this.opened(connection);
    }
    noteLine(connection, origin.line);
    learnPeer(connection, peer);
    connection.lastMs = origin.moment.ms;
  }

  private closed(peer: Peer, origin: Origin): void {
    const there = this.ofProcess(origin);
    if (
      there !== undefined &&
      (there.closed || !canBe(there, { ...peer, address: undefined, port: undefined }))
    )
      this.finish(there);
    const connection = this.ofProcess(origin) ?? this.beginAt(origin);
    connection.loggedIn = true;
    connection.closed = true;
    this.open.delete(connection);
    learnPeer(connection, peer);
    noteLine(connection, origin.line);
    connection.ended ??= origin.moment;
    connection.lastMs = origin.moment.ms;
  }

  /** The process with that number speaks for the connection too. */
  private child(childPid: number, origin: Origin, connection = this.ofProcess(origin)): void {
    if (connection === undefined) return;
    this.byChild.set(`${origin.hostHash}/${childPid}`, connection);
    forgetOldest(this.byChild);
  }

  private named(event: Extract<LogEvent, { readonly kind: 'named' }>, origin: Origin): void {
    const connection = this.newest(origin.hostHash, event, () => true);
    if (connection === undefined) return;
    this.byName.set(event.name, connection);
    forgetOldest(this.byName);
  }

  private rebooted(origin: Origin): void {
    for (const connection of this.open) {
      connection.end = REBOOT;
      noteLine(connection, origin.line);
      this.finish(connection);
    }
  }

  private ended(event: EndEvent, origin: Origin): void {
    const known = this.meant(event, origin);
    if (known !== undefined && isOver(known, event, origin.moment)) this.finish(known);
    const connection =
      known !== undefined && this.tableOf(known.hostHash).get(known.pid) === known
        ? known
        : this.beginAt(origin);
    if (event.beforeLogin === false) connection.loggedIn = true;
    if (event.beforeLogin === undefined && known === undefined && origin.isSessionProcess)
      connection.loggedIn = true;
    if (connection.pid !== origin.pid && event.name === undefined) this.child(origin.pid, origin, connection);
    learnPeer(connection, event);
    noteLine(connection, origin.line);
    connection.lastMs = origin.moment.ms;
    this.open.delete(connection);
    if (connection.end !== undefined && connection.end.rank >= event.rank) return;
    connection.end = event;
    if (connection.ended === undefined || event.rank >= 2) connection.ended = origin.moment;
  }

  /** The connection that an end is of; `undefined`: one whose beginning is not in the log. */
  private meant(event: EndEvent, origin: Origin): Connection | undefined {
    const own = this.ofProcess(origin) ?? this.byChild.get(`${origin.hostHash}/${origin.pid}`);
    if (own !== undefined && isHeld(this.tableOf(own.hostHash), own)) return own;
    if (event.name !== undefined) {
      const named = this.byName.get(event.name);
      if (named !== undefined && isHeld(this.tableOf(named.hostHash), named)) return named;
      return this.newest(origin.hostHash, event, () => true);
    }
    if (event.beforeLogin === true) return undefined;
    // sshd before 9.8 logs the end from a process of its own, begun after that of the login.
    const after = this.newest(origin.hostHash, event, ({ pid }) => pid < origin.pid);
    return (
      after ??
      (event.port === undefined
        ? undefined
        : this.newest(origin.hostHash, event, ({ port }) => port === event.port))
    );
  }

  /** The newest connection of that host that is logged in, not ended, and can be that one's. */
  private newest(
    hostHash: number,
    peer: Peer,
    fits: (connection: Connection) => boolean,
  ): Connection | undefined {
    let best: Connection | undefined;
    for (const connection of this.open) {
      if (connection.hostHash !== hostHash || !canBe(connection, peer) || !fits(connection)) continue;
      if (best === undefined || connection.pid > best.pid) best = connection;
    }
    return best;
  }

  private opened(connection: Connection): void {
    this.open.add(connection);
    for (const oldest of this.open) {
      if (this.open.size <= MOST_OPEN) break;
      this.open.delete(oldest);
    }
  }

  private ofProcess({ pid, hostHash }: Origin): Connection | undefined {
    return this.tableOf(hostHash).get(pid);
  }

  private tableOf(hostHash: number): Map<number, Connection> {
    if (hostHash === this.lastHost) return this.lastTable;
    let table = this.hosts.get(hostHash);
    if (table === undefined) {
      table = new Map();
      this.hosts.set(hostHash, table);
    }
    this.lastHost = hostHash;
    this.lastTable = table;
    return table;
  }

  private beginAt({ pid, hostHash, moment, line, host }: Origin): Connection {
    return this.begin({ pid, hostHash, ms: moment.ms, line }, host);
  }

  private begin({ pid, hostHash, ms }: ProcessLine, host: string | undefined): Connection {
    if (this.held >= MOST_HELD) this.relieve();
    const table = this.tableOf(hostHash);
    const there = table.get(pid);
    if (there !== undefined) this.finish(there);
    const connection = newConnection(hostHash, pid, host);
    connection.lastMs = ms;
    table.set(pid, connection);
    this.held += 1;
    return connection;
  }

  private finish(connection: Connection): void {
    const table = this.tableOf(connection.hostHash);
    if (table.get(connection.pid) === connection) {
      table.delete(connection.pid);
      this.held -= 1;
    }
    if (connection.loggedIn) this.open.delete(connection);
    this.finished(connection);
  }

  /** Hands on the older ones of those that are over or never logged in; if that is too little, of all. */
  private relieve(): void {
    const all = [...this.hosts.values()].flatMap((table) => [...table.values()]);
    const over = all.filter(({ loggedIn, end, closed }) => !loggedIn || end !== undefined || closed);
    for (const connection of over.slice(0, MOST_HELD / 2)) this.finish(connection);
    if (over.length > MOST_HELD / 8) return;
    for (const connection of all.slice(0, MOST_HELD / 2))
      if (isHeld(this.tableOf(connection.hostHash), connection)) this.finish(connection);
  }
}

function isHeld(table: ReadonlyMap<number, Connection>, connection: Connection): boolean {
  return table.get(connection.pid) === connection;
}

function forgetOldest(map: Map<string, Connection>): void {
  if (map.size <= MOST_HELD) return;
  for (const key of map.keys()) {
    map.delete(key);
    if (map.size <= MOST_HELD / 2) return;
  }
}

/** Connections held at once: a megabyte or two. A process number comes again later than that. */
const MOST_HELD = 8192;
/** Sessions among which the one is looked for that an end belongs to, where no process tells. */
const MOST_OPEN = 1000;
