/** Milliseconds to the microsecond: captures know no more, and binary fractions are unkind to read. */
export function roundedMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
