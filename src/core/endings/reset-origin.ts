/**
 * Who really sent a RST: the side whose address it bears, or a box on the way.
 *
 * What tells, in this order:
 * - The machine that captured: it sent the RST, while all else of that side only passed through it.
 * - TTL: a box nearer or farther than that side leaves another number. Not
 *   where TTLs are anonymised (0) or wobble by themselves, and a difference of
 *   one only where the side kept one value through many packets. A stack may
 *   begin its RSTs at another initial TTL: the distance counts, not the number.
 * - The other path: IP-ID that goes on by a small step, a timestamp that goes
 *   on, are the side's own. An IP-ID of 0 says nothing: a Linux host without
 *   that connection sends 0 as well (measured, kernel 6.18).
 * - Time: sooner than that side ever answered.
 */
import type { ResetSeen } from '../capture/moments.ts';
import { DIRECTION } from '../wire/packet.ts';
import type { Confidence, FrameFact } from './rule.ts';
import { type Seen, whoOf, type Who } from './seen.ts';

export interface ResetOrigin {
  readonly from: Who | 'middlebox' | 'unknown';
  readonly confidence: Confidence;
  readonly facts: readonly FrameFact[];
}

export function resetOrigin(seen: Seen, reset: ResetSeen): ResetOrigin {
  const who = whoOf(seen, reset.by);
  const fact = (text: string): FrameFact => ({ frame: reset.frame, fact: text });
  if (wasMadeHere(reset)) {
    return {
      from: 'middlebox',
      confidence: 'likely',
      facts: [
        fact(
          `sent by the machine that captured it, to which the ${reset.cameIn} packets of the ${who} before came from elsewhere`,
        ),
      ],
    };
  }
  const ttl = ttlSays(reset, seen);
  if (ttl === 'farther-off') {
    return {
      from: 'middlebox',
      confidence: isHasty(reset, seen) || hasAlienSigns(reset, seen) ? 'likely' : 'possible',
      facts: [
        fact(`TTL ${reset.ttlHops}, but the ${who}'s own packets come with ${rangeText(reset)}`),
        ...hasteFacts(reset, seen),
      ],
    };
  }
  if (ttl === 'one-off') {
    return {
      from: 'middlebox',
      confidence: 'possible',
      facts: [
        fact(
          `TTL ${reset.ttlHops}, but all ${reset.packetsBefore} packets of the ${who} before came with ${rangeText(reset)}: one hop off`,
        ),
        ...hasteFacts(reset, seen),
      ],
    };
  }
  const own = ownSigns(reset, seen);
  const shape = fact(
    reset.hasAck
      ? 'R. (RST with ACK): sent for a connection that its sender still knew'
      : 'bare R without ACK: sent for a connection that its sender does not know (RFC 9293 §3.10.7.1)',
  );
  if (ttl === 'unclear')
    return {
      from: 'unknown',
      confidence: 'possible',
      facts: [fact(`TTL ${reset.ttlHops} is one off from ${rangeText(reset)}`), shape],
    };
  const isInRange = ttl === 'same' && reset.ttlHops >= reset.ttlMin && reset.ttlHops <= reset.ttlMax;
  const same = isInRange
    ? [fact(`TTL ${reset.ttlHops}, as the ${who}'s other packets (${rangeText(reset)})`)]
    : [];
  // As far away from another initial TTL: many boxes stand as near.
  const confidence = own.length > 0 ? 'proven' : isInRange || isDuplicated(seen, ttl) ? 'likely' : 'possible';
  return { from: who, confidence, facts: [...same, ...own.map(fact), shape] };
}

function isDuplicated({ flow }: Seen, ttl: TtlSays): boolean {
  return ttl === 'same' && flow.duplicates > 0;
}

/** Seen only as it left, where each packet of that side before was seen as it came. */
function wasMadeHere({ direction, cameIn, wentOut }: ResetSeen): boolean {
  return direction === DIRECTION.wentOut && wentOut === 0 && cameIn >= FEW;
}

type TtlSays = 'same' | 'farther-off' | 'one-off' | 'unclear' | 'nothing';

