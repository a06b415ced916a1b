import type { Side } from '../../capture/side.ts';
import { type Ending, type EndingRule, NO, yes } from '../rule.ts';
import { otherOf, type Seen, type Who } from '../seen.ts';
import { lasting, repeatsText, the } from '../words.ts';

/** Somebody calls, and nobody answers any more. */
export const silent: EndingRule = {
  id: 'silent',
  question: 'Did calls remain without an answer to the end?',
  cites: ['RFC 6298 §5: retransmission with back-off', 'RFC 1122 §4.2.3.6: keepalives'],
  judge(seen) {
    if (seen.flow.finSeen !== undefined) return NO;
    const caller = callerOf(seen);
    return caller === undefined ? NO : yes(endingOf(seen, caller));
  },
};

interface Caller {
  readonly who: Who;
  readonly side: Side;
  readonly by: 'data' | 'keepalives';
}

function callerOf(seen: Seen): Caller | undefined {
  const calls = (['client', 'server'] as const).flatMap((who): readonly Caller[] => {
    const [side, peer] = who === 'client' ? [seen.client, seen.server] : [seen.server, seen.client];
    const isUnacked = !peer.hasAck || ((side.nextSeq - peer.lastAck) | 0) > 0;
    if (isUnacked && side.repeatsInVain >= LEAST_REPEATS) return [{ who, side, by: 'data' }];
    if ((side.keepalives?.unansweredRun ?? 0) >= LEAST_PROBES) return [{ who, side, by: 'keepalives' }];
    return [];
  });
  return calls.toSorted((a, b) => a.side.unackedAtMs - b.side.unackedAtMs)[0];
}

function endingOf(seen: Seen, { who, side, by }: Caller): Ending {
  const { flow } = seen;
  const other = otherOf(who);
  const peer = who === 'client' ? seen.server : seen.client;
  const callFrame = by === 'data' ? side.unackedFrame : (side.keepalives?.lastFrame ?? flow.lastFrame);
  const silentMs = flow.wakeGapMs;
  const isWake = silentMs > 0 && flow.wakeFrame <= callFrame;
  const isIdle = isWake && silentMs >= WORTH_MS && by === 'data';
  const isNew = silentMs > flow.survivedGapMs;
  const calls =
    by === 'data'
      ? `what ${the(who)} sent${isIdle ? ` after ${lasting(silentMs)} of silence` : ''} was sent again ${repeatsText(side, side.lastRepeatAtMs)} and never acknowledged`
      : `${side.keepalives?.unansweredRun ?? 0} keepalives of ${the(who)} in a row were not answered`;
  const heard = peer.packets === 0 ? ` Nothing at all of ${the(other)} is in the capture.` : '';
  const lived =
    isIdle && flow.survivedGapMs > 0
      ? ` It had lived through ${lasting(flow.survivedGapMs)} of silence before.`
      : '';
  return {
    endedBy: 'nobody-seen',
    ending: 'silent',
    endFrame: flow.lastFrame,
    idle: isIdle ? (isNew ? 'yes' : 'unknown') : by === 'keepalives' ? 'unknown' : 'no',
    cause:
      isIdle && isNew
        ? 'idle-expiry'
        : by === 'keepalives' || peer.packets === 0
          ? 'peer-gone'
          : 'cannot-tell',
    confidence: peer.packets === 0 ? 'possible' : 'likely',
    summary: `The connection went dead without a word: ${calls}.${heard}${lived}`,
    because: [
      ...(isIdle ? [{ frame: flow.wakeFrame, fact: `speaks after ${lasting(silentMs)} of silence` }] : []),
      {
        frame: callFrame,
        fact: by === 'data' ? 'the data that was never acknowledged' : 'the last keepalive without an answer',
      },
      { frame: flow.lastFrame, fact: 'the last try' },
    ],
    deadAfterMs: isIdle && isNew ? silentMs : undefined,
  };
}

/** One repetition is a lost packet. */
const LEAST_REPEATS = 2;
const LEAST_PROBES = 2;
/** Below it nobody calls a connection idle. */
const WORTH_MS = 4500;
