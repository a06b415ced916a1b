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
  /** pam closed it: whatever comes is of another. */
  closed: boolean;
}

export type EndEvent = Extract<LogEvent, { readonly kind: 'end' }>;

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

const NO_LINES: readonly number[] = [];
/** More lines than that decide nothing. */
const MOST_LINES = 12;
