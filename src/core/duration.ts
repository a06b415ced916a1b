/** Durations at the edges: `2h10m` for people, milliseconds inside. */

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PART = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)/;

/**
 * Milliseconds of `90s`, `15m`, `2h10m`, `500ms`, `1.5h`; `undefined` where the
 * text is none. Every number needs its unit and a unit may stand only once, the
 * larger ones first. Zero is refused: nobody waits for it.
 */
export function parseDurationMs(text: string): number | undefined {
  let rest = text.trim();
  let totalMs = 0;
  let lastUnitMs = Infinity;
  if (rest === '') return undefined;
  while (rest !== '') {
    const part = PART.exec(rest);
    if (part === null) return undefined;
    const unitMs = UNIT_MS[part[2] as keyof typeof UNIT_MS];
    if (unitMs >= lastUnitMs) return undefined;
    totalMs += Number(part[1]) * unitMs;
    lastUnitMs = unitMs;
    rest = rest.slice(part[0].length);
  }
  return Number.isFinite(totalMs) && totalMs > 0 ? totalMs : undefined;
}

/** As a clock shows it: `0:08`, `5:00`, `1:02:03`. Whole seconds, rounded down. */
export function clockText(durationMs: number): string {
  const totalSeconds = Math.max(0, Math.floor(durationMs / 1000));
  const seconds = String(totalSeconds % 60).padStart(2, '0');
  const minutes = Math.floor(totalSeconds / 60) % 60;
  const hours = Math.floor(totalSeconds / 3600);
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

/** A measured duration with four digits at most: `850 ms`, `8.06 s`, `300.9 s`, `2 h 4 min`. */
export function durationText(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 600) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
