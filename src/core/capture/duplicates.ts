/**
 * Packets that were captured twice: on two interfaces, or on both sides of a
 * router. They look like retransmissions with another TTL, and are none. One
 * small table for all connections; an old entry makes way.
 */
import { FIN, type Packet, SYN } from '../wire/packet.ts';

export class Duplicates {
  readonly #signatures = new Int32Array(ENTRIES * WORDS);
  readonly #ttls = new Uint8Array(ENTRIES);
  readonly #atMs = new Float64Array(ENTRIES).fill(-Infinity);

  /** Whether the very same packet of this connection and side was seen just now; remembers it. */
  isRepeated(packet: Packet, stream: number, sender: number): boolean {
    const { seq, ack, flags, payloadBytes, window, ipId } = packet;
    const timestamp = packet.hasTimestamps ? packet.timestamp : 0;
    const who = (stream << 1) | sender;
    const shape = (payloadBytes << 8) | flags;
    const slot = slotOf(who ^ seq ^ Math.imul(ack, 31), shape ^ (ipId << 5));
    const at = slot * WORDS;
    const signatures = this.#signatures;
    const isSame =
      signatures[at] === who &&
      signatures[at + 1] === seq &&
      signatures[at + 2] === ack &&
      signatures[at + 3] === shape &&
      signatures[at + 4] === window &&
      signatures[at + 5] === ipId &&
      signatures[at + 6] === timestamp;
    if (isSame) {
      const sinceMs = Math.abs(packet.atMs - (this.#atMs[slot] ?? 0));
      if (ipId > 0) return sinceMs < WITH_ID_MS;
      // A host that knows no connection resets each late segment, with the same RST and no ID; but a copy that passed
      // a router is one.
      const isContent = payloadBytes > 0 || (flags & (FIN | SYN)) !== 0;
      return (isContent || this.#ttls[slot] !== packet.ttlHops) && sinceMs < WITHOUT_ID_MS;
    }
    signatures[at] = who;
    signatures[at + 1] = seq;
    signatures[at + 2] = ack;
    signatures[at + 3] = shape;
    signatures[at + 4] = window;
    signatures[at + 5] = ipId;
    signatures[at + 6] = timestamp;
    this.#atMs[slot] = packet.atMs;
    this.#ttls[slot] = packet.ttlHops;
    return false;
  }
}

function slotOf(one: number, other: number): number {
  let hash = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 15), 0xc2b2ae35);
  hash ^= hash >>> 13;
  return hash & (ENTRIES - 1);
}

const WORDS = 7;
const ENTRIES = 4096;
/** A sender repeats with a new IP-ID, and not before its least timeout: 200 ms in Linux (TCP_RTO_MIN). */
const WITH_ID_MS = 190;
/** Without an ID only the time tells: no repetition of a sender comes as fast. */
const WITHOUT_ID_MS = 2;
