/** Whether a line is of a connection that is known, or of another: process numbers come again, and lines about one end are several. */
import { canBe, type Connection, type EndEvent, type Moment } from './connection.ts';
import type { Peer } from './log-event.ts';

/** The connection has ended before, and this is the end of another. */
export function isOver(connection: Connection, event: EndEvent, moment: Moment): boolean {
  const { end } = connection;
  if (!canBe(connection, { ...event, user: undefined })) return true;
  if (connection.loggedIn && event.beforeLogin === true) return true;
  if (end === undefined) return connection.closed && moment.ms - connection.lastMs > SAME_END_MS;
  if (end.says === event.says && event.rank >= 2) return true;
  if (event.port !== undefined && event.port === connection.port && event.address === connection.address)
    return false;
  return Math.abs(moment.ms - connection.lastMs) > SAME_END_MS;
}

/** That login is of another connection than the process had: process numbers come again. */
export function isAnother(connection: Connection, peer: Peer, isLogin: boolean): boolean {
  if (connection.end !== undefined || connection.closed) return true;
  if (!connection.loggedIn) return false;
  return isLogin ? connection.lines.length > 0 && connection.address !== undefined : !canBe(connection, peer);
}

export const REBOOT: EndEvent = {
  kind: 'end',
  end: 'server-reboot',
  says: 'reboot',
  rank: 4,
  beforeLogin: false,
  user: undefined,
  address: undefined,
  port: undefined,
};
/** Before a login, and not worth reading in full. */
export const EARLY_END: EndEvent = {
  ...REBOOT,
  end: 'pre-auth',
  says: 'early-end',
  rank: 1,
  beforeLogin: true,
};
/** Lines about one end come within a second or two; a busy host and a slow disk are given time. */
export const SAME_END_MS = 10_000;
