import type { ResetSeen } from '../../capture/moments.ts';
import { deadSilence, WORTH_MS } from '../dead-silence.ts';
import { resetOrigin, type ResetOrigin } from '../reset-origin.ts';
import { type Ending, type EndingRule, type FrameFact, NO, yes } from '../rule.ts';
import { type Answer, decidingReset, otherOf, type Seen, whoOf } from '../seen.ts';
import { shownSizeTrouble, sizeFacts, sizeText } from '../size-trouble.ts';
import { stallFacts, stallOf, stallText } from '../stall.ts';
import { timerNear } from '../timers.ts';
import { capital, lasting, repeatsText, the, times } from '../words.ts';

/** A RST ended it, whoever sent that. */
export const reset: EndingRule = {
  id: 'reset',
  question: 'Did a RST end the connection, and whose was it?',
  cites: [
    'RFC 9293 §3.5.2, §3.10.7.1: resets',
    'RFC 5961 §3: what a RST must look like to be heeded',
    'Weaver, Sommer, Paxson: Detecting Forged TCP Reset Packets (NDSS 2009)',
  ],
  judge(seen) {
    const found = decidingReset(seen);
    const { finSeen } = seen.flow;
    if (found === undefined || (finSeen !== undefined && finSeen.frame < found.frame)) return NO;
    return yes(endingOf(seen, found));
  },
};

function endingOf(seen: Seen, found: ResetSeen): Ending {
  const origin = resetOrigin(seen, found);
  const story = storyOf(seen, found, origin);
  return {
    endedBy: origin.from,
    ending: 'reset',
    endFrame: found.frame,
    idle: story.idle,
    cause: story.cause,
    // Whose it was may be certain; that it came for the silence is read from a length.
    confidence: story.idle === 'yes' && origin.confidence === 'proven' ? 'likely' : origin.confidence,
    summary: story.text,
    because: [...story.facts, ...origin.facts],
    deadAfterMs: story.deadAfterMs,
  };
}

interface Story {
  readonly idle: Answer;
  readonly cause: Ending['cause'];
  readonly text: string;
  readonly facts: Ending['because'];
  readonly deadAfterMs: number | undefined;
}

function storyOf(seen: Seen, found: ResetSeen, origin: ResetOrigin): Story {
  const who = whoOf(seen, found.by);
  const sender = origin.from === 'middlebox' ? `a middlebox, in the name of ${the(who)},` : the(who);
  if (isHalfOpen(seen, found)) {
    return {
      ...ABORTED,
      cause: 'peer-gone',
      text: 'Never established: the server still held an earlier connection on these ports and answered the SYN for that one; the client, which knew it no more, reset it.',
      facts: [
        { frame: seen.flow.synFrame, fact: 'the SYN' },
        { frame: found.provokerFrame, fact: 'the answer is no SYN-ACK (RFC 5961 §4)' },
        resetFact(seen, found),
      ],
    };
  }
  if (seen.established === 'no') return handshakeStory(seen, found, sender);
  const stuck = shownSizeTrouble(seen);
  if (stuck !== undefined) {
    return {
      ...ABORTED,
      cause: 'packet-size',
      text: `${capital(sender)} reset a connection that was stuck: ${sizeText(seen, stuck)}`,
      facts: [...sizeFacts(stuck), resetFact(seen, found)],
    };
  }
  if (gaveUp(seen, found)) return gaveUpStory(seen, found);
  const stall = stallOf(seen, found.atMs);
  if (stall !== undefined) {
    return {
      ...ABORTED,
      cause: 'zero-window',
      text: `${capital(sender)} reset a connection that had stalled: ${stallText(stall)}.`,
      facts: [...stallFacts(stall), resetFact(seen, found)],
    };
  }
  if (found.provokerFrame !== 0 && found.gapBeforeMs >= WORTH_MS && found.silentForMs < PROMPT_MS) {
    return lateStory(seen, found, { sender, from: origin.from });
  }
  if (found.silentForMs >= WORTH_MS) return timerStory(seen, found, { sender, origin });
  return {
    ...ABORTED,
    text: `${capital(sender)} reset the connection while it was in use.`,
    facts: [resetFact(seen, found)],
  };
}

/** The SYN met a connection that the server had not forgotten, as after a crash of the client. */
function isHalfOpen({ flow, clientIs, client, server }: Seen, found: ResetSeen): boolean {
  return (
    flow.synFrame !== 0 &&
    flow.synAckFrame === 0 &&
    found.by === clientIs &&
    found.provokerFrame !== 0 &&
    server.packets > 0 &&
    server.payloadBytes === 0 &&
    client.payloadBytes === 0
  );
}

