/** Octets with a few of them changed, by a seed: as a fuzzer does it, and the same each time. */
import { randomOf } from '../../simulation/random.ts';

export function mutated(octets: Uint8Array, seed: number): Uint8Array {
  const random = randomOf(seed);
  const copy = octets.slice(0, random() < CUT ? Math.floor(random() * octets.length) : octets.length);
  const changes = 1 + Math.floor(random() * MOST_CHANGES);
  for (let i = 0; i < changes && copy.length > 0; i += 1) {
    const at = Math.floor(random() ** 2 * copy.length);
    copy[at] =
      random() < TELLING
        ? (TELLING_OCTETS[Math.floor(random() * TELLING_OCTETS.length)] ?? 0)
        : Math.floor(random() * 256);
  }
  return copy;
}

const CUT = 0.1;
const MOST_CHANGES = 4;
const TELLING = 0.5;
/** Lengths and types at which parsers err. */
const TELLING_OCTETS = [0, 1, 4, 6, 0x11, 0x29, 0x2b, 0x2c, 0x2f, 0x33, 0x40, 0x45, 0x60, 0x7f, 0x80, 0xff];
