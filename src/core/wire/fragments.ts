/**
 * Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5). What was not
 * captured counts but stays zero. Bounded: old datagrams make room for new ones.
 */
import type { Packet } from './packet.ts';

interface Datagram {
  readonly key: string;
  readonly octets: Uint8Array<ArrayBuffer>;
  /** Which units of eight octets came. */
  readonly units: Uint8Array;
  arrivedUnits: number;
  /** Of the whole; -1: the last fragment has not come. */
  totalBytes: number;
  /** How far from the beginning octets were captured without a hole. */
  capturedBytes: number;
}

export class Fragments {
  readonly #open = new Map<string, Datagram>();

  /**
   * Takes the fragment at the cursor. True: it was the last that was missing,
   * and the packet now stands on the whole payload, in a buffer of its own.
   */
  complete(packet: Packet, id: number, offsetBytes: number, hasMore: boolean): boolean {
    const lengthBytes = packet.payloadBytes;
    if (lengthBytes <= 0 || offsetBytes + lengthBytes > MOST_BYTES) return false;
    if (hasMore && lengthBytes % UNIT_BYTES !== 0) return false;
    const key = `${addressKey(packet)}/${id}/${packet.protocol}`;
    const datagram = this.#open.get(key) ?? this.#begin(key);
    const firstUnit = offsetBytes / UNIT_BYTES;
    const units = Math.ceil(lengthBytes / UNIT_BYTES);
    for (let unit = firstUnit; unit < firstUnit + units; unit += 1) {
      if (datagram.units[unit] === 0) datagram.arrivedUnits += 1;
      datagram.units[unit] = 1;
    }
    if (!hasMore) datagram.totalBytes = offsetBytes + lengthBytes;
    const captured = Math.max(0, Math.min(packet.end - packet.at, lengthBytes));
    datagram.octets.set(octetsOf(packet.view, packet.at, captured), offsetBytes);
    if (offsetBytes <= datagram.capturedBytes) {
      datagram.capturedBytes = Math.max(datagram.capturedBytes, offsetBytes + captured);
    }
    if (datagram.totalBytes < 0 || datagram.arrivedUnits < Math.ceil(datagram.totalBytes / UNIT_BYTES))
      return false;
    this.#open.delete(key);
    // The addresses stay in the packet's own buffer.
    packet.view = new DataView(datagram.octets.buffer);
    packet.at = 0;
    packet.end = Math.min(datagram.capturedBytes, datagram.totalBytes);
    packet.payloadBytes = datagram.totalBytes;
    packet.wireEnd = datagram.totalBytes;
    return true;
  }

  #begin(key: string): Datagram {
    if (this.#open.size >= MOST_DATAGRAMS) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined) this.#open.delete(oldest);
    }
    const datagram: Datagram = {
      key,
      octets: new Uint8Array(MOST_BYTES),
      units: new Uint8Array(MOST_BYTES / UNIT_BYTES),
      arrivedUnits: 0,
      totalBytes: -1,
      capturedBytes: 0,
    };
    this.#open.set(key, datagram);
    return datagram;
  }
}

function addressKey({ addresses, sourceAt, ipVersion }: Packet): string {
  const words = ipVersion === 4 ? 2 : 8;
  let key = '';
  for (let word = 0; word < words; word += 1)
    key += `${addresses.getUint32(sourceAt + word * 4).toString(36)}.`;
  return key;
}

function octetsOf(view: DataView, at: number, lengthBytes: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, lengthBytes);
}

const UNIT_BYTES = 8;
/** The largest IP payload. */
const MOST_BYTES = 65_536;
/** Four megabytes in all; more half-arrived datagrams at once are an attack or noise. */
const MOST_DATAGRAMS = 64;
