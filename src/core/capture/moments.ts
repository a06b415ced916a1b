/** What is rare in a connection, kept as small lists: probes, resets, the first FIN, ICMP errors. */

/** TCP keepalive probes of one side (RFC 9293 §3.8.4). */
export interface Keepalives {
  probes: number;
  answered: number;
  /** Probes since the other side was last heard. */
  unansweredRun: number;
  answeredByReset: number;
  isPending: boolean;
  /** How quiet the connection was before each; the first {@link MOST_SILENCES}. */
  readonly silencesMs: number[];
  /** Those before a probe that followed another without an answer: the pace of repeating. */
  readonly repeatsMs: number[];
  firstFrame: number;
  lastFrame: number;
  lastAtMs: number;
  lastBytes: number;
}

/** A RST, with what was known when it came. */
export interface ResetSeen {
  readonly frame: number;
  readonly atMs: number;
  /** Whose address it bears. */
  readonly by: 0 | 1;
  readonly ttlHops: number;
  readonly ipId: number;
  readonly hasAck: boolean;
  readonly hasTimestamps: boolean;
  readonly windowBytes: number;
  /** Where its sequence number lies for the receiver. */
  readonly place: 'expected' | 'in-window' | 'outside' | 'unknown';
  readonly seqIsAckOfProvoker: boolean;
  /** Since the last packet of the other side; -1: none. */
  readonly answerMs: number;
  readonly provokerFrame: number;
  readonly provokerHadData: boolean;
  /** Silence of the whole connection before the provoking packet. */
  readonly gapBeforeMs: number;
  /** Silence of the whole connection before the RST itself. */
  readonly silentForMs: number;
  readonly ttlMin: number;
  readonly ttlMax: number;
  readonly packetsBefore: number;
  /** One of `DIRECTION`, and how many packets of that side came in and went out before. */
  readonly direction: number;
  readonly cameIn: number;
  readonly wentOut: number;
  readonly ipIdBefore: number;
  /** Since the sender's own last packet; -1: none. */
  readonly ownGapMs: number;
}

/** The first FIN, with what was known when it came. */
export interface FinSeen {
  readonly frame: number;
  readonly atMs: number;
  readonly by: 0 | 1;
  /** The last silence of a second or more before it, as in `Flow`. */
  readonly lastGapMs: number;
  readonly lastDataGapMs: number;
  readonly lastGapFrame: number;
  readonly lastGapBy: 0 | 1;
  /** Whether that silence was broken within the second before. */
  readonly isAfterGap: boolean;
  /** Whether the other side said something (data) since that silence. */
  readonly peerSpokeSince: boolean;
  /** How often that side had sent the same again without an answer, or called by keepalives, and the frame of what it sent. */
  readonly callsInVain: number;
  readonly callFrame: number;
}

export interface IcmpSeen {
  readonly frame: number;
  readonly atMs: number;
  /** Type, with 100 added for ICMPv6. */
  readonly type: number;
  readonly code: number;
  readonly from: string;
  /** Whose packet it quotes. */
  readonly about: 0 | 1;
}

export const MOST_SILENCES = 64;
export const MOST_RESETS = 8;
export const MOST_ICMP = 8;
