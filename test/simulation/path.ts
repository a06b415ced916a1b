/**
 * A path with one box that forgets silent connections, in virtual time.
 *
 * It knows packets only as far as an idle limit does: when they pass the box,
 * whether they are lost, when TCP sends them again. Not modelled: congestion,
 * ECMP, pure ACKs that are lost (the trace notices the retransmission they
 * cause, and counts the silence from it).
 */
import type { Direction } from '../../src/core/measure/trial.ts';
import type { Random } from './random.ts';

export interface PathSpec {
  /** Forgets after so long, as the speaker of each direction meets it; `undefined`: that speaker revives it. */
  readonly limitMs: { readonly [direction in Direction]: number | undefined };
  /** `announced`: the far end closes the connection when the limit is reached (the smaller of the two). */
  readonly ending: 'silent' | 'reset' | 'announced';
  readonly rttMs: number;
  /** Of each packet on the whole way, one direction: 0 to 0.05. */
  readonly lossRate: number;
}

/** What came of a probe: when the answer is there, if one comes. */
export interface ProbeFate {
  readonly kind: 'answered' | 'reset' | 'silent';
  /** When the client learns it; Infinity for `silent`. */
  readonly atMs: number;
  /** How long the box had really seen nothing when the first packet of the probe got there; Infinity: none did. */
  readonly idleAtBoxMs: number;
  /** When a packet last passed the box. */
  readonly boxSeenAtMs: number;
}

/** A probe sent at `sentAtMs` on a connection of which the box last saw a packet at `boxSeenAtMs`. */
export function probe(
  path: PathSpec,
  random: Random,
  direction: Direction,
  { sentAtMs, boxSeenAtMs }: { readonly sentAtMs: number; readonly boxSeenAtMs: number },
): ProbeFate {
  const oneWayMs = path.rttMs / 2;
  const toBoxMs = oneWayMs / 2;
  // The server speaks when a busy side channel has told it to; that way may lose packets as well.
  const spokenAtMs =
    direction === 'client-first' ? sentAtMs : firstArrival(path, random, sentAtMs) + oneWayMs;
  const speakerToBoxMs = direction === 'client-first' ? toBoxMs : oneWayMs - toBoxMs;

  let seenAtMs = boxSeenAtMs;
  let idleAtBoxMs = Infinity;
  for (const delayMs of transmissions(path)) {
    const atBoxMs = spokenAtMs + delayMs + speakerToBoxMs;
    if (random() < path.lossRate / 2) continue;
    if (idleAtBoxMs === Infinity) idleAtBoxMs = atBoxMs - seenAtMs;
    if (atBoxMs - seenAtMs >= limitFor(path, direction)) {
      const kind = path.ending === 'silent' ? 'silent' : 'reset';
      const atMs = kind === 'reset' ? atBoxMs + toBoxMs : Infinity;
      return { kind, atMs, idleAtBoxMs, boxSeenAtMs: seenAtMs };
    }
    seenAtMs = atBoxMs;
    if (random() < path.lossRate / 2 || random() < path.lossRate) continue;
    // A server that spoke first is believed after a round trip of the client's own.
    const heardAtMs = spokenAtMs + delayMs + (direction === 'client-first' ? path.rttMs : oneWayMs);
    const atMs =
      direction === 'client-first' ? heardAtMs : firstArrival(path, random, heardAtMs) + path.rttMs;
    return { kind: 'answered', atMs, idleAtBoxMs, boxSeenAtMs: atMs + toBoxMs };
  }
  return { kind: 'silent', atMs: Infinity, idleAtBoxMs, boxSeenAtMs: seenAtMs };
}

/** The limit that a direction meets; Infinity: none. Who closes a connection by itself does not ask who would have spoken. */
export function limitFor({ limitMs, ending }: PathSpec, direction: Direction): number {
  const { 'client-first': clientMs = Infinity, 'server-first': serverMs = Infinity } = limitMs;
  if (ending === 'announced') return Math.min(clientMs, serverMs);
  return direction === 'client-first' ? clientMs : serverMs;
}

/** When the far end closes a connection left alone from `boxSeenAtMs` on, as the client hears it. */
export function announcedAtMs(path: PathSpec, boxSeenAtMs: number): number {
  return path.ending === 'announced'
    ? boxSeenAtMs + limitFor(path, 'client-first') + path.rttMs / 4
    : Infinity;
}

/** When the first transmission of a round trip that gets through is sent. */
function firstArrival(path: PathSpec, random: Random, sentAtMs: number): number {
  for (const delayMs of transmissions(path)) {
    if (random() >= path.lossRate && random() >= path.lossRate) return sentAtMs + delayMs;
  }
  return Infinity;
}

/** TCP sends again after max(200 ms, 2 round trips), then after twice as long each time (RFC 6298 §5.5). */
function transmissions({ rttMs }: PathSpec): number[] {
  const rtoMs = Math.max(200, 2 * rttMs);
  return Array.from({ length: 12 }, (_, i) => rtoMs * (2 ** i - 1));
}
