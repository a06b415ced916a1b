/**
 * pcapng files (draft-ietf-opsawg-pcapng): sections in either byte order,
 * interfaces with their own clocks, packets of all three kinds. Blocks that
 * carry no packet (names, statistics, secrets, custom ones) are passed over.
 */
import type { Intake } from './intake.ts';
import type { Packet } from './packet.ts';
import { READ } from './read-step.ts';
import { interfaceOf, type PcapngInterface } from './pcapng-interface.ts';

export class PcapngReader {
  problem = '';
  frames = 0;
  startedAtEpochMs = Number.NaN;
  readonly #intake: Intake;
  #little = false;
  #interfaces: PcapngInterface[] = [];
  #baseSeconds = Number.NaN;
  #baseFractionMs = 0;
  #lastAtMs = 0;

  constructor(intake: Intake) {
    this.#intake = intake;
  }

  next(packet: Packet): number {
    if (this.problem !== '') return READ.broken;
    const intake = this.#intake;
    for (;;) {
      if (!intake.has(LEAST_BLOCK_BYTES)) return READ.more;
      const { view, at } = intake;
      const isSection = view.getUint32(at) === SECTION_HEADER;
      if (isSection && !this.#readByteOrder(view, at)) return READ.broken;
      const type = view.getUint32(at, this.#little);
      const length = view.getUint32(at + 4, this.#little);
      if (length < LEAST_BLOCK_BYTES || length > MOST_BLOCK_BYTES || length % 4 !== 0) {
        return this.#break(
          `the block after frame ${this.frames} (at octet ${intake.offsetBytes}) claims ${length} octets`,
        );
      }
      if (!intake.has(length)) return READ.more;
      const end = at + length - TRAILER_BYTES;
      intake.at = at + length;
      if (isSection) this.#interfaces = [];
      else if (type === INTERFACE_DESCRIPTION)
        this.#interfaces.push(interfaceOf(view, at + BODY_AT, end, this.#little));
      else if (type === ENHANCED_PACKET || type === OLD_PACKET || type === SIMPLE_PACKET) {
        const read = this.#readPacket(type, at + BODY_AT, end, packet);
        if (read !== READ.more) return read;
      }
    }
  }

  #readPacket(type: number, at: number, end: number, packet: Packet): number {
    const { view } = this.#intake;
    const little = this.#little;
    this.frames += 1;
    const headerBytes = type === SIMPLE_PACKET ? SIMPLE_BYTES : ENHANCED_BYTES;
    if (at + headerBytes > end) return this.#break(`frame ${this.frames} is shorter than its header`);
    const interfaceId =
      type === SIMPLE_PACKET
        ? 0
        : type === OLD_PACKET
          ? view.getUint16(at, little)
          : view.getUint32(at, little);
    const origin = this.#interfaces[interfaceId];
    if (origin === undefined)
      return this.#break(`frame ${this.frames} names interface ${interfaceId}, which is not described`);
    const stated =
      type === SIMPLE_PACKET ? view.getUint32(at, little) : view.getUint32(at + CAPTURED_AT, little);
    const most = end - at - headerBytes;
    const captured = type === SIMPLE_PACKET ? Math.min(stated, most, origin.snapBytes || Infinity) : stated;
    if (captured > most)
      return this.#break(`frame ${this.frames} claims ${captured} captured octets in a block of ${most}`);
    packet.atMs =
      type === SIMPLE_PACKET
        ? this.#lastAtMs
        : this.#sinceFirstMs(
            origin,
            view.getUint32(at + HIGH_AT, little),
            view.getUint32(at + LOW_AT, little),
          );
    this.#lastAtMs = packet.atMs;
    packet.view = view;
    packet.at = at + headerBytes;
    packet.end = packet.at + captured;
    packet.wireEnd =
      packet.at +
      Math.max(captured, type === SIMPLE_PACKET ? stated : view.getUint32(at + ORIGINAL_AT, little));
    packet.linkType = origin.linkType;
    packet.frame = this.frames;
    return READ.packet;
  }

  /** The 64-bit count of ticks does not fit a double, but its remainders do: all steps here are exact. */
  #sinceFirstMs({ ticksPerSecond, offsetSeconds }: PcapngInterface, high: number, low: number): number {
    const upper = high * 2 ** 32;
    const upperRest = upper % ticksPerSecond;
    const rest = upperRest + low;
    const restSeconds = Math.floor(rest / ticksPerSecond);
    const seconds = Math.round((upper - upperRest) / ticksPerSecond) + restSeconds + offsetSeconds;
    const fractionMs = ((rest - restSeconds * ticksPerSecond) * 1000) / ticksPerSecond;
    if (Number.isNaN(this.#baseSeconds)) {
      this.#baseSeconds = seconds;
      this.#baseFractionMs = fractionMs;
      this.startedAtEpochMs = seconds * 1000 + fractionMs;
    }
    return (seconds - this.#baseSeconds) * 1000 + fractionMs - this.#baseFractionMs;
  }

  #readByteOrder(view: DataView, at: number): boolean {
    const magic = view.getUint32(at + BODY_AT);
    if (magic !== BYTE_ORDER && magic !== BYTE_ORDER_SWAPPED) {
      this.#break(`the section header after frame ${this.frames} has no byte order`);
      return false;
    }
    this.#little = magic === BYTE_ORDER_SWAPPED;
    return true;
  }

  #break(problem: string): number {
    this.problem = problem;
    return READ.broken;
  }
}

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const BYTE_ORDER_SWAPPED = 0x4d3c2b1a;
const INTERFACE_DESCRIPTION = 1;
/** Obsolete (appendix A of the draft), still met. */
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const LEAST_BLOCK_BYTES = 12;
const MOST_BLOCK_BYTES = 16 * 1024 * 1024;
const BODY_AT = 8;
const TRAILER_BYTES = 4;
const SIMPLE_BYTES = 4;
const ENHANCED_BYTES = 20;
const HIGH_AT = 4;
const LOW_AT = 8;
const CAPTURED_AT = 12;
const ORIGINAL_AT = 16;
