/**
 * What is remembered of one TCP connection while its packets pass: numbers in
 * a record (see `rows.ts`), so that a hundred thousand open ones fit. What is
 * rare (resets, probes, ICMP) is made when it first occurs.
 */
import type { Beats } from './beat-state.ts';
import type { FinSeen, IcmpSeen, ResetSeen } from './moments.ts';
import { fieldsOf, Row } from './rows.ts';
import { Side } from './side.ts';
import type { SshTalk } from './ssh-state.ts';

export class Flow extends Row {
  /** As Wireshark numbers it. */
  stream = 0;
  /** Of IP: 4 or 6. */
  declare version: number;
  /** Addresses as 32-bit words; IPv4 in the last. The lower end is `a`. */
  declare a0: number;
  declare a1: number;
  declare a2: number;
  declare a3: number;
  declare b0: number;
  declare b1: number;
  declare b2: number;
  declare b3: number;
  declare aPort: number;
  declare bPort: number;
  /** Of addresses and ports. */
  declare hash: number;

  readonly a = new Side();
  readonly b = new Side();
  declare tunnels: number;
  declare packets: number;
  declare duplicates: number;
  declare clockSteps: number;
  declare firstFrame: number;
  declare lastFrame: number;
  declare firstAtMs: number;
  declare lastAtMs: number;
  /** Which side sent the first packet. */
  declare opener: 0 | 1;
  declare synFrame: number;
  declare synAckFrame: number;
  /** An acknowledgement of the opener after SYN and SYN-ACK. */
  declare handshakeFrame: number;
  declare synAtMs: number;
  /** From SYN to the end of the handshake; 0: not seen. */
  declare handshakeMs: number;
  /** Another connection had these ports before. */
  declare isReuse: boolean;
  /** Ended by another connection that took its ports. */
  declare wasReused: boolean;

  declare longestGapMs: number;
  /** The frame after it. */
  declare longestGapFrame: number;
  /** What that frame is; see `spans.ts`. */
  declare longestGapThen: number;
  declare longestGapThenBy: 0 | 1;
  declare lastMarkAtMs: number;
  declare longestDataGapMs: number;

  /** The silence that nobody has lived through yet: somebody spoke after it and was not answered so far. 0: none. */
  declare wakeGapMs: number;
  declare wakeFrame: number;
  declare wakeBy: 0 | 1;
  /** What an answer must acknowledge; only where `wakeHasData`. */
  declare wakeEnd: number;
  declare wakeHasData: boolean;
  /** Who spoke had waited for room in the other side's window: that silence is nobody's idleness. */
  declare wakeIsHeld: boolean;
  /** The longest silence after which both were heard. */
  declare survivedGapMs: number;
  declare survivedFrame: number;
  /** The last silence of a second or more, the frame after it and whose that is; and the time without data before it. */
  declare lastGapMs: number;
  declare lastDataGapMs: number;
  declare lastGapFrame: number;
  declare lastGapAtMs: number;
  declare lastGapBy: 0 | 1;
  finSeen: FinSeen | undefined = undefined;

  resetsSeen: ResetSeen[] | undefined = undefined;
  icmpSeen: IcmpSeen[] | undefined = undefined;
  beats: Beats | undefined = undefined;
  ssh: SshTalk | undefined = undefined;
  /** See `spans.ts`. */
  spans: number[] | undefined = undefined;
  declare spanMergeMs: number;

  /** As nothing was seen yet, its numbers being zero. */
  begin(stream: number): void {
    this.stream = stream;
    this.a.begin();
    this.b.begin();
    this.finSeen = undefined;
    this.resetsSeen = undefined;
    this.icmpSeen = undefined;
    this.beats = undefined;
    this.ssh = undefined;
    this.spans = undefined;
  }
}

export const FLOW_LAYOUT = fieldsOf(Flow.prototype, {
  reals: [
    'packets',
    'lastFrame',
    'lastAtMs',
    'lastMarkAtMs',
    'longestGapMs',
    'longestDataGapMs',
    'wakeGapMs',
    'handshakeMs',
    'spanMergeMs',
    'synFrame',
    'synAckFrame',
    'handshakeFrame',
    'synAtMs',
    'firstFrame',
    'firstAtMs',
    'longestGapFrame',
    'wakeFrame',
    'survivedGapMs',
    'survivedFrame',
    'lastGapMs',
    'lastDataGapMs',
    'lastGapFrame',
    'lastGapAtMs',
  ],
  wholes: [
    'a3',
    'b3',
    'aPort',
    'bPort',
    'version',
    'a0',
    'a1',
    'a2',
    'b0',
    'b1',
    'b2',
    'hash',
    'tunnels',
    'duplicates',
    'clockSteps',
    'opener',
    'longestGapThen',
    'longestGapThenBy',
    'wakeBy',
    'wakeEnd',
    'lastGapBy',
  ],
  truths: ['isReuse', 'wasReused', 'wakeHasData', 'wakeIsHeld'],
});
