/**
 * Joins the lines of each connection: by process, by the process of the user's
 * side where that is another, by logind's name, else by address, port and user.
 * Memory stays bounded: who is done is handed on, and forgotten.
 */
import {
  canBe,
  CHANNEL_CLOSED,
  type Connection,
  type EndEvent,
  isLiving,
  learnPeer,
  type Moment,
  noteEnd,
  noteLine,
  noteSign,
} from './connection.ts';
import { isAnother, isOver, REBOOT, SAME_END_MS } from './another.ts';
import { Held, MOST_HELD, type ProcessLine } from './held.ts';
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

export class Connections {
  private readonly held: Held;
  /** By host and process, see `childKey`. */
  private readonly byChild = new Map<number, Connection>();
  private readonly byName = new Map<string, Connection>();
  /** Those that are logged in and not ended, as far as can be known; the newest are enough. */
  private readonly open = new Set<Connection>();

  /** `finished` is called once for each connection, when no line can belong to it any more. */
  constructor(finished: (connection: Connection) => void) {
    this.held = new Held((connection) => {
      if (connection.loggedIn) this.open.delete(connection);
      finished(connection);
    });
  }

  /** A failed login, or the end of one, of which no more need be known: cheap, for attacks fill logs. */
  early(at: ProcessLine, isEnd: boolean): void {
    this.held.knock(at, isEnd);
  }

  /** Whether a failed login more, of that process, says nothing new. */
  knows(at: Pick<ProcessLine, 'pid' | 'hostHash'>): boolean {
    const connection = this.of(at);
    if (connection === undefined) return false;
    if (connection.loggedIn) return connection.end === undefined;
    const { end, user, address, port, lines } = connection;
    return (
      end === undefined &&
      user !== undefined &&
      address !== undefined &&
      port !== undefined &&
      lines.length > 0
    );
  }

  /** The connection of that process, if it is held. */
  of({ pid, hostHash }: Pick<ProcessLine, 'pid' | 'hostHash'>): Connection | undefined {
    return this.held.of(hostHash, pid);
  }

  /** The session that a process speaks for, as long as it lives. */
  living({ pid, hostHash }: Pick<ProcessLine, 'pid' | 'hostHash'>): Connection | undefined {
    const own = this.held.of(hostHash, pid) ?? this.byChild.get(childKey(hostHash, pid));
    return own !== undefined && isLiving(own) && this.held.has(own) ? own : undefined;
  }

  /** An end that `farewellOf` read: of that connection, and nothing new is said of its peer. */
  farewell(connection: Connection, event: EndEvent, { line, moment }: Pick<Origin, 'line' | 'moment'>): void {
    noteLine(connection, line);
    noteEnd(connection, moment);
    if (connection.end !== undefined && connection.end.rank >= event.rank) return;
    connection.end = event;
    connection.ended ??= moment;
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
        if (!this.channel(event, origin)) this.loggedIn(event, origin, false);
        return;
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
    this.held.close();
    this.byChild.clear();
    this.byName.clear();
    this.open.clear();
  }

  private attempt(peer: Peer, origin: Origin): void {
    const there = this.ofProcess(origin);
    if (there?.end !== undefined && Math.abs(origin.moment.ms - there.lastMs) > SAME_END_MS)
      this.finish(there);
    else if (there?.loggedIn === true) return;
    const connection = this.ofProcess(origin) ?? this.begin(origin);
    connection.lastMs = origin.moment.ms;
    if (connection.lines.length === 0) noteLine(connection, origin.line);
    learnPeer(connection, peer);
  }

  private connected(peer: Peer, origin: Origin): void {
    const there = this.ofProcess(origin);
    if (there !== undefined && (there.loggedIn || there.end !== undefined || !canBe(there, peer)))
      this.finish(there);
    const connection = this.ofProcess(origin) ?? this.begin(origin);
    learnPeer(connection, peer);
    connection.lastMs = origin.moment.ms;
  }

