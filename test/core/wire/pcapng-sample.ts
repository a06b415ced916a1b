/** A pcapng file in which everything stands that a reader must pass over. */
import type { Frame } from '../capture/packets.ts';

/** Two sections; the packets on two interfaces, with times in microseconds and in nanoseconds. */
export function pcapngOf(frames: readonly Frame[], little: boolean): Uint8Array {
  const words = (...values: readonly number[]): Uint8Array => {
    const octets = new Uint8Array(values.length * 4);
    const view = new DataView(octets.buffer);
    for (const [i, value] of values.entries()) view.setUint32(i * 4, value, little);
    return octets;
  };
  const block = (type: number, ...parts: readonly Uint8Array[]): Uint8Array => {
    const bodyBytes = parts.reduce((sum, part) => sum + part.length, 0);
    const padding = (4 - (bodyBytes % 4)) % 4;
    const length = 12 + bodyBytes + padding;
    return joined([words(type, length), ...parts, new Uint8Array(padding), words(length)]);
  };
  const halves = (high: number, low: number): Uint8Array => {
    const octets = new Uint8Array(4);
    const view = new DataView(octets.buffer);
    view.setUint16(0, high, little);
    view.setUint16(2, low, little);
    return octets;
  };
  const section = block(0x0a0d0d0a, words(0x1a2b3c4d), halves(1, 0), words(0xffffffff, 0xffffffff));
  const microseconds = block(1, halves(1, 0), words(0));
  const nanoseconds = block(
    1,
    halves(1, 0),
    words(0),
    halves(9, 1),
    new Uint8Array([9, 0, 0, 0]),
    halves(0, 0),
  );
  const names = block(4, halves(1, 8), new Uint8Array([192, 0, 2, 1, 0x61, 0x62, 0x63, 0]), halves(0, 0));
  const statistics = block(5, words(0, 0, 0));
  const custom = block(0xbad, words(0x12345), new Uint8Array([1, 2, 3]));
  const packets = frames.map(({ atMs, octets }, i) => {
    const interfaceId = i % 2;
    const ticks =
      BigInt(Math.round(atMs * 1e6) / (interfaceId === 0 ? 1000 : 1)) +
      (interfaceId === 0 ? 1_700_000_000_000_000n : 1_700_000_000_000_000_000n);
    return block(
      6,
      words(interfaceId, Number(ticks >> 32n), Number(ticks & 0xffffffffn), octets.length, octets.length),
      octets,
    );
  });
  return joined([section, section, microseconds, names, nanoseconds, custom, ...packets, statistics]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
