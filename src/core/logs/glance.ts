/** Two forms of stamps, those that syslog daemons write, seen without reading their numbers: most lines need no more. */
import { isDigit, isYear, monthAt, readStamp, type Stamp } from './stamp.ts';

/**
 * Sees whether at `from` is `Nov  7 11:45:42 ` or `2026-11-07T11:45:42.123456+02:00 `, the two forms that syslog
 * daemons write, and how far it goes; the numbers are left for `settle`. Whether it is; if not, `readStamp` tells.
 */
export function glance(bytes: Uint8Array, from: number, to: number, stamp: Stamp): boolean {
  if (to - from < LONGEST_STAMP) return false;
  if (bytes[from + 3] === SPACE) {
    if (bytes[from + 9] !== COLON || bytes[from + 12] !== COLON || bytes[from + 15] !== SPACE) return false;
    if (bytes[from + 6] !== SPACE || (bytes[from + 4] !== SPACE && !isDigit(bytes[from + 5] ?? 0)))
      return false;
    const month = monthAt(bytes, from);
    if (month === 0) return false;
    stamp.kind = 'yearless';
    stamp.month = month;
    stamp.end = from + 16;
  } else {
    if (bytes[from + 4] !== DASH || bytes[from + 7] !== DASH || bytes[from + 13] !== COLON) return false;
    if (!isDigit(bytes[from] ?? 0)) return false;
    let at = from + 19;
    if (bytes[at] === POINT) for (at += 1; at < to && isDigit(bytes[at] ?? 0); ) at += 1;
    const sign = bytes[at];
    if (sign === LETTER_Z) at += 1;
    else if (sign === PLUS || sign === DASH) at += bytes[at + 3] === COLON ? 6 : 5;
    else return false;
    if (bytes[at] !== SPACE) return false;
    stamp.kind = 'zoned';
    stamp.end = at + 1;
  }
  const next = bytes[stamp.end] ?? SPACE;
  // Blanks, or the year of `Nov  7 11:45:42 2026`, are for the long way.
  if (next === SPACE || next === TAB || stamp.end >= to || isYear(bytes, stamp.end)) return false;
  stamp.from = from;
  stamp.isPending = true;
  return true;
}

/** Reads the numbers of a stamp that was glanced at. */
export function settle(bytes: Uint8Array, stamp: Stamp): void {
  if (!stamp.isPending) return;
  readStamp(bytes, stamp.from, stamp.end, stamp);
}

const [SPACE, TAB, DASH, COLON, POINT, PLUS, LETTER_Z] = [32, 9, 45, 58, 46, 43, 90] as const;
/** Lines that are shorter are rare, and need no haste: `2026-11-07T11:45:42.123456+02:00 ` and a word. */
const LONGEST_STAMP = 40;
