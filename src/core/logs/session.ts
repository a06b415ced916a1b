/** What the logs say of the sessions in them, version 1: what `idletrace logs --json` writes. */
import * as v from 'valibot';
import { isoText, yearsEarlier } from './calendar.ts';
import type { Connection, Moment } from './connection.ts';
import { idleOf, wordsOfEnd } from './ends.ts';

const answer = v.picklist(['yes', 'no', 'unknown']);
const instant = v.nullable(v.string());

export const sessionSchema = v.object({
  /** As it was given on the command line. */
  file: v.string(),
  /** The machine that logged it; null: the lines do not say. */
  host: v.nullable(v.string()),
  user: v.nullable(v.string()),
  address: v.nullable(v.string()),
  port: v.nullable(v.number()),
  /** ISO 8601; without a zone where the log has none; null: not in the log. */
  startedAt: instant,
  endedAt: instant,
  lengthMs: v.nullable(v.number()),
  /** From the last line about it to those about its end; null: one of them is not in the log. */
  quietMs: v.nullable(v.number()),
  /** Id of a cause, or how it ended where no cause is known. */
  end: v.string(),
  /** Whether it was ended because it was idle. */
  idle: answer,
  /** 1-based numbers of the deciding lines. */
  lines: v.array(v.number()),
  summary: v.string(),
});

export const logsSchema = v.object({
  schema: v.literal('idletrace.logs/1'),
  sessions: v.array(sessionSchema),
  /** How many ended so. */
  ends: v.record(v.string(), v.number()),
  /** Lengths, and silences before the end, at which lost sessions pile up: a limit, perhaps. */
  pileUps: v.array(
    v.object({
      what: v.picklist(['length', 'quiet']),
      lowerMs: v.number(),
      upperMs: v.number(),
      sessions: v.number(),
      /** Of all lost sessions of which it is known. */
      of: v.number(),
    }),
  ),
  files: v.array(v.object({ name: v.string(), lines: v.number(), sizeBytes: v.number() })),
});

export type Session = v.InferOutput<typeof sessionSchema>;
export type LogsDocument = v.InferOutput<typeof logsSchema>;

/** The finished connection as a session. `yearsTooLate`: how much later the reader dated lines without a year than they are. */
export function sessionOf(connection: Connection, file: string, yearsTooLate: number): Session {
  const { user, address, port, host, started, ended, lines } = connection;
  const end = endOf(connection);
  const lengthMs = lengthOf(connection);
  return {
    file,
    host: host ?? null,
    user: user ?? null,
    address: address ?? null,
    port: port ?? null,
    startedAt: instantText(started, yearsTooLate),
    endedAt: instantText(ended, yearsTooLate),
    lengthMs: lengthMs ?? null,
    quietMs: quietOf(connection) ?? null,
    end,
    idle: idleOfSession(connection, end, lengthMs),
    lines: [...lines],
    summary: summaryOf(user, end, connection.end?.notIdle === true),
  };
}

/** How the connection ended: an id of a cause or a plain end. */
export function endOf({ end, loggedIn, closed }: Connection): string {
  if (end === undefined) return loggedIn ? (closed ? 'unknown' : 'still-open') : 'pre-auth';
  if (loggedIn || end.beforeLogin === true)
    return end.beforeLogin === true && !EARLY.has(end.end) ? 'pre-auth' : end.end;
  return 'pre-auth';
}

/** Milliseconds from the login to the end; `undefined`: one of them is not known. */
export function lengthOf({ started, ended }: Connection): number | undefined {
  if (started === undefined || ended === undefined || started.kind !== ended.kind || started.kind === 'none')
    return undefined;
  return sinceMs(started.ms, ended);
}

/** Milliseconds from the last line about a session that lived to those about its end; `undefined`: not known. */
export function quietOf(connection: Connection): number | undefined {
  const { ended, quietFromMs } = connection;
  const lengthMs = lengthOf(connection);
  if (lengthMs === undefined || ended === undefined || quietFromMs === undefined) return undefined;
  const quietMs = sinceMs(quietFromMs, ended);
  return quietMs === undefined ? undefined : Math.min(quietMs, lengthMs);
}

function sinceMs(fromMs: number, { kind, ms }: Moment): number | undefined {
  const lengthMs = ms - fromMs;
  // Past midnight a clock without a date begins anew.
  if (lengthMs < 0 && kind === 'clock') return lengthMs + 86_400_000;
  return lengthMs < 0 ? undefined : lengthMs;
}

/** Whether the session, which ended so after that long, was ended because it was idle. */
export function idleOfSession(
  connection: Connection,
  end: string,
  lengthMs: number | undefined,
): Session['idle'] {
  return connection.end?.notIdle === true || tooShort(end, lengthMs) ? 'no' : idleOf(end);
}

/** Nothing forgets a silent connection so soon; who names idleness itself is believed. */
function tooShort(end: string, lengthMs: number | undefined): boolean {
  return (
    lengthMs !== undefined && lengthMs < SHORTEST_IDLE_MS && idleOf(end) === 'unknown' && end !== 'still-open'
  );
}

/** ISO 8601; null: not in the log. */
export function instantText(moment: Moment | undefined, yearsTooLate: number): string | null {
  if (moment === undefined || moment.kind === 'none' || moment.kind === 'clock') return null;
  if (moment.kind === 'zoned') return `${isoText(moment.ms)}Z`;
  return isoText(moment.kind === 'yearless' ? yearsEarlier(moment.ms, yearsTooLate) : moment.ms);
}

/** The session in a sentence. */
export function summaryOf(user: string | undefined, end: string, isDamage: boolean): string {
  const words =
    isDamage && end === 'connection-lost'
      ? 'a packet arrived damaged or against the rules, and the connection was ended'
      : wordsOfEnd(end);
  return user === undefined ? `${words}.` : `${user}: ${words}.`;
}

/** The shortest limit of any product in the catalogue is 30 s; set by hand, they begin at seconds. */
const SHORTEST_IDLE_MS = 5000;
/** Ends before a login that have a name of their own. */
const EARLY: ReadonlySet<string> = new Set([
  'negotiation-failed',
  'sshd-login-grace-time',
  'sshd-max-startups',
  'sshd-per-source-penalties',
  'dropbear-auth-timeout',
]);
