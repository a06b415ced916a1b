/** Connections by their addresses and ports: a hash table with open addressing, without a key object per packet. */
import type { Packet } from '../wire/packet.ts';
import type { Flow } from './flow.ts';
import { FlowPool } from './flow-pool.ts';

export class FlowTable {
  readonly #pool = new FlowPool();
  #slots = emptySlots(FIRST_SLOTS);
  /** Of the flow in the same slot: a look at it spares one at the flow. */
  #hashes = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  #size = 0;
  /** The last one found: packets of a connection come in bursts. */
  #last: Flow | undefined;
  #lastHash = 0;
  readonly #key = new Key();
  /** Which side of the flow that was found last sent the packet. */
  sender: 0 | 1 = 0;

  get size(): number {
    return this.#size;
  }

  /** The connection of the packet; `undefined`: not known yet. Sets {@link sender}. */
  find(packet: Packet): Flow | undefined {
    const key = this.#key;
    key.read(packet);
    this.sender = key.swapped ? 1 : 0;
    const { hash } = key;
    const last = this.#last;
    if (last !== undefined && hash === this.#lastHash && key.isOf(last)) return last;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const flow = this.#slots[slot];
      if (flow === undefined) return undefined;
      if (this.#hashes[slot] === hash && key.isOf(flow)) {
        this.#last = flow;
        this.#lastHash = hash;
        return flow;
      }
    }
  }

  /** A new connection for the packet last looked for, which must not be in the table. */
  add(stream: number): Flow {
    const flow = this.#pool.take(stream);
    this.#key.writeTo(flow);
    if (this.#size * 4 >= this.#slots.length * 3) this.#grow();
    this.#put(flow, flow.hash);
    this.#size += 1;
    this.#last = flow;
    this.#lastHash = flow.hash;
    return flow;
  }

  delete(flow: Flow): void {
    let slot = flow.hash & this.#mask;
    while (this.#slots[slot] !== flow) {
      if (this.#slots[slot] === undefined) return;
      slot = (slot + 1) & this.#mask;
    }
    this.#slots[slot] = undefined;
    this.#size -= 1;
    if (this.#last === flow) this.#last = undefined;
    // Those behind it in the same run must stay findable: they are put again.
    for (let next = (slot + 1) & this.#mask; ; next = (next + 1) & this.#mask) {
      const moved = this.#slots[next];
      if (moved === undefined) return;
      this.#slots[next] = undefined;
      this.#put(moved, this.#hashes[next] ?? 0);
    }
  }

  /** One that was deleted and that nobody holds: its memory is used again. */
  giveBack(flow: Flow): void {
    this.#pool.giveBack(flow);
  }

  *[Symbol.iterator](): Generator<Flow> {
    for (const flow of this.#slots) if (flow !== undefined) yield flow;
  }

  #put(flow: Flow, hash: number): void {
    let slot = hash & this.#mask;
    while (this.#slots[slot] !== undefined) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = flow;
    this.#hashes[slot] = hash;
  }

  #grow(): void {
    const [slots, hashes] = [this.#slots, this.#hashes];
    this.#slots = emptySlots(slots.length * 2);
    this.#hashes = new Int32Array(slots.length * 2);
    this.#mask = this.#slots.length - 1;
    for (const [slot, flow] of slots.entries()) if (flow !== undefined) this.#put(flow, hashes[slot] ?? 0);
  }
}

function emptySlots(count: number): (Flow | undefined)[] {
  return Array.from<Flow | undefined>({ length: count }).fill(undefined);
}

/** Both ends in a fixed order, as integers. */
class Key {
  hash = 0;
  swapped = false;
  #version = 0;
  #a0 = 0;
  #a1 = 0;
  #a2 = 0;
  #a3 = 0;
  #b0 = 0;
  #b1 = 0;
  #b2 = 0;
  #b3 = 0;
  #aPort = 0;
  #bPort = 0;

  read(packet: Packet): void {
    const { addresses: view, sourceAt: from, destinationAt: to, sourcePort, destinationPort } = packet;
    this.#version = packet.ipVersion;
    if (packet.ipVersion === 4) {
      const source = view.getInt32(from);
      const destination = view.getInt32(to);
      this.swapped = source > destination || (source === destination && sourcePort > destinationPort);
      this.#a3 = this.swapped ? destination : source;
      this.#b3 = this.swapped ? source : destination;
      if (this.#a0 !== 0 || this.#a1 !== 0 || this.#a2 !== 0) this.#a0 = this.#a1 = this.#a2 = 0;
      if (this.#b0 !== 0 || this.#b1 !== 0 || this.#b2 !== 0) this.#b0 = this.#b1 = this.#b2 = 0;
    } else {
      this.swapped = isHigher(view, from, to) ?? sourcePort > destinationPort;
      const [low, high] = this.swapped ? [to, from] : [from, to];
      this.#a0 = view.getInt32(low);
      this.#a1 = view.getInt32(low + 4);
      this.#a2 = view.getInt32(low + 8);
      this.#a3 = view.getInt32(low + 12);
      this.#b0 = view.getInt32(high);
      this.#b1 = view.getInt32(high + 4);
      this.#b2 = view.getInt32(high + 8);
      this.#b3 = view.getInt32(high + 12);
    }
    this.#aPort = this.swapped ? destinationPort : sourcePort;
    this.#bPort = this.swapped ? sourcePort : destinationPort;
    let hash = mixed(this.#a3, this.#b3);
    hash = mixed(hash, (this.#aPort << 16) | this.#bPort);
    if (packet.ipVersion !== 4) {
      hash = mixed(
        mixed(mixed(hash, this.#a0), mixed(this.#a1, this.#a2)),
        mixed(this.#b0, mixed(this.#b1, this.#b2)),
      );
    }
    this.hash = hash;
  }

  isOf(flow: Flow): boolean {
    return (
      flow.a3 === this.#a3 &&
      flow.b3 === this.#b3 &&
      flow.aPort === this.#aPort &&
      flow.bPort === this.#bPort &&
      flow.version === this.#version &&
      flow.a0 === this.#a0 &&
      flow.a1 === this.#a1 &&
      flow.a2 === this.#a2 &&
      flow.b0 === this.#b0 &&
      flow.b1 === this.#b1 &&
      flow.b2 === this.#b2
    );
  }

  writeTo(flow: Flow): void {
    flow.version = this.#version;
    flow.a0 = this.#a0;
    flow.a1 = this.#a1;
    flow.a2 = this.#a2;
    flow.a3 = this.#a3;
    flow.b0 = this.#b0;
    flow.b1 = this.#b1;
    flow.b2 = this.#b2;
    flow.b3 = this.#b3;
    flow.aPort = this.#aPort;
    flow.bPort = this.#bPort;
    flow.hash = this.hash;
  }
}

/** `undefined`: the addresses are the same. */
function isHigher(view: DataView, from: number, to: number): boolean | undefined {
  for (let word = 0; word < 16; word += 4) {
    const source = view.getInt32(from + word);
    const destination = view.getInt32(to + word);
    if (source !== destination) return source > destination;
  }
  return undefined;
}

/** The mixing step of MurmurHash3 (32 bit): neighbours in addresses and ports end far apart. */
function mixed(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = hash ^ Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  h ^= h >>> 16;
  return Math.imul(h, 0x85ebca6b) ^ (h >>> 13);
}

const FIRST_SLOTS = 1024;
