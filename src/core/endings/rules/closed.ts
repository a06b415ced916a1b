import type { FinSeen } from '../../capture/moments.ts';
import { type Ending, type EndingRule, type FrameFact, NO, yes } from '../rule.ts';
import { decidingReset, otherOf, type Seen, whoOf } from '../seen.ts';
import { timerNear } from '../timers.ts';
import { capital, lasting, repeatsText, the } from '../words.ts';

/** A FIN came before anything else ended it. */
export const closed: EndingRule = {
  id: 'closed',
  question: 'Did one side close the connection?',
  cites: ['RFC 9293 §3.6: closing a connection'],
  judge(seen) {
    const { finSeen } = seen.flow;
    const reset = decidingReset(seen);
    if (finSeen === undefined || (reset !== undefined && reset.frame < finSeen.frame)) return NO;
    return yes(endingOf(seen, finSeen));
  },
};

function endingOf(seen: Seen, fin: FinSeen): Ending {
  const who = whoOf(seen, fin.by);
  const alone = closedAlone(fin);
  const near = alone === undefined ? undefined : (timerNear(alone.silentMs) ?? timerNear(alone.dataSilentMs));
  const idle = alone === undefined ? 'no' : near !== undefined ? 'yes' : 'unknown';
  const because: FrameFact[] = [{ frame: fin.frame, fact: `the first FIN, by ${the(who)}` }];
  if (alone !== undefined) {
    because.unshift({
      frame: fin.lastGapFrame,
      fact: `${the(who)} speaks first after ${lasting(alone.silentMs)} of silence`,
    });
  }
  const how =
    alone === undefined
      ? `${capital(the(who))} closed the connection (FIN)`
      : `${capital(the(who))} closed the connection (FIN) by itself after ${lasting(alone.dataSilentMs)} without data`;
  const after = aftermath(seen, fin);
  because.push(...after.facts);
  const timer = near === undefined ? '' : `, the length of a ${lasting(near)} timer of its own`;
  return {
    endedBy: who,
    ending: 'fin',
    endFrame: fin.frame,
    idle,
    cause: idle === 'yes' ? 'idle-policy' : idle === 'no' ? 'normal-end' : 'cannot-tell',
    confidence: idle === 'yes' ? 'likely' : 'proven',
    summary: `${how}${timer}.${after.text === '' ? '' : ` ${after.text}`}`,
    because,
    deadAfterMs: idle === 'yes' ? alone?.silentMs : undefined,
  };
}

/** The silence that the closing side broke by itself; `undefined`: it answered, or there was none worth the name. */
function closedAlone(fin: FinSeen): { readonly silentMs: number; readonly dataSilentMs: number } | undefined {
  if (!fin.isAfterGap || fin.lastGapBy !== fin.by || fin.peerSpokeSince) return undefined;
  if (fin.lastDataGapMs < WORTH_MS) return undefined;
  return { silentMs: fin.lastGapMs, dataSilentMs: fin.lastDataGapMs };
}

/** What the other side made of it. */
function aftermath(
  seen: Seen,
  fin: FinSeen,
): { readonly text: string; readonly facts: readonly FrameFact[] } {
  const who = whoOf(seen, fin.by);
  const other = otherOf(who);
  const [closer, peer] = who === 'client' ? [seen.client, seen.server] : [seen.server, seen.client];
  const late = seen.flow.resetsSeen?.find(({ frame }) => frame > fin.frame);
  const lateFacts =
    late === undefined
      ? []
      : [
          {
            frame: late.frame,
            fact: `RST by ${the(whoOf(seen, late.by))} ${lasting(late.atMs - fin.atMs)} after the FIN`,
          },
        ];
  if (closer.repeatsInVain > 0 && peer.lastAck !== closer.finEnd) {
    return {
      text: `That was sent again ${repeatsText(closer, closer.lastRepeatAtMs)} and not acknowledged: ${the(other)}, or the way to it, was gone by then.`,
      facts: [{ frame: closer.lastFrame, fact: 'the last repetition' }, ...lateFacts],
    };
  }
  if (peer.finFrame === 0) {
    const text =
      late === undefined
        ? `${capital(the(other))} did not close its half while the capture lasted.`
        : late.by === fin.by
          ? `When ${the(other)} spoke later, ${the(who)} had forgotten the connection.`
          : '';
    return { text, facts: lateFacts };
  }
  if (peer.repeatsInVain > 0 && closer.lastAck !== peer.finEnd) {
    return {
      text: `What ${the(other)} sent last went out again ${repeatsText(peer, peer.lastRepeatAtMs)} without an answer.`,
      facts: [{ frame: peer.lastFrame, fact: 'the last repetition' }, ...lateFacts],
    };
  }
  return { text: '', facts: [{ frame: peer.finFrame, fact: `FIN by ${the(other)} as well` }, ...lateFacts] };
}

/** Shorter, and it is the end of what was being said. */
const WORTH_MS = 4500;
