/** What another place changes in the verdict on a connection: who sees more is believed. */
import { judgeEnding } from '../endings/judge-ending.ts';
import { type Ending, type FrameFact } from '../endings/rule.ts';
import { decidingReset, otherOf, type Seen, type Who, whoOf } from '../endings/seen.ts';
import { the } from '../endings/words.ts';
import { goesOnIn, stillRan, type Twin } from './elsewhere.ts';

/** The ending as it is after a look at the other places; of several, the first that changes it. */
export function weighed(ending: Ending, own: Twin, twins: readonly Twin[]): Ending {
  for (const twin of twins) {
    const isLater = goesOnIn(own, twin);
    if (isLater && ending.ending === 'open') return continued(ending, twin);
    if (isLater || goesOnIn(twin, own)) continue;
    const changed =
      ending.ending === 'reset'
        ? resetElsewhere(ending, own, twin)
        : ending.ending === 'silent'
          ? silenceElsewhere(ending, own, twin)
          : ending.ending === 'open'
            ? openElsewhere(ending, own, twin)
            : undefined;
    if (changed !== undefined) return changed;
  }
  return ending;
}

function continued(ending: Ending, twin: Twin): Ending {
  return { ...ending, confidence: 'proven', summary: `It goes on in file ${twin.file + 1}.` };
}

/**
 * A place nearer to the side whose address the RST bears (its packets have more of their TTL left there) saw what
 * the RST answers, and that side acknowledge it, but no RST: another made it. Where that place saw neither, it
 * only makes likely what the TTL says already.
 */
function resetElsewhere(ending: Ending, own: Twin, twin: Twin): Ending | undefined {
  const reset = decidingReset(own.seen);
  if (reset === undefined) return undefined;
  const who = whoOf(own.seen, reset.by);
  const [mine, theirs] = [own.seen[who], twin.seen[who]];
  const isNearer = theirs.ttlMax > mine.ttlMax && theirs.ttlMin > 0 && mine.ttlMin > 0;
  if (!isNearer || theirs.resets > 0) return undefined;
  const peer = own.seen[otherOf(who)];
  const isAnswered = theirs.hasAck && peer.hasSeq && ((theirs.lastAck - peer.nextSeq) | 0) >= 0;
  const fact: FrameFact = {
    frame: reset.frame,
    fact: `file ${twin.file + 1}, captured nearer to ${the(who)}, has no RST of it`,
  };
  if (ending.endedBy === 'middlebox') {
    return ending.confidence === 'possible' && (isAnswered || stillRan(twin, own, reset.atMs))
      ? { ...ending, confidence: 'likely', because: [...ending.because, fact] }
      : undefined;
  }
  if (!isAnswered) return undefined;
  return {
    ...ending,
    endedBy: 'middlebox',
    confidence: 'likely',
    cause: ending.idle === 'yes' ? ending.cause : 'aborted',
    summary: `A middlebox, in the name of ${the(who)}, reset the connection: where file ${twin.file + 1} was captured ${the(who)} went on, and sent no RST.`,
    because: [...ending.because, fact],
  };
}

/** What was never acknowledged: did it get there, or the answer not get back? */
function silenceElsewhere(ending: Ending, own: Twin, twin: Twin): Ending | undefined {
  const where = callElsewhere(own.seen, twin.seen);
  if (where === undefined) return undefined;
  const file = `file ${twin.file + 1}`;
  const text =
    where.found === 'lost'
      ? `What ${the(where.who)} sent never came by where ${file} was captured: it was lost between the two places${stillRan(twin, own, own.seen[where.who].lastAtMs) ? '' : `, unless ${file} ended before`}.`
      : `Where ${file} was captured ${the(otherOf(where.who))} acknowledged it: the answer was lost on its way back.`;
  return { ...ending, summary: `${ending.summary} ${text}` };
}

function callElsewhere(
  own: Seen,
  other: Seen,
): { readonly who: Who; readonly found: 'lost' | 'answered' } | undefined {
  for (const who of ['client', 'server'] as const) {
    const [mine, theirs] = [own[who], other[who]];
    const peer = own[otherOf(who)];
    const isUnanswered = mine.repeatsInVain > 0 && peer.hasAck && ((mine.nextSeq - peer.lastAck) | 0) > 0;
    if (!isUnanswered || !theirs.hasSeq) continue;
    if (((mine.nextSeq - theirs.nextSeq) | 0) > 0) return { who, found: 'lost' };
    const peerThere = other[otherOf(who)];
    if (peerThere.hasAck && ((peerThere.lastAck - mine.nextSeq) | 0) >= 0) return { who, found: 'answered' };
  }
  return undefined;
}

/** Nothing of the end came by here; the other place saw it. */
function openElsewhere(ending: Ending, own: Twin, twin: Twin): Ending | undefined {
  const other = judgeEnding(twin.seen);
  if (other.ending !== 'silent' && other.ending !== 'reset') return undefined;
  const isMissing = (['client', 'server'] as const).some((who) => {
    const [mine, theirs] = [own.seen[who], twin.seen[who]];
    return mine.hasSeq && theirs.hasSeq && ((theirs.nextSeq - mine.nextSeq) | 0) > 0;
  });
  if (!isMissing) return undefined;
  return {
    ...other,
    endFrame: undefined,
    because: ending.because,
    // It is counted there.
    deadAfterMs: undefined,
    summary: `Here nothing of its end came by; file ${twin.file + 1} shows it: ${other.summary}`,
  };
}