function ttlSays(reset: ResetSeen, seen: Seen): TtlSays {
  const { ttlHops, ttlMin, ttlMax, packetsBefore } = reset;
  if (packetsBefore === 0 || ttlMin === 0 || ttlHops === 0) return 'nothing';
  if (ttlHops >= ttlMin && ttlHops <= ttlMax) return 'same';
  const off = ttlHops < ttlMin ? ttlMin - ttlHops : ttlHops - ttlMax;
  const isSteady = ttlMin === ttlMax;
  // Captured on both sides of a router: TTLs of one packet differ by themselves, but not of all that came in.
  const isOneCopy = reset.direction === DIRECTION.cameIn && reset.wentOut === 0;
  if ((seen.flow.duplicates > 0 && !isOneCopy) || (!isSteady && off === 1)) return 'same';
  const offDistance = Math.abs(distanceOf(ttlHops) - distanceOf(ttlMax));
  if (offDistance <= 1 && off > 1) return 'same';
  if (off >= 2) return packetsBefore >= FEW ? 'farther-off' : 'unclear';
  return packetsBefore >= MANY ? 'one-off' : 'unclear';
}

/** Hops gone, from the initial TTL that the number must have come from: 32, 64, 128 or 255. */
function distanceOf(ttlHops: number): number {
  return (INITIAL_TTLS.find((initial) => ttlHops <= initial) ?? 255) - ttlHops;
}

function ownSigns(reset: ResetSeen, seen: Seen): readonly string[] {
  const side = reset.by === seen.clientIs ? seen.client : seen.server;
  const step = (reset.ipId - reset.ipIdBefore) & 0xffff;
  const isCounting = side.ipIdSeen >= FEW && side.ipIdSteps * 2 > side.ipIdSeen;
  const signs: string[] = [];
  if (reset.ipId > 0 && reset.ipIdBefore >= 0 && isCounting && step > 0 && step < NEAR_ID) {
    signs.push(`its IP-ID goes on from that sender's (${hex(reset.ipIdBefore)}, then ${hex(reset.ipId)})`);
  }
  if (reset.hasTimestamps && side.withTimestamps > 0)
    signs.push('it carries the timestamps option, as a program that closes does');
  return signs;
}

/** A program's own RST would carry timestamps where all other segments do (RFC 7323 §3.2 asks for it). */
function hasAlienSigns(reset: ResetSeen, seen: Seen): boolean {
  const side = reset.by === seen.clientIs ? seen.client : seen.server;
  return side.withTimestamps > 0 && side.withoutTimestamps === 0 && !reset.hasTimestamps;
}

function isHasty(reset: ResetSeen, seen: Seen): boolean {
  const side = reset.by === seen.clientIs ? seen.client : seen.server;
  return reset.provokerFrame !== 0 && side.answerMs > CLEAR_MS && reset.answerMs < side.answerMs * HASTE;
}

function hasteFacts(reset: ResetSeen, seen: Seen): readonly FrameFact[] {
  const side = reset.by === seen.clientIs ? seen.client : seen.server;
  const facts: FrameFact[] = [];
  if (isHasty(reset, seen)) {
    facts.push({
      frame: reset.frame,
      fact: `it came ${reset.answerMs.toFixed(1)} ms after frame ${reset.provokerFrame}; that side never answered in less than ${side.answerMs.toFixed(1)} ms`,
    });
  }
  if (hasAlienSigns(reset, seen)) {
    facts.push({
      frame: reset.frame,
      fact: 'without the timestamps option, which all other segments of that side carry',
    });
  }
  return facts;
}

function rangeText({ ttlMin, ttlMax }: ResetSeen): string {
  return ttlMin === ttlMax ? `${ttlMin}` : `${ttlMin} to ${ttlMax}`;
}

function hex(id: number): string {
  return `0x${id.toString(16).padStart(4, '0')}`;
}

const INITIAL_TTLS: readonly number[] = [32, 64, 128, 255];
/** Packets that show what a side's TTL is. */
const FEW = 3;
/** Packets that show that it never changes. */
const MANY = 10;
const NEAR_ID = 1024;
/** Below it the clocks of capture and hosts say nothing. */
const CLEAR_MS = 2;
const HASTE = 0.6;