function resetFact(seen: Seen, found: ResetSeen): FrameFact {
  const who = whoOf(seen, found.by);
  return {
    frame: found.frame,
    fact:
      found.provokerFrame === 0
        ? `RST by ${the(who)}`
        : `RST ${lasting(found.answerMs)} after frame ${found.provokerFrame} of ${the(otherOf(who))}`,
  };
}

const ABORTED = { idle: 'no', cause: 'aborted', deadAfterMs: undefined } as const;

/** A RST that nobody provoked. A box has no reason for one but its clock; an endpoint may have a person. */
function timerStory(
  seen: Seen,
  found: ResetSeen,
  { sender, origin }: { readonly sender: string; readonly origin: ResetOrigin },
): Story {
  const who = whoOf(seen, found.by);
  const lastDataAtMs = Math.max(seen.client.lastDataAtMs, seen.server.lastDataAtMs);
  const sinceDataMs = lastDataAtMs < 0 ? found.silentForMs : found.atMs - lastDataAtMs;
  if (seen[otherOf(who)].packets === 0) {
    return {
      idle: 'unknown',
      cause: 'cannot-tell',
      text: `${capital(sender)} reset the connection ${lasting(found.silentForMs)} after the packet before; what it may have answered was not captured.`,
      facts: [{ frame: found.frame, fact: `RST by ${the(who)}` }],
      deadAfterMs: undefined,
    };
  }
  const byData = timerNear(who, sinceDataMs);
  const near = byData ?? timerNear(who, found.silentForMs);
  const isBox = origin.from === 'middlebox' && origin.confidence === 'likely';
  const isIdle = near !== undefined || isBox;
  // Keepalives do not end the silence of a program that counts data.
  const silentMs = byData === undefined ? found.silentForMs : sinceDataMs;
  const silence =
    silentMs > found.silentForMs + PROMPT_MS
      ? `after ${lasting(silentMs)} without data`
      : `out of ${lasting(silentMs)} of silence`;
  return {
    idle: isIdle ? 'yes' : 'unknown',
    cause: isIdle ? 'idle-policy' : 'aborted',
    text: `${capital(sender)} reset the connection ${silence}${near === undefined ? '' : `, the length of a ${lasting(near)} timer`}.`,
    facts: [{ frame: found.frame, fact: `RST after ${lasting(found.silentForMs)} in which nobody spoke` }],
    deadAfterMs: isIdle ? silentMs : undefined,
  };
}

/** It was never a connection: the SYN-ACK remained without an answer, or the SYN was taken back. */
function handshakeStory(seen: Seen, found: ResetSeen, sender: string): Story {
  const who = whoOf(seen, found.by);
  const { synCount } = seen.server;
  const isVain = who === 'server' && synCount >= LEAST_CALLS;
  return {
    idle: 'no',
    cause: isVain ? 'unreachable' : 'aborted',
    text: isVain
      ? `Never established: ${times(synCount, 'SYN-ACK')} of the server and no answer of the client, then ${sender} gave it up with a RST.`
      : `${capital(sender)} reset the connection before it was established.`,
    facts: [
      ...(isVain ? [{ frame: seen.server.synFrame, fact: 'the SYN-ACK' }] : []),
      { frame: found.frame, fact: `RST by ${the(who)}` },
    ],
    deadAfterMs: undefined,
  };
}

