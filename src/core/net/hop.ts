/** One hop of the path, as a TCP traceroute saw it. */
export interface Hop {
  /** TTL or hop limit at which it answered, from 1. */
  readonly ttlHops: number;
  /** `undefined`: it did not answer. */
  readonly address: string | undefined;
  readonly rttMs: number | undefined;
  readonly destination: boolean;
}
