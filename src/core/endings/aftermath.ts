/** What came after the first FIN: how the other side took it, as far as that was captured. */
import type { FinSeen } from '../capture/moments.ts';
import type { Side } from '../capture/side.ts';
import type { FrameFact } from './rule.ts';
import { otherOf, type Seen, whoOf } from './seen.ts';
import { capital, lasting, repeatsText, the } from './words.ts';

interface Aftermath {
  /** A sentence; empty: nothing of note. */
  readonly text: string;
  readonly facts: readonly FrameFact[];
}

export function aftermath(seen: Seen, fin: FinSeen): Aftermath {
  const who = whoOf(seen, fin.by);
  const other = otherOf(who);
  const [closer, peer] = [seen[who], seen[other]];
  const late = seen.flow.resetsSeen?.find(({ frame }) => frame > fin.frame);
  const facts: readonly FrameFact[] =
    late === undefined
      ? []
      : [
          {
            frame: late.frame,
            fact: `RST by ${the(whoOf(seen, late.by))} ${lasting(late.atMs - fin.atMs)} after the FIN`,
          },
        ];
  // What was not captured did not fail to come; but nobody repeats what was acknowledged.
  if (peer.packets === 0) {
    const isRepeated = closer.repeatsInVain >= LEAST_REPEATS;
    return {
      text: isRepeated
        ? `That was sent again ${repeatsText(closer, closer.lastRepeatAtMs)}, as if nobody answered.`
        : '',
      facts,
    };
  }
  if (peer.lastAck !== closer.finEnd && isUnheard(closer, peer)) {
    return {
      text: `That was sent again ${repeatsText(closer, closer.lastRepeatAtMs)} and not acknowledged: ${the(other)}, or the way to it, was gone by then.`,
      facts: [{ frame: closer.lastFrame, fact: 'the last repetition' }, ...facts],
    };
  }
  if (peer.finFrame === 0) {
    const isForgotten = late !== undefined && late.by === fin.by && late.provokerFrame > fin.frame;
    const text =
      late === undefined
        ? `${capital(the(other))} did not close its half while the capture lasted.`
        : isForgotten
          ? `When ${the(other)} spoke later, ${the(who)} had forgotten the connection.`
          : late.by !== fin.by
            ? `${capital(the(other))} answered with RST.`
            : '';
    return { text, facts };
  }
  if (closer.lastAck !== peer.finEnd && isUnheard(peer, closer)) {
    return {
      text: `What ${the(other)} sent last went out again ${repeatsText(peer, peer.lastRepeatAtMs)} without an answer.`,
      facts: [{ frame: peer.lastFrame, fact: 'the last repetition' }, ...facts],
    };
  }
  return { text: '', facts: [{ frame: peer.finFrame, fact: `FIN by ${the(other)} as well` }, ...facts] };
}

/** It sent the same again for so long that an answer would have come, and nothing at all came. */
function isUnheard(caller: Side, listener: Side): boolean {
  if (caller.repeatsInVain === 0 || listener.lastAtMs >= caller.lastRepeatAtMs) return false;
  return caller.repeatsInVain >= LEAST_REPEATS || caller.lastRepeatAtMs - caller.unackedAtMs >= PATIENCE_MS;
}

/** One repetition is a lost packet. */
const LEAST_REPEATS = 2;
/** The longest round trips that are met, satellites' included, are shorter. */
const PATIENCE_MS = 1000;
