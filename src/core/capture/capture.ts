/**
 * All connections of one capture file, packet by packet. Memory grows with the
 * connections that are open, not with the file: a connection that is over and
 * has been quiet for a while is handed on and forgotten.
 */
import { Decoder } from '../wire/decode.ts';
import { ACK, LAYER, type Packet, SYN } from '../wire/packet.ts';
import { addressText } from './address-text.ts';
import { Duplicates } from './duplicates.ts';
import type { Flow } from './flow.ts';
import { FlowTable } from './flow-table.ts';
import { MOST_ICMP } from './moments.ts';
import { CLOCK_STEP_MS } from './silences.ts';
import { track } from './track.ts';

export class Capture {
  readonly #decoder = new Decoder();
  readonly #table = new FlowTable();
  readonly #duplicates = new Duplicates();
  readonly #onOver: (flow: Flow) => boolean;
  readonly #mostFlows: number;
  #streams = 0;
  #nextSweepAtMs = SWEEP_EVERY_MS;
  packets = 0;
  lastAtMs = 0;
  /** Open connections that had to be handed on because there were too many. */
  evicted = 0;

  /**
   * `onOver` gets each connection once, and says whether it keeps it: the memory
   * of one that it does not keep is used again. At most `mostFlows` are open at a time.
   */
  constructor(onOver: (flow: Flow) => boolean, mostFlows: number) {
    this.#onOver = onOver;
    this.#mostFlows = mostFlows;
  }

  get streams(): number {
    return this.#streams;
  }

  /** The next packet of the file, in the register that a reader filled. */
  take(packet: Packet): void {
    this.packets += 1;
    // After a step back of the clock it ends when its last packet says.
    if (packet.atMs > this.lastAtMs || packet.atMs < this.lastAtMs - CLOCK_STEP_MS)
      this.lastAtMs = packet.atMs;
    const layer = this.#decoder.decode(packet);
    if (layer === LAYER.segment) this.#takeSegment(packet);
    else if (layer === LAYER.quote) this.#takeQuote(packet);
    if (packet.atMs >= this.#nextSweepAtMs) this.#sweep(packet.atMs);
  }

  /** Hands on all that are left. */
  close(): void {
    for (const flow of this.#table) this.#onOver(flow);
  }

  /** Those that are open now, without handing them on. */
  open(): Iterable<Flow> {
    return this.#table;
  }

  #takeSegment(packet: Packet): void {
    const known = this.#table.find(packet);
    const by = this.#table.sender;
    const flow = known === undefined || isReuse(known, packet, by) ? this.#begin(packet, known) : known;
    if (this.#duplicates.isRepeated(packet, flow.stream, by)) {
      flow.duplicates += 1;
      flow.lastAtMs = Math.max(flow.lastAtMs, packet.atMs);
    } else track(flow, packet, by);
    flow.packets += 1;
    flow.lastFrame = packet.frame;
    flow.tunnels |= packet.tunnels;
  }

  #begin(packet: Packet, before: Flow | undefined): Flow {
    if (before !== undefined) {
      before.wasReused = true;
      this.#over(before);
    } else if (this.#table.size >= this.#mostFlows) this.#makeRoom();
    const flow = this.#table.add(this.#streams);
    this.#streams += 1;
    flow.firstFrame = packet.frame;
    flow.firstAtMs = packet.atMs;
    flow.lastAtMs = packet.atMs;
    flow.lastMarkAtMs = packet.atMs;
    flow.opener = this.#table.sender;
    flow.isReuse = before !== undefined;
    return flow;
  }

  /** An ICMP error belongs to the connection whose packet it quotes; alone it begins none. */
  #takeQuote(packet: Packet): void {
    const flow = this.#table.find(packet);
    if (flow === undefined) return;
    flow.icmpSeen ??= [];
    if (flow.icmpSeen.length >= MOST_ICMP) return;
    flow.icmpSeen.push({
      frame: packet.frame,
      atMs: packet.atMs,
      type: packet.icmpType,
      code: packet.icmpCode,
      from: addressText(packet.icmpAddresses, packet.icmpSourceAt, packet.icmpVersion),
      about: this.#table.sender,
    });
  }

  #over(flow: Flow): void {
    this.#table.delete(flow);
    if (!this.#onOver(flow)) this.#table.giveBack(flow);
  }

  #sweep(nowMs: number): void {
    this.#nextSweepAtMs = nowMs + SWEEP_EVERY_MS;
    if (this.#table.size < EASY_FLOWS) return;
    const lingerMs = this.#table.size < MANY_FLOWS ? LINGER_MS : SHORT_LINGER_MS;
    const over = [...this.#table].filter((flow) => isOver(flow) && nowMs - flow.lastAtMs > lingerMs);
    for (const flow of over) this.#over(flow);
  }

  /** The quietest tenth makes way. */
  #makeRoom(): void {
    const flows = [...this.#table].toSorted((a, b) => a.lastAtMs - b.lastAtMs);
    const leaving = flows.slice(0, Math.ceil(flows.length / 10));
    this.evicted += leaving.length;
    for (const flow of leaving) this.#over(flow);
  }
}

/** A SYN with another number on the same ports begins another connection; as Wireshark counts streams. */
function isReuse(flow: Flow, packet: Packet, by: 0 | 1): boolean {
  if ((packet.flags & (SYN | ACK)) !== SYN) return false;
  const side = by === 0 ? flow.a : flow.b;
  return side.packets > 0 && (side.synCount === 0 || side.isn !== packet.seq);
}

function isOver(flow: Flow): boolean {
  return (flow.a.finFrame !== 0 && flow.b.finFrame !== 0) || flow.a.resets + flow.b.resets > 0;
}

const SWEEP_EVERY_MS = 30_000;
/** Below it nobody has to make way, and what comes hours after an end still finds its connection. */
const EASY_FLOWS = 20_000;
/** As long as an endpoint remembers an ended connection: twice the segment lifetime of two minutes (RFC 9293 §3.4.2). */
const LINGER_MS = 240_000;
/** From here on memory counts. */
const MANY_FLOWS = 100_000;
/** As long as Linux remembers one (TCP_TIMEWAIT_LEN in include/net/tcp.h). */
const SHORT_LINGER_MS = 60_000;
