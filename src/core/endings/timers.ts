/** Whether a silence has the length of a timer: people set round numbers, and so do the makers of products. */

/** The round length, ms, that the silence comes near; `undefined`: none, and a person may have done it. */
export function timerNear(silentMs: number): number | undefined {
  return ROUND_S.map((seconds) => seconds * 1000).find(
    (ms) => Math.abs(silentMs - ms) <= Math.max(COARSE_MS, COARSE * ms),
  );
}

/** Defaults of servers and proxies (keepalive_timeout 65 and 75 of nginx, 5 of Apache), of NATs, and round minutes. */
const ROUND_S: readonly number[] = [
  5, 10, 15, 20, 30, 45, 60, 65, 75, 90, 120, 180, 240, 300, 350, 600, 900, 1200, 1800, 3600, 7200, 7440,
];
/** Timers tick by the second or finer, but are set when the last octet was handled, not when it was seen here. */
const COARSE_MS = 300;
const COARSE = 0.003;