/** Somebody spoke after a silence, and the answer is a RST. */
function lateStory(
  seen: Seen,
  found: ResetSeen,
  { sender, from }: { readonly sender: string; readonly from: ResetOrigin['from'] },
): Story {
  const who = whoOf(seen, found.by);
  const speaker = otherOf(who);
  const silence = lasting(found.gapBeforeMs);
  const survivedMs = seen.flow.survivedGapMs;
  const knewIt = found.hasAck && from === who;
  const facts = [
    { frame: found.provokerFrame, fact: `${the(speaker)} speaks after ${silence} of silence` },
    { frame: found.frame, fact: `RST ${lasting(found.answerMs)} later` },
  ];
  if (knewIt) {
    return {
      idle: 'unknown',
      cause: 'cannot-tell',
      text: `${capital(the(who))} reset the connection as soon as ${the(speaker)} spoke again after ${silence}. It still knew the connection, so its program ended it; whether for the silence cannot be told from here.`,
      facts,
      deadAfterMs: undefined,
    };
  }
  const guesses = from === 'middlebox' ? guessesOf(seen, found) : [];
  if (guesses.length > 0) {
    return {
      idle: 'unknown',
      cause: 'cannot-tell',
      text: `${capital(sender)} reset the connection when ${the(speaker)} spoke after ${silence} of silence, with ${times(guesses.length + 1, 'RST')} whose numbers guess ahead: whoever injects does that, for the silence or for what was said.`,
      facts: [
        ...facts,
        ...guesses.map(({ frame }) => ({ frame, fact: 'another, further ahead in the window' })),
      ],
      deadAfterMs: undefined,
    };
  }
  const longer = survivedMs >= found.gapBeforeMs;
  const text =
    from === 'middlebox'
      ? `${capital(sender)} reset the connection when ${the(speaker)} spoke after ${silence} of silence: it had forgotten the connection by then.`
      : `${capital(the(who))} had already lost the connection when ${the(speaker)} spoke again after ${silence} of silence, and answered with RST.`;
  // A box forgets for one reason; a host that knows the connection no more may have been started anew.
  const isBox = from === 'middlebox' && !longer;
  return {
    idle: isBox ? 'yes' : 'unknown',
    cause: isBox ? 'idle-expiry' : from === 'middlebox' || from === 'unknown' ? 'cannot-tell' : 'peer-gone',
    text: longer
      ? `${text} It had lived through ${lasting(survivedMs)} before, so the silence alone does not explain it.`
      : text,
    facts,
    deadAfterMs: longer ? undefined : found.gapBeforeMs,
  };
}

/** RSTs in the same name just after it, ahead of what that side had sent: it would know its own numbers. */
function guessesOf({ flow }: Seen, found: ResetSeen): readonly ResetSeen[] {
  return (flow.resetsSeen ?? []).filter(
    ({ by, frame, atMs, place }) =>
      by === found.by &&
      frame !== found.frame &&
      Math.abs(atMs - found.atMs) < VOLLEY_MS &&
      place === 'in-window',
  );
}

/** The side that resets had called in vain before: keepalives or data without an answer. */
function gaveUp(seen: Seen, found: ResetSeen): boolean {
  const side = found.by === seen.clientIs ? seen.client : seen.server;
  const peer = found.by === seen.clientIs ? seen.server : seen.client;
  const calls = Math.max(side.keepalives?.unansweredRun ?? 0, side.repeatsInVain, side.probesInVain);
  return calls >= LEAST_CALLS && peer.packets > 0 && peer.lastAtMs < found.atMs - PROMPT_MS;
}

function gaveUpStory(seen: Seen, found: ResetSeen): Story {
  const who = whoOf(seen, found.by);
  const side = found.by === seen.clientIs ? seen.client : seen.server;
  const probes = side.keepalives?.unansweredRun ?? 0;
  const isByProbes = probes >= LEAST_CALLS || side.repeatsInVain < LEAST_CALLS;
  const calls = isByProbes
    ? probes >= LEAST_CALLS
      ? `${probes} keepalives in a row`
      : `${side.probesInVain} probes of its closed window in a row`
    : `data that was sent again ${repeatsText(side, side.lastRepeatAtMs)}`;
  const frame = isByProbes
    ? ((probes >= LEAST_CALLS ? side.keepalives?.lastFrame : undefined) ?? found.frame)
    : side.unackedFrame;
  const { silentMs, idle, cause, deadAfterMs } = deadSilence(seen, frame);
  const isDead = !isByProbes && cause === 'idle-expiry';
  return {
    idle: isByProbes ? 'unknown' : idle,
    cause: isDead ? cause : 'peer-gone',
    text: `${capital(the(who))} gave the connection up with a RST: ${the(otherOf(who))} did not answer ${calls}.`,
    facts: [
      ...(silentMs > 0 && !isByProbes
        ? [{ frame: seen.flow.wakeFrame, fact: `speaks after ${lasting(silentMs)} of silence` }]
        : []),
      {
        frame,
        fact: isByProbes
          ? 'the last of the probes without an answer'
          : 'the data that was never acknowledged',
      },
      { frame: found.frame, fact: `RST by ${the(who)}` },
    ],
    deadAfterMs: isDead ? deadAfterMs : undefined,
  };
}

const PROMPT_MS = 1000;
/** Of one volley. */
const VOLLEY_MS = 100;
/** One call can be lost. */
const LEAST_CALLS = 2;
