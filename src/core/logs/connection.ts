/** What is known so far of one connection, while its lines are read. */
import type { LogEvent, Peer } from './log-event.ts';
import type { StampKind } from './stamp.ts';

export interface Moment {
  readonly kind: StampKind;
  /** As of the stamp; a year without name counts from the year that the reader began with. */
  readonly ms: number;
}

/** Filled while the lines come; there can be a hundred thousand at a time. */
export interface Connection {
  readonly hostHash: number;
  readonly pid: number;
  user: string | undefined;
  address: string | undefined;
  port: number | undefined;
  host: string | undefined;
  /** Somebody is, or was, logged in. */
  loggedIn: boolean;
  started: Moment | undefined;
  ended: Moment | undefined;
  end: EndEvent | undefined;
  /** 1-based, of the lines that decide. */
  lines: readonly number[];
  /** Of the last line that belongs to it. */
  lastMs: number;
  /** When the last lines that came close together began, and the one before them; 0: none yet. */
  burstFromMs: number;
  beforeBurstMs: number;
  /** Of the last line before those about its end. */
  quietFromMs: number | undefined;
  /** pam closed it: whatever comes is of another. */
  closed: boolean;
}

export type EndEvent = Extract<LogEvent, { readonly kind: 'end' }>;

/** Somebody is logged in, for all that is known; that one channel of several was closed ends nothing. */
export function isLiving({ loggedIn, closed, end }: Connection): boolean {
  return loggedIn && !closed && (end === undefined || end.says === CHANNEL_CLOSED);
}

/** What a channel of a connection says when it is over. */
export const CHANNEL_CLOSED = 'close-session';

export function newConnection(hostHash: number, pid: number, host: string | undefined): Connection {
  return {
    hostHash,
    pid,
    user: undefined,
    address: undefined,
    port: undefined,
    host,
    loggedIn: false,
    started: undefined,
    ended: undefined,
    end: undefined,
    lines: NO_LINES,
    lastMs: 0,
    burstFromMs: 0,
    beforeBurstMs: 0,
    quietFromMs: undefined,
    closed: false,
  };
}

export function learnPeer(connection: Connection, { user, address, port }: Peer): void {
  connection.user ??= user;
  connection.address ??= address;
  connection.port ??= port;
}

/** Nothing that both know of themselves differs. */
export function canBe(connection: Connection, { user, address, port }: Peer): boolean {
  return (
    (user === undefined || connection.user === undefined || connection.user === user) &&
    (address === undefined || connection.address === undefined || connection.address === address) &&
    (port === undefined || connection.port === undefined || connection.port === port)
  );
}

export function noteLine(connection: Connection, line: number): void {
  if (connection.lines.length < MOST_LINES && connection.lines.at(-1) !== line)
    connection.lines = [...connection.lines, line];
}

/** A line of it, while it lives. */
export function noteSign(connection: Connection, ms: number): void {
  if (ms - connection.lastMs > BURST_MS) {
    connection.beforeBurstMs = connection.lastMs;
    connection.burstFromMs = ms;
  }
  connection.lastMs = ms;
}

/** A line about its end. */
export function noteEnd(connection: Connection, { ms }: Moment): void {
  if (connection.quietFromMs === undefined) {
    // At its end sshd also says what was transferred, and closes the channels: no sign of anybody.
    const { lastMs, burstFromMs, beforeBurstMs } = connection;
    const burstIsOfTheEnd = beforeBurstMs > 0 && ms - burstFromMs <= BURST_MS;
    connection.quietFromMs = burstIsOfTheEnd ? beforeBurstMs : lastMs;
  }
  connection.lastMs = ms;
}

/** Lines about one thing come within a second or two. */
const BURST_MS = 2000;
const NO_LINES: readonly number[] = [];
/** More lines than that decide nothing. */
const MOST_LINES = 12;
