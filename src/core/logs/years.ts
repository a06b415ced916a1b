/** Syslog's stamps have no year: it is counted from the order of the lines, and named from when the file was last written. */
import { DAY_MS, instantMs, yearOf } from './calendar.ts';
import type { Stamp } from './stamp.ts';

export class Years {
  private anchorMs: number;
  private anchorYear: number;
  private newYears = 0;
  private lastMonth = 0;
  private firstMs: number | undefined;
  private lastMs = 0;
  private knownYear = 0;
  private knownYearMs = instantMs(0, 1, 1, 0);

  /** `anchorMs`: an instant that no line is later than, such as when the file was last written. */
  constructor(anchorMs: number) {
    this.anchorMs = anchorMs;
    this.anchorYear = yearOf(anchorMs);
  }

  /** The log itself says when it ends; heard before its first line. */
  endsAt(anchorMs: number): void {
    if (this.firstMs !== undefined) return;
    this.anchorMs = anchorMs;
    this.anchorYear = yearOf(anchorMs);
  }

  /** Milliseconds since 1970 of a `yearless` stamp, as if the log began in the anchor's year. */
  dated({ ms, month }: Stamp): number {
    if (this.lastMonth - month > HALF_A_YEAR) this.newYears += 1;
    const late = this.lastMonth !== 0 && month - this.lastMonth > HALF_A_YEAR;
    if (!late) this.lastMonth = month;
    const year = this.anchorYear + this.newYears - (late ? 1 : 0);
    const leapDay = month > 2 && isLeap(year) ? DAY_MS : 0;
    const instant = ms + this.beginOf(year) + leapDay;
    this.firstMs ??= instant;
    if (!late) this.lastMs = instant;
    return instant;
  }

  /** When a year began; most lines are of the same year as the line before. */
  private beginOf(year: number): number {
    if (year !== this.knownYear) {
      this.knownYear = year;
      this.knownYearMs = instantMs(year, 1, 1, 0);
    }
    return this.knownYearMs;
  }

  /** How many years too late the instants are, now that all lines were seen. */
  tooLate(): number {
    if (this.firstMs === undefined) return 0;
    const lastInAnchorYear =
      this.lastMs -
      (instantMs(this.anchorYear + this.newYears, 1, 1, 0) - instantMs(this.anchorYear, 1, 1, 0));
    return this.newYears + (lastInAnchorYear > this.anchorMs + DAY_MS ? 1 : 0);
  }

  /** The same, guessed while lines still come: a log that begins later in the year than it ends began in the year before. */
  guess(): number {
    return this.firstMs !== undefined && this.firstMs > this.anchorMs + DAY_MS ? 1 : 0;
  }
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Lines of several programs may be a little out of order at the turn of the year. */
const HALF_A_YEAR = 6;
