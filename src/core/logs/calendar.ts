/** Days and instants without a clock: the proleptic Gregorian calendar as numbers. */

/** Milliseconds since 1970-01-01T00:00 of a wall clock; `month` and `day` from 1. */
export function instantMs(year: number, month: number, day: number, timeOfDayMs: number): number {
  return daysSince1970(year, month, day) * DAY_MS + timeOfDayMs;
}

/** `2026-11-07T11:45:42.000`, without a zone. */
export function isoText(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const rest = ms - days * DAY_MS;
  const hours = padded(Math.floor(rest / 3_600_000), 2);
  const minutes = padded(Math.floor(rest / 60_000) % 60, 2);
  const seconds = padded(Math.floor(rest / 1000) % 60, 2);
  return `${dayText(days)}T${hours}:${minutes}:${seconds}.${padded(Math.floor(rest % 1000), 3)}`;
}

function dayText(days: number): string {
  const { year, month, day } = dateOf(days);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** The calendar year of an instant. */
export function yearOf(ms: number): number {
  return dateOf(Math.floor(ms / DAY_MS)).year;
}

/** The same day and time some years earlier; of 29 February where there is none, 1 March. */
export function yearsEarlier(ms: number, years: number): number {
  if (years === 0) return ms;
  const days = Math.floor(ms / DAY_MS);
  const { year, month, day } = dateOf(days);
  return instantMs(year - years, month, day, ms - days * DAY_MS);
}

/** Howard Hinnant's days_from_civil: eras of 400 years, a year begins in March. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

function dateOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

export const DAY_MS = 86_400_000;
