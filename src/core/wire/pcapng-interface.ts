/** What an interface description block says (draft-ietf-opsawg-pcapng §4.2). */

export interface PcapngInterface {
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapBytes: number;
  readonly ticksPerSecond: number;
  /** To be added to each time. */
  readonly offsetSeconds: number;
}

/** Tolerates a block that is too short: then the defaults of the draft hold. */
export function interfaceOf(view: DataView, at: number, end: number, little: boolean): PcapngInterface {
  if (at + FIXED_BYTES > end) return { linkType: -1, snapBytes: 0, ticksPerSecond: 1e6, offsetSeconds: 0 };
  let ticksPerSecond = 1e6;
  let offsetSeconds = 0;
  for (let option = at + FIXED_BYTES; option + 4 <= end; ) {
    const code = view.getUint16(option, little);
    const length = view.getUint16(option + 2, little);
    const value = option + 4;
    if (code === END_OF_OPTIONS || value + length > end) break;
    if (code === TIME_RESOLUTION && length >= 1) ticksPerSecond = ticksOf(view.getUint8(value));
    if (code === TIME_OFFSET && length >= 8) {
      const low = view.getUint32(little ? value : value + 4, little);
      const high = view.getInt32(little ? value + 4 : value, little);
      offsetSeconds = high * 2 ** 32 + low;
    }
    option = value + ((length + 3) & ~3);
  }
  return {
    linkType: view.getUint16(at, little),
    snapBytes: view.getUint32(at + 4, little),
    ticksPerSecond,
    offsetSeconds,
  };
}

/** A negative power of ten, or with the top bit set of two. Finer than a double can count is taken as 10^-15. */
function ticksOf(octet: number): number {
  const exponent = octet & 0x7f;
  return (octet & 0x80) !== 0 ? 2 ** Math.min(exponent, 50) : 10 ** Math.min(exponent, 15);
}

const FIXED_BYTES = 8;
const END_OF_OPTIONS = 0;
const TIME_RESOLUTION = 9;
const TIME_OFFSET = 14;
