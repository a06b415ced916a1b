/** Whether a silence has the length of a timer: people set round numbers, and so do the makers of products. */

import type { Who } from './seen.ts';

/**
 * The round length, ms, that the silence before an act of that side comes near; `undefined`: none, and a person may
 * have done it. People sit at clients, and pause for less than a minute all the time.
 */
export function timerNear(who: Who, silentMs: number): number | undefined {
  const leastMs = who === 'client' ? PERSON_MS : 0;
  return ROUND_S.map((seconds) => seconds * 1000).find(
    (ms) =>
      ms >= leastMs &&
      silentMs >= ms - EARLY_MS - EARLY * ms &&
      silentMs <= ms + Math.max(LATE_MS, LATE * ms),
  );
}

/** Defaults of servers and proxies (keepalive_timeout 65 and 75 of nginx, 5 of Apache), of NATs, and round minutes. */
const ROUND_S: readonly number[] = [
  5, 10, 15, 20, 30, 45, 60, 65, 75, 90, 120, 180, 240, 300, 350, 600, 900, 1200, 1800, 3600, 7200, 7440,
];
const PERSON_MS = 60_000;
/** A timer is never early; the clocks of two machines may differ by some hundred parts in a million. */
const EARLY_MS = 50;
const EARLY = 0.0005;
/** It is set when the last octet was handled, not when it was seen here, and ticks by the second or finer. */
const LATE_MS = 300;
const LATE = 0.003;
