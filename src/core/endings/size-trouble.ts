/**
 * Large packets that vanish while small ones pass: a path MTU below what the ends believe (RFC 2923 §2.1). It looks
 * like a dead connection, and is none.
 */
import type { IcmpSeen } from '../capture/moments.ts';
import { ICMP6_TYPES } from '../wire/icmp.ts';
import { icmpText } from './icmp-text.ts';
import type { FrameFact } from './rule.ts';
import { otherOf, type Seen, whoOf, type Who } from './seen.ts';
import { repeatsText, the } from './words.ts';

export interface SizeTrouble {
  readonly who: Who;
  /** Of the segment that does not get through, and the most that one of that side did; 0: none did. */
  readonly stuckBytes: number;
  readonly passedBytes: number;
  /** Of its first transmission. */
  readonly frame: number;
  /** A router said so; `undefined`: none did, or nobody captured it. */
  readonly told: IcmpSeen | undefined;
  /** Whether something small got through since: without that, or a router's word, nothing tells it from a dead path. */
  readonly isShown: boolean;
}

export function sizeTrouble(seen: Seen): SizeTrouble | undefined {
  for (const who of ['client', 'server'] as const) {
    const [side, peer] = [seen[who], seen[otherOf(who)]];
    const { unackedBytes: stuckBytes, passedBytes, unackedAtMs, repeatsInVain } = side;
    if (repeatsInVain < LEAST_REPEATS || stuckBytes < LEAST_BYTES || stuckBytes <= passedBytes) continue;
    if (!peer.hasAck || ((side.nextSeq - peer.lastAck) | 0) <= 0) continue;
    const told = seen.flow.icmpSeen?.find((each) => isTooBig(each) && whoOf(seen, each.about) === who);
    // Whoever speaks on without repeating itself gets this side's acknowledgements, which are small.
    const isHeard =
      peer.resets === 0 &&
      peer.lastAtMs > unackedAtMs + PATIENCE_MS &&
      seen.captureEndAtMs > peer.nextSeqAtMs + PATIENCE_MS &&
      peer.repeatsInVain === 0 &&
      (peer.keepalives?.unansweredRun ?? 0) === 0;
    const isShown = told !== undefined || isHeard;
    return { who, stuckBytes, passedBytes, frame: side.unackedFrame, told, isShown };
  }
  return undefined;
}

/** One that is shown; `undefined`: there is none, or another reason is as good. */
export function shownSizeTrouble(seen: Seen): SizeTrouble | undefined {
  const found = sizeTrouble(seen);
  return found?.isShown === true ? found : undefined;
}

/** `segments of 1448 octets of the client did not get through …`. */
export function sizeText(seen: Seen, { who, stuckBytes, passedBytes, told }: SizeTrouble): string {
  const side = seen[who];
  const small = passedBytes === 0 ? 'smaller ones' : `smaller ones (up to ${passedBytes})`;
  const why =
    told === undefined
      ? 'A path MTU smaller than both ends believe, without the ICMP error that would say so, does that.'
      : `${told.from} had reported by ICMP that they are too big (${icmpText(told)}), and ${the(who)} did not heed it or never got it.`;
  return `segments of ${stuckBytes} octets of ${the(who)} did not get through, sent again ${repeatsText(side, side.lastRepeatAtMs)}, while ${small} did. ${why}`;
}

export function sizeFacts({ frame, stuckBytes, told }: SizeTrouble): readonly FrameFact[] {
  return [
    { frame, fact: `${stuckBytes} octets that were never acknowledged` },
    ...(told === undefined ? [] : [{ frame: told.frame, fact: `ICMP from ${told.from}: ${icmpText(told)}` }]),
  ];
}

function isTooBig({ type, code }: { readonly type: number; readonly code: number }): boolean {
  return (type === 3 && code === 4) || type === ICMP6_TYPES + 2;
}

/** Fewer are lost packets of a busy path. */
const LEAST_REPEATS = 3;
/** Every path carries more: the least MTU of IPv4 is 576 octets with its headers (RFC 791 §3.1). */
const LEAST_BYTES = 512;
/** What the other side sent before it could know is here by then. */
const PATIENCE_MS = 1000;
