import type { IcmpSeen } from '../../capture/moments.ts';
import type { Side } from '../../capture/side.ts';
import { deadSilence } from '../dead-silence.ts';
import { icmpText, isProhibition, isUnreachable } from '../icmp-text.ts';
import { type Ending, type EndingRule, NO, yes } from '../rule.ts';
import { otherOf, type Seen, type Who, whoOf } from '../seen.ts';
import { shownSizeTrouble, sizeFacts, sizeText, type SizeTrouble } from '../size-trouble.ts';
import { lasting, repeatsText, the } from '../words.ts';

/** Somebody calls, and nobody answers any more. */
export const silent: EndingRule = {
  id: 'silent',
  question: 'Did calls remain without an answer to the end?',
  cites: ['RFC 6298 §5: retransmission with back-off', 'RFC 1122 §4.2.3.6: keepalives'],
  judge(seen) {
    if (seen.flow.finSeen !== undefined) return NO;
    const stuck = shownSizeTrouble(seen);
    if (stuck !== undefined) return yes(stuckEnding(seen, stuck));
    const caller = callerOf(seen);
    return caller === undefined ? NO : yes(endingOf(seen, caller));
  },
};

interface Caller {
  readonly who: Who;
  readonly side: Side;
  readonly by: 'data' | 'keepalives' | 'window-probes';
}

function callerOf(seen: Seen): Caller | undefined {
  const calls = (['client', 'server'] as const).flatMap((who): readonly Caller[] => {
    const [side, peer] = who === 'client' ? [seen.client, seen.server] : [seen.server, seen.client];
    const isUnacked = !peer.hasAck || ((side.nextSeq - peer.lastAck) | 0) > 0;
    if (isUnacked && side.repeatsInVain >= LEAST_REPEATS) return [{ who, side, by: 'data' }];
    // A probe is sent again for want of an answer, or since it is time: only who was heard before can be missed.
    if (peer.packets === 0) return [];
    if ((side.keepalives?.unansweredRun ?? 0) >= LEAST_PROBES) return [{ who, side, by: 'keepalives' }];
    return side.probesInVain >= LEAST_PROBES ? [{ who, side, by: 'window-probes' }] : [];
  });
  return calls.toSorted((a, b) => a.side.unackedAtMs - b.side.unackedAtMs)[0];
}

function endingOf(seen: Seen, { who, side, by }: Caller): Ending {
  const { flow } = seen;
  const other = otherOf(who);
  const peer = seen[other];
  const callFrame =
    by === 'data'
      ? side.unackedFrame
      : by === 'keepalives'
        ? (side.keepalives?.lastFrame ?? flow.lastFrame)
        : side.lastFrame;
  const dead = deadSilence(seen, callFrame);
  const { silentMs } = by === 'data' ? dead : { silentMs: 0 };
  const refusal = refusalOf(seen, who, callFrame);
  const calls =
    by === 'data'
      ? `what ${the(who)} sent${silentMs > 0 ? ` after ${lasting(silentMs)} of silence` : ''} was sent again ${repeatsText(side, side.lastRepeatAtMs)} and never acknowledged`
      : by === 'keepalives'
        ? `${side.keepalives?.unansweredRun ?? 0} keepalives of ${the(who)} in a row were not answered`
        : `${the(other)} had closed its receive window, and ${side.probesInVain} probes of ${the(who)} in a row were not answered`;
  const heard = peer.packets === 0 ? ` Nothing at all of ${the(other)} is in the capture.` : '';
  const lived =
    silentMs > 0 && flow.survivedGapMs > 0
      ? ` It had lived through ${lasting(flow.survivedGapMs)} of silence before.`
      : '';
  const first =
    refusal === undefined
      ? 'The connection went dead without a word'
      : isProhibition(refusal)
        ? `A middlebox, ${refusal.from}, let the connection through no more (ICMP: ${icmpText(refusal)})`
        : `The connection went dead, and a router, ${refusal.from}, could not deliver any more (ICMP: ${icmpText(refusal)})`;
  return {
    endedBy: refusal !== undefined && isProhibition(refusal) ? 'middlebox' : 'nobody-seen',
    ending: 'silent',
    endFrame: flow.lastFrame,
    idle: by === 'data' ? dead.idle : 'unknown',
    cause:
      by === 'data' && dead.cause === 'idle-expiry'
        ? dead.cause
        : refusal !== undefined
          ? 'unreachable'
          : by !== 'data' || peer.packets === 0
            ? 'peer-gone'
            : 'cannot-tell',
    confidence: peer.packets === 0 ? 'possible' : 'likely',
    summary: `${first}: ${calls}.${heard}${lived}`,
    because: [
      ...(silentMs > 0
        ? [{ frame: flow.wakeFrame, fact: `speaks after ${lasting(silentMs)} of silence` }]
        : []),
      {
        frame: callFrame,
        fact:
          by === 'data'
            ? 'the data that was never acknowledged'
            : by === 'keepalives'
              ? 'the last keepalive without an answer'
              : 'the last probe without an answer',
      },
      ...(refusal === undefined
        ? []
        : [{ frame: refusal.frame, fact: `ICMP from ${refusal.from}: ${icmpText(refusal)}` }]),
      { frame: flow.lastFrame, fact: 'the last try' },
    ],
    deadAfterMs: by === 'data' ? dead.deadAfterMs : undefined,
  };
}

/** Not dead: what is small gets through, what is large does not. */
function stuckEnding(seen: Seen, stuck: SizeTrouble): Ending {
  return {
    endedBy: 'nobody-seen',
    ending: 'silent',
    endFrame: seen.flow.lastFrame,
    idle: 'no',
    cause: 'packet-size',
    confidence: 'likely',
    summary: `The connection was stuck, not dead: ${sizeText(seen, stuck)}`,
    because: [...sizeFacts(stuck), { frame: seen.flow.lastFrame, fact: 'the last packet' }],
    deadAfterMs: undefined,
  };
}

/** An ICMP error by a box on the way about what the caller sent since; `undefined`: none. */
function refusalOf(seen: Seen, who: Who, callFrame: number): IcmpSeen | undefined {
  const there = who === 'client' ? seen.serverAddress : seen.clientAddress;
  return seen.flow.icmpSeen?.find(
    (each) =>
      each.frame > callFrame && whoOf(seen, each.about) === who && isUnreachable(each) && each.from !== there,
  );
}

/** One repetition is a lost packet. */
const LEAST_REPEATS = 2;
const LEAST_PROBES = 2;
