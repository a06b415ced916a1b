/** TCP keepalive probes: counted, timed, and whether somebody answered. */
import type { Packet } from '../wire/packet.ts';
import { type Keepalives, MOST_SILENCES } from './moments.ts';
import type { Side } from './side.ts';

export function noteKeepalive(side: Side, packet: Packet, gapMs: number): void {
  side.keepalives ??= {
    probes: 0,
    answered: 0,
    unansweredRun: 0,
    answeredByReset: 0,
    isPending: false,
    silencesMs: [],
    repeatsMs: [],
    firstFrame: packet.frame,
    lastFrame: packet.frame,
    lastAtMs: packet.atMs,
    lastBytes: 0,
  };
  const seen = side.keepalives;
  const silences = seen.isPending ? seen.repeatsMs : seen.silencesMs;
  if (silences.length < MOST_SILENCES) silences.push(gapMs);
  seen.probes += 1;
  seen.unansweredRun += 1;
  seen.isPending = true;
  seen.lastFrame = packet.frame;
  seen.lastAtMs = packet.atMs;
  seen.lastBytes = packet.payloadBytes;
}

/** Something came from the other side. */
export function answerKeepalive(seen: Keepalives, isReset: boolean): void {
  if (!seen.isPending) return;
  seen.isPending = false;
  if (isReset) seen.answeredByReset += 1;
  else {
    seen.answered += 1;
    seen.unansweredRun = 0;
  }
}

/**
 * How long the connection was quiet before a probe: the middle of what was seen, ms; `undefined`: one probe says
 * nothing. A probe that repeats an unanswered one keeps another pace, which counts only where there is no other.
 */
export function intervalMsOf({ silencesMs, repeatsMs }: Keepalives): number | undefined {
  const seen = silencesMs.length < 2 ? [...silencesMs, ...repeatsMs] : silencesMs;
  if (seen.length < 2) return undefined;
  const sorted = seen.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
