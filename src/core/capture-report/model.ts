/**
 * What `idletrace pcap` reports, version 1: what scripts rely on. Its JSON
 * Schema is generated from this very definition (`idletrace schema pcap`).
 * Fields may be added; none may be renamed or removed without a new version.
 */
import * as v from 'valibot';

const nonNegative = v.pipe(v.number(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const frame = v.pipe(v.number(), v.integer(), v.minValue(1));
const answer = v.picklist(['yes', 'no', 'unknown']);
const who = v.picklist(['client', 'server']);

const keepalive = v.object({
  by: who,
  kind: v.picklist(['tcp', 'ssh', 'application']),
  /** How quiet the connection is before each, in the middle; null: one alone says nothing. */
  intervalMs: v.nullable(nonNegative),
  /** yes: the other side did; no: it did not, or with a RST. */
  answered: answer,
  count,
  firstFrame: frame,
  lastFrame: frame,
});

const gap = v.object({
  lengthMs: nonNegative,
  /** The frame that ended it; null: the connection has no more. */
  thenFrame: v.nullable(frame),
  endedWith: v.string(),
});

/** A stretch of activity: what happened in it, by whom. Milliseconds since the connection began. */
const span = v.object({
  fromMs: nonNegative,
  toMs: nonNegative,
  client: v.array(v.picklist(['data', 'keepalive', 'repeated', 'end', 'bare'])),
  server: v.array(v.picklist(['data', 'keepalive', 'repeated', 'end', 'bare'])),
});

const ssh = v.object({
  clientBanner: v.nullable(v.string()),
  serverBanner: v.nullable(v.string()),
  /** How far it came, as sizes and times let it be seen; never certain after the keys were exchanged. */
  phase: v.picklist(['banners', 'key-exchange', 'encrypted', 'logged-in', 'unknown']),
  use: v.picklist(['interactive', 'bulk', 'quiet', 'unknown']),
  /** Whether the last message before the end may be SSH_MSG_DISCONNECT: a guess by size and order. */
  disconnectGuess: v.nullable(v.object({ by: who, frame, sizeBytes: count })),
});

const bySide = v.object({ client: count, server: count });

export const connectionSchema = v.object({
  client: v.string(),
  server: v.string(),
  ssh: v.boolean(),
  packets: count,
  firstFrame: frame,
  lastFrame: frame,
  /** Since the first packet of the file; negative where the clock stepped back. */
  startedAtMs: v.number(),
  lengthMs: nonNegative,
  established: answer,
  longestGapMs: nonNegative,
  longestDataGapMs: nonNegative,
  keepalives: v.array(keepalive),
  endedBy: v.picklist(['client', 'server', 'middlebox', 'nobody-seen', 'unknown']),
  ending: v.picklist(['fin', 'reset', 'silent', 'open', 'refused', 'connect-timeout', 'unknown']),
  endFrame: v.nullable(frame),
  idle: answer,
  confidence: v.picklist(['proven', 'likely', 'possible']),
  summary: v.string(),
  because: v.array(v.object({ frame, fact: v.string() })),
  filter: v.string(),

  /** Index in `files`. */
  file: count,
  /** As Wireshark numbers it in that file. */
  stream: count,
  cause: v.picklist([
    'idle-expiry',
    'idle-policy',
    'aborted',
    'normal-end',
    'peer-gone',
    'unreachable',
    'zero-window',
    'packet-size',
    'not-ended',
    'cannot-tell',
  ]),
  /** Silence survived, and silence not survived; null: neither was seen. */
  limitMs: v.nullable(v.object({ lower: nonNegative, upper: v.nullable(nonNegative) })),
  gap: v.nullable(gap),
  bytes: bySide,
  retransmissions: bySide,
  outOfOrder: bySide,
  zeroWindows: bySide,
  fins: bySide,
  resets: bySide,
  /** The same packet captured again. */
  duplicates: count,
  /** Both sides were seen. */
  bothDirections: v.boolean(),
  tunnels: v.array(v.string()),
  notes: v.array(v.object({ frame: v.nullable(frame), note: v.string() })),
  sshTalk: v.nullable(ssh),
  spans: v.array(span),
  /** The same connection in other files: where its packets got lost. */
  elsewhere: v.array(
    v.object({ file: count, client: v.string(), server: v.string(), stream: count, fact: v.string() }),
  ),
});

const limit = v.object({
  lowerMs: nonNegative,
  upperMs: nonNegative,
  /** How many did not live through it. */
  connections: count,
  /** How many lived through silences up to `lowerMs`. */
  survivors: count,
  between: v.string(),
});

/** The longest silence that each lived through, and the one that ended it, over many connections. */
const silence = v.object({
  by: v.picklist(['all', 'server', 'client', 'path']),
  /** Which server, client or path. */
  of: v.string(),
  /** How many lived through a silence of some seconds, and how many one ended. */
  lived: count,
  died: count,
  longestLivedMs: v.nullable(nonNegative),
  shortestDeadMs: v.nullable(nonNegative),
  /** From `fromMs` on and shorter than `toMs`; null: the last class is open. */
  classes: v.array(
    v.object({ fromMs: nonNegative, toMs: v.nullable(nonNegative), lived: count, died: count }),
  ),
});

export const captureReportSchema = v.object({
  schema: v.literal('idletrace.pcap/1'),
  files: v.array(
    v.object({
      name: v.string(),
      packets: count,
      /** null: read to its end. */
      warning: v.nullable(v.string()),
      connections: count,
      startedAt: v.nullable(v.string()),
    }),
  ),
  connections: v.array(connectionSchema),
  limits: v.array(limit),
  /** All connections first, then the groups with a death, by server, client and path. */
  silences: v.array(silence),
  /** How many connections ended how, those that are not listed counted in. */
  endings: v.record(v.string(), count),
});

export type CaptureReport = v.InferOutput<typeof captureReportSchema>;
export type ConnectionReport = v.InferOutput<typeof connectionSchema>;
export type KeepaliveReport = ConnectionReport['keepalives'][number];
export type SilenceReport = CaptureReport['silences'][number];
export type LimitReport = CaptureReport['limits'][number];

/** The report for people: of its connections only the worst, who can look at a hundred thousand. */
export interface CapturePicture extends Omit<CaptureReport, 'schema' | 'connections'> {
  readonly worst: readonly ConnectionReport[];
  /** How many there are to choose from. */
  readonly listed: number;
}
