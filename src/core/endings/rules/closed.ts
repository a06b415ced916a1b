import type { FinSeen } from '../../capture/moments.ts';
import { aftermath } from '../aftermath.ts';
import { deadSilence, WORTH_MS } from '../dead-silence.ts';
import { type Ending, type EndingRule, type FrameFact, NO, yes } from '../rule.ts';
import { decidingReset, otherOf, type Seen, type Who, whoOf } from '../seen.ts';
import { shownSizeTrouble, sizeFacts, sizeText } from '../size-trouble.ts';
import { stallFacts, stallOf, stallText } from '../stall.ts';
import { timerNear } from '../timers.ts';
import { capital, lasting, the, times } from '../words.ts';

/** A FIN came before anything else ended it. */
export const closed: EndingRule = {
  id: 'closed',
  question: 'Did one side close the connection?',
  cites: ['RFC 9293 §3.6: closing a connection'],
  judge(seen) {
    const { finSeen } = seen.flow;
    const reset = decidingReset(seen);
    if (finSeen === undefined || (reset !== undefined && reset.frame < finSeen.frame)) return NO;
    const hindered = hinderedEnding(seen, finSeen);
    if (hindered !== undefined) return yes(hindered);
    return yes(wasDead(seen, finSeen) ? deadEnding(seen, finSeen) : endingOf(seen, finSeen));
  },
};

interface Alone {
  readonly silentMs: number;
  readonly dataSilentMs: number;
}

function endingOf(seen: Seen, fin: FinSeen): Ending {
  const who = whoOf(seen, fin.by);
  const alone = closedAlone(seen, fin);
  const near =
    alone === undefined ? undefined : (timerNear(who, alone.dataSilentMs) ?? timerNear(who, alone.silentMs));
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
    // A server that closes by the clock has a rule for it; a client may have a person.
    confidence: idle !== 'yes' ? 'proven' : who === 'server' ? 'likely' : 'possible',
    summary: `${how}${timer}.${after.text === '' ? '' : ` ${after.text}`}`,
    because,
    deadAfterMs: near === undefined || alone === undefined ? undefined : timedMs(who, alone),
  };
}

/** Which of the two silences the timer had counted: keepalives do not end that of a program, which counts data. */
function timedMs(who: Who, { silentMs, dataSilentMs }: Alone): number {
  const isByData = dataSilentMs > silentMs + APART_MS && timerNear(who, dataSilentMs) !== undefined;
  return isByData ? dataSilentMs : silentMs;
}

/** Nothing moved any more when it was closed: large packets vanished, or a program did not read. */
function hinderedEnding(seen: Seen, fin: FinSeen): Ending | undefined {
  const who = whoOf(seen, fin.by);
  const stuck = shownSizeTrouble(seen);
  const stall = stuck === undefined ? stallOf(seen, fin.atMs) : undefined;
  if (stuck === undefined && stall === undefined) return undefined;
  const why =
    stuck !== undefined
      ? `a connection that was stuck: ${sizeText(seen, stuck)}`
      : stall === undefined
        ? ''
        : `a connection that had stalled: ${stallText(stall)}.`;
  const facts = stuck !== undefined ? sizeFacts(stuck) : stall === undefined ? [] : stallFacts(stall);
  return {
    endedBy: who,
    ending: 'fin',
    endFrame: fin.frame,
    idle: 'no',
    cause: stuck === undefined ? 'zero-window' : 'packet-size',
    confidence: 'likely',
    summary: `${capital(the(who))} closed (FIN) ${why}`,
    because: [...facts, { frame: fin.frame, fact: `the first FIN, by ${the(who)}` }],
    deadAfterMs: undefined,
  };
}

/**
 * The silence that the closing side broke by itself; `undefined`: it answered, or there was none worth the name, or
 * the other side was not captured, so that nobody knows.
 */
function closedAlone(seen: Seen, fin: FinSeen): Alone | undefined {
  if (!fin.isAfterGap || fin.lastGapBy !== fin.by || fin.peerSpokeSince) return undefined;
  if (fin.lastDataGapMs < WORTH_MS || seen[otherOf(whoOf(seen, fin.by))].packets === 0) return undefined;
  return { silentMs: fin.lastGapMs, dataSilentMs: fin.lastDataGapMs };
}

/** It had called in vain before it closed, and was not answered afterwards either: it closed what was dead. */
function wasDead(seen: Seen, fin: FinSeen): boolean {
  const who = whoOf(seen, fin.by);
  const peer = seen[otherOf(who)];
  if (fin.callsInVain < LEAST_CALLS) return false;
  // Where the other side was not captured, only further repetitions show that no answer came.
  if (peer.packets === peer.resets) return seen[who].repeatsInVain >= LEAST_CALLS;
  return peer.lastAtMs < fin.atMs;
}

function deadEnding(seen: Seen, fin: FinSeen): Ending {
  const who = whoOf(seen, fin.by);
  const other = otherOf(who);
  const side = seen[who];
  const isByProbes = side.keepalives?.lastFrame === fin.callFrame;
  const { silentMs, idle, cause, deadAfterMs } = deadSilence(seen, fin.callFrame);
  const calls = isByProbes
    ? `${times(fin.callsInVain, 'keepalive')} had remained without an answer`
    : `what it had sent${silentMs > 0 ? ` after ${lasting(silentMs)} of silence` : ''} was sent again ${times(fin.callsInVain, 'time')} and never acknowledged`;
  const lived =
    silentMs > 0 && seen.flow.survivedGapMs > 0
      ? ` It had lived through ${lasting(seen.flow.survivedGapMs)} of silence before.`
      : '';
  const heard = seen[other].packets === 0 ? ` Nothing at all of ${the(other)} is in the capture.` : '';
  return {
    endedBy: who,
    ending: 'fin',
    endFrame: fin.frame,
    idle: isByProbes ? 'unknown' : idle,
    cause: !isByProbes && cause === 'idle-expiry' ? cause : 'peer-gone',
    confidence: seen[other].packets === 0 ? 'possible' : 'likely',
    summary: `${capital(the(who))} closed (FIN) a connection that was dead already: ${calls}.${heard}${lived}`,
    because: [
      ...(silentMs > 0
        ? [{ frame: seen.flow.wakeFrame, fact: `speaks after ${lasting(silentMs)} of silence` }]
        : []),
      {
        frame: fin.callFrame,
        fact: isByProbes ? 'the last keepalive without an answer' : 'the data that was never acknowledged',
      },
      { frame: fin.frame, fact: `the first FIN, by ${the(who)}` },
    ],
    deadAfterMs: isByProbes ? undefined : deadAfterMs,
  };
}

/** Closer ones are the same silence. */
const APART_MS = 1000;
/** One call can be lost. */
const LEAST_CALLS = 2;
