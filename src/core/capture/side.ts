/** One end of a connection, as far as its own packets tell. */
import type { Keepalives } from './moments.ts';
import { fieldsOf, Row } from './rows.ts';

export class Side extends Row {
  declare packets: number;
  declare payloadBytes: number;
  declare dataSegments: number;
  declare retransmissions: number;
  declare outOfOrder: number;

  declare hasSeq: boolean;
  /** The octet after the highest that it sent (signed 32 bit), and when that went out. */
  declare nextSeq: number;
  declare nextSeqAtMs: number;
  declare hasAck: boolean;
  declare lastAck: number;
  declare lastAtMs: number;
  declare lastFrame: number;
  /** Of its last segment with data; -1: none. */
  declare lastDataAtMs: number;
  /** Scaled octets; -1: unknown. */
  declare windowBytes: number;
  /** Its last shift count; -1: not offered. */
  declare windowScale: number;
  declare offeredScale: boolean;
  declare zeroWindows: number;
  /** Window probes it sent into a zero window, and those since the other side was last heard. */
  declare windowProbes: number;
  declare probesInVain: number;
  /** Since when its window is closed, and the frame that closed it; only while `windowBytes` is 0. */
  declare closedAtMs: number;
  declare closedFrame: number;
  /** The most octets that one of its segments carried. */
  declare largestBytes: number;

  declare synCount: number;
  declare isn: number;
  declare synFrame: number;
  /** 0: none. */
  declare finFrame: number;
  declare finAtMs: number;
  declare finEnd: number;
  declare finCount: number;
  declare resets: number;
  /** Packets without RST that moved on after a RST in its name. */
  declare movedAfterReset: number;
  declare movedAtMs: number;

  /** Of packets without RST; 0 and 0: none yet, or anonymised. */
  declare ttlMin: number;
  declare ttlMax: number;
  declare ipIdLast: number;
  /** How often its IP-ID moved on by a small step, and how often it was looked at. */
  declare ipIdSteps: number;
  declare ipIdSeen: number;
  /** Segments with and without the timestamps option, SYN left out. */
  declare withTimestamps: number;
  declare withoutTimestamps: number;
  /** Packets without RST that the capturing machine received, and that it sent; of a packet that it passed on, the first copy. */
  declare cameIn: number;
  declare wentOut: number;
  /** The quickest that this side acknowledged new data, ms; -1: never seen. */
  declare answerMs: number;

  /** Times the same data went out again since the other side last acknowledged something new. */
  declare repeatsInVain: number;
  /** Of the first transmission that went unacknowledged since. */
  declare unackedAtMs: number;
  declare unackedFrame: number;
  /** The octets of that one, and the most that one which was acknowledged carried. */
  declare unackedBytes: number;
  declare passedBytes: number;
  declare lastRepeatAtMs: number;
  /** Acknowledgements that said nothing new, in a row. */
  declare sameAcks: number;
  keepalives: Keepalives | undefined = undefined;

  /** As nothing was seen yet, its numbers being zero. */
  begin(): void {
    this.keepalives = undefined;
    this.lastDataAtMs = -1;
    this.windowBytes = -1;
    this.windowScale = -1;
    this.ipIdLast = -1;
    this.answerMs = -1;
  }
}

export const SIDE_LAYOUT = fieldsOf(Side.prototype, {
  reals: [
    'packets',
    'payloadBytes',
    'lastAtMs',
    'lastFrame',
    'nextSeqAtMs',
    'dataSegments',
    'lastDataAtMs',
    'unackedAtMs',
    'unackedFrame',
    'withTimestamps',
    'withoutTimestamps',
    'ipIdSteps',
    'ipIdSeen',
    'cameIn',
    'wentOut',
    'answerMs',
    'lastRepeatAtMs',
    'synFrame',
    'finFrame',
    'finAtMs',
    'movedAtMs',
    'closedAtMs',
    'closedFrame',
  ],
  wholes: [
    'nextSeq',
    'lastAck',
    'windowBytes',
    'windowScale',
    'ttlMin',
    'ttlMax',
    'ipIdLast',
    'sameAcks',
    'repeatsInVain',
    'resets',
    'synCount',
    'isn',
    'retransmissions',
    'outOfOrder',
    'zeroWindows',
    'windowProbes',
    'probesInVain',
    'largestBytes',
    'finEnd',
    'finCount',
    'movedAfterReset',
    'unackedBytes',
    'passedBytes',
  ],
  truths: ['hasSeq', 'hasAck', 'offeredScale'],
});
