/** Time: monotonic for measuring, wall time for dates and for noticing that the machine slept. */

export interface Clock {
  /** Monotonic milliseconds since this clock was made. */
  readonly nowMs: () => number;
  /** Milliseconds of wall time since 1970; never subtracted but to find a sleep. */
  readonly wallMs: () => number;
  /** When this clock was made, ISO 8601. */
  readonly startedAtIso: string;
}

export function startClock(): Clock {
  const originMs = performance.now();
  return {
    nowMs: () => performance.now() - originMs,
    wallMs: () => Date.now(),
    startedAtIso: new Date().toISOString(),
  };
}