  private loggedIn(peer: Peer, origin: Origin, isLogin: boolean): void {
    const there = this.ofProcess(origin);
    if (there !== undefined && isAnother(there, peer, isLogin)) this.finish(there);
    const connection = this.ofProcess(origin) ?? this.begin(origin);
    if (!connection.loggedIn) {
      connection.loggedIn = true;
      connection.started = origin.moment;
      connection.user = undefined;
      connection.lines = [];
      this.opened(connection);
    }
    noteLine(connection, origin.line);
    learnPeer(connection, peer);
    noteSign(connection, origin.moment.ms);
  }

  /** Whether it is one more channel of a connection that lives. */
  private channel(peer: Peer, origin: Origin): boolean {
    if (peer.port === undefined) return false;
    const connection =
      this.living(origin) ?? this.newest(origin.hostHash, peer, ({ port }) => port === peer.port);
    if (connection === undefined || !canBe(connection, peer)) return false;
    connection.end = undefined;
    connection.ended = undefined;
    this.opened(connection);
    noteSign(connection, origin.moment.ms);
    return true;
  }

  private closed(peer: Peer, origin: Origin): void {
    const there = this.ofProcess(origin);
    if (
      there !== undefined &&
      (there.closed || !canBe(there, { ...peer, address: undefined, port: undefined }))
    )
      this.finish(there);
    const connection = this.ofProcess(origin) ?? this.begin(origin);
    connection.loggedIn = true;
    connection.closed = true;
    this.open.delete(connection);
    learnPeer(connection, peer);
    noteLine(connection, origin.line);
    noteEnd(connection, origin.moment);
    connection.ended ??= origin.moment;
  }

  /** The process with that number speaks for the connection too. */
  private child(childPid: number, origin: Origin, connection = this.ofProcess(origin)): void {
    if (connection === undefined) return;
    this.byChild.set(childKey(origin.hostHash, childPid), connection);
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
    const connection = known !== undefined && this.held.has(known) ? known : this.begin(origin);
    if (event.beforeLogin === false) connection.loggedIn = true;
    if (event.beforeLogin === undefined && known === undefined && origin.isSessionProcess)
      connection.loggedIn = true;
    if (connection.pid !== origin.pid && event.name === undefined) this.child(origin.pid, origin, connection);
    learnPeer(connection, event);
    noteLine(connection, origin.line);
    if (event.says === CHANNEL_CLOSED) noteSign(connection, origin.moment.ms);
    else noteEnd(connection, origin.moment);
    this.open.delete(connection);
    if (connection.end !== undefined && connection.end.rank >= event.rank) return;
    connection.end = event;
    if (connection.ended === undefined || event.rank >= 2) connection.ended = origin.moment;
  }

  /** The connection that an end is of; `undefined`: one whose beginning is not in the log. */
  private meant(event: EndEvent, origin: Origin): Connection | undefined {
    const own = this.ofProcess(origin) ?? this.byChild.get(childKey(origin.hostHash, origin.pid));
    if (own !== undefined && this.held.has(own)) return own;
    if (event.name !== undefined) {
      const named = this.byName.get(event.name);
      if (named !== undefined && this.held.has(named)) return named;
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
    return this.held.of(hostHash, pid);
  }

  private begin({ pid, hostHash, moment, host }: Origin): Connection {
    const connection = this.held.begin(hostHash, pid, host);
    connection.lastMs = moment.ms;
    return connection;
  }

  private finish(connection: Connection): void {
    this.held.finish(connection);
  }
}

/** Both in one exact number: process numbers have 32 bits at most, and a host's hash 21. */
function childKey(hostHash: number, pid: number): number {
  return hostHash * 2 ** 32 + pid;
}

function forgetOldest<Key>(map: Map<Key, Connection>): void {
  if (map.size <= MOST_HELD) return;
  for (const key of map.keys()) {
    map.delete(key);
    if (map.size <= MOST_HELD / 2) return;
  }
}

/** Sessions among which the one is looked for that an end belongs to, where no process tells. */
const MOST_OPEN = 1000;
