/**
 * What is remembered of one TCP connection while its packets pass: numbers, so
 * that a hundred thousand open ones fit. What is rare (resets, probes, ICMP)
 * is made when it first occurs.
 */
import type { Beats } from './beat-state.ts';
import type { SshTalk } from './ssh-state.ts';

/** One end of a connection, as far as its own packets tell. */
export class Side {
  packets = 0;
  payloadBytes = 0;
  retransmissions = 0;
  outOfOrder = 0;
  dataSegments = 0;

  hasSeq = false;
  /** The octet after the highest that it sent (signed 32 bit). */
  nextSeq = 0;
  nextSeqAtMs = 0;
  hasAck = false;
  lastAck = 0;
  lastAtMs = 0;
  lastFrame = 0;
  /** Frame and time of its last segment with data, SYN or FIN. */
  lastDataAtMs = -1;
  /** Scaled octets; -1: unknown. */
  windowBytes = -1;
  windowScale = -1;
  offeredScale = false;
  zeroWindows = 0;
  /** Window probes it sent into a zero window. */
  windowProbes = 0;

  synCount = 0;
  isn = 0;
  synFrame = 0;
  /** 0: none. */
  finFrame = 0;
  finAtMs = 0;
  finEnd = 0;
  finCount = 0;
  resets = 0;
  /** Packets without RST that moved on after a RST in its name. */
  movedAfterReset = 0;
  movedAtMs = 0;

  /** Of packets without RST; 0 and 0: none yet, or anonymised. */
  ttlMin = 0;
  ttlMax = 0;
  ipIdLast = -1;
  /** How often its IP-ID moved on by a small step, and how often it was looked at. */
  ipIdSteps = 0;
  ipIdSeen = 0;
  /** Segments with and without the timestamps option, SYN left out. */
  withTimestamps = 0;
  withoutTimestamps = 0;
  lastTimestamp = 0;
  /** The quickest that this side acknowledged new data, ms; -1: never seen. */
  answerMs = -1;

  /** Times the same data went out again since the other side last acknowledged something new. */
  repeatsInVain = 0;
  /** Of the first transmission that went unacknowledged since. */
  unackedAtMs = 0;
  unackedFrame = 0;
  lastRepeatAtMs = 0;
  /** Acknowledgements that said nothing new, in a row. */
  sameAcks = 0;
  keepalives: Keepalives | undefined = undefined;
}

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
  readonly ipIdBefore: number;
  /** Since the sender's own last packet; -1: none. */
  readonly ownGapMs: number;
}

/** The first FIN, with what was known when it came. */
export interface FinSeen {
  readonly frame: number;
  readonly atMs: number;
  readonly by: 0 | 1;
  /** The last silence of a second or more before it, as in {@link Flow}. */
  readonly lastGapMs: number;
  readonly lastDataGapMs: number;
  readonly lastGapFrame: number;
  readonly lastGapBy: 0 | 1;
  /** Whether that silence was broken within the second before. */
  readonly isAfterGap: boolean;
  /** Whether the other side said something (data) since that silence. */
  readonly peerSpokeSince: boolean;
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

export class Flow {
  readonly stream: number;
  readonly version: number;
  /** Addresses as 32-bit words; IPv4 in the last. The lower end is `a`. */
  a0 = 0;
  a1 = 0;
  a2 = 0;
  a3 = 0;
  b0 = 0;
  b1 = 0;
  b2 = 0;
  b3 = 0;
  aPort = 0;
  bPort = 0;
  hash = 0;

  readonly a = new Side();
  readonly b = new Side();
  tunnels = 0;
  packets = 0;
  duplicates = 0;
  clockSteps = 0;
  firstFrame = 0;
  lastFrame = 0;
  firstAtMs = 0;
  lastAtMs = 0;
  /** Which side sent the first packet. */
  opener: 0 | 1 = 0;
  synFrame = 0;
  synAckFrame = 0;
  /** An acknowledgement of the opener after SYN and SYN-ACK. */
  handshakeFrame = 0;
  synAtMs = 0;
  /** From SYN to the end of the handshake; 0: not seen. */
  handshakeMs = 0;
  /** Another connection had these ports before. */
  isReuse = false;
  /** Ended by another connection that took its ports. */
  wasReused = false;

  longestGapMs = 0;
  /** The frame after it. */
  longestGapFrame = 0;
  /** What that frame is; see `spans.ts`. */
  longestGapThen = 0;
  longestGapThenBy: 0 | 1 = 0;
  lastMarkAtMs = 0;
  longestDataGapMs = 0;
  longestDataGapFrame = 0;

  /** The silence that nobody has lived through yet: somebody spoke after it and was not answered so far. 0: none. */
  wakeGapMs = 0;
  wakeDataGapMs = 0;
  wakeFrame = 0;
  wakeAtMs = 0;
  wakeBy: 0 | 1 = 0;
  /** What an answer must acknowledge; only where `wakeHasData`. */
  wakeEnd = 0;
  wakeHasData = false;
  /** The longest silence after which both were heard. */
  survivedGapMs = 0;
  survivedFrame = 0;
  survivedDataGapMs = 0;
  /** The last silence of a second or more, the frame after it and whose that is; and the time without data before it. */
  lastGapMs = 0;
  lastDataGapMs = 0;
  lastGapFrame = 0;
  lastGapAtMs = 0;
  lastGapBy: 0 | 1 = 0;
  finSeen: FinSeen | undefined = undefined;

  resetsSeen: ResetSeen[] | undefined = undefined;
  icmpSeen: IcmpSeen[] | undefined = undefined;
  beats: Beats | undefined = undefined;
  ssh: SshTalk | undefined = undefined;
  /** See `spans.ts`. */
  spans: number[] | undefined = undefined;
  spanMergeMs = 0;

  constructor(stream: number, version: number) {
    this.stream = stream;
    this.version = version;
  }
}

export const MOST_SILENCES = 64;
export const MOST_RESETS = 8;
export const MOST_ICMP = 8;
