/**
 * The time at the head of a log line, read from its bytes: BSD syslog (RFC
 * 3164), ISO 8601 (RFC 5424, journalctl -o short-iso), journalctl's short-full,
 * short-unix and short-monotonic, asctime (OpenWrt's logread), a bare clock.
 */
import { instantMs } from './calendar.ts';

/** What is known of the instant: `zoned` is UTC, `local` a wall clock, `yearless` one without a year, `clock` one without a date. */
export type StampKind = 'zoned' | 'local' | 'yearless' | 'clock' | 'none';

/** A line's stamp; one object is filled again and again, for there are ten million lines in a gigabyte. */
export interface Stamp {
  kind: StampKind;
  /** Milliseconds since 1970 (`zoned`, `local`), since 1970 were it that year (`yearless`), or since midnight or boot (`clock`). */
  ms: number;
  /** The first byte after it and the blanks that follow. */
  end: number;
  /** From 1; of `yearless` alone. */
  month: number;
  /** Of a stamp that was only glanced at: its first byte, and that `ms` is not read yet. */
  from: number;
  isPending: boolean;
  /** The day that was read last, and when it began: most lines are of the same day as the line before. */
  day: number;
  dayMs: number;
}

export function newStamp(): Stamp {
  return { kind: 'none', ms: 0, end: 0, month: 0, from: 0, isPending: false, day: -1, dayMs: 0 };
}

/** Reads the stamp at `from`; `kind` is `none` where there is none, and `end` is `from`. */
export function readStamp(bytes: Uint8Array, from: number, to: number, stamp: Stamp): void {
  stamp.kind = 'none';
  stamp.end = from;
  stamp.isPending = false;
  const first = bytes[from] ?? 0;
  if (first === OPEN_BRACKET) return monotonic(bytes, from, to, stamp);
  if (isDigit(first)) {
    if (bytes[from + 4] === DASH && bytes[from + 7] === DASH) return iso(bytes, from, to, stamp);
    if (bytes[from + 2] === COLON) return clock(bytes, from, to, stamp);
    return unix(bytes, from, to, stamp);
  }
  const month = monthAt(bytes, from);
  if (month > 0) return bsd(bytes, from, to, stamp, month);
  if (bytes[from + 3] !== SPACE || !isWeekday(bytes, from)) return;
  if (bytes[from + 8] === DASH) return iso(bytes, from + 4, to, stamp);
  const later = monthAt(bytes, from + 4);
  if (later > 0) bsd(bytes, from + 4, to, stamp, later);
}

/** `Nov  7 11:45:42`, `Nov  7 11:45:42.123456`, `Nov  7 2026 11:45:42`, `Nov  7 11:45:42 2026`. */
// oxlint-disable-next-line max-params -- one call a line; an object more would cost a tenth of the time
function bsd(bytes: Uint8Array, from: number, to: number, stamp: Stamp, month: number): void {
  let at = from + 4;
  if (bytes[at] === SPACE) at += 1;
  const day = twoDigits(bytes, at);
  at += isDigit(bytes[at + 1] ?? 0) ? 3 : 2;
  let year = 0;
  if (isYear(bytes, at)) {
    year = fourDigits(bytes, at);
    at += 5;
  }
  if (bytes[at + 2] !== COLON) return;
  at = timeOfDay(bytes, at, to, stamp);
  if (year === 0 && isYear(bytes, at + 1) && bytes[at] === SPACE) {
    year = fourDigits(bytes, at + 1);
    at += 5;
  }
  stamp.kind = year === 0 ? 'yearless' : 'local';
  stamp.month = month;
  stamp.ms += dayOf(stamp, year === 0 ? 1970 : year, month, day);
  stamp.end = afterBlanks(bytes, at, to);
}

/** `2026-11-07T11:45:42`, with a fraction, `Z`, `+02:00`, `+0200`, or a name of a zone after a blank. */
function iso(bytes: Uint8Array, from: number, to: number, stamp: Stamp): void {
  const [year, month, day] = [
    fourDigits(bytes, from),
    twoDigits(bytes, from + 5),
    twoDigits(bytes, from + 8),
  ];
  const at = timeOfDay(bytes, from + 11, to, stamp);
  const ms = stamp.ms + dayOf(stamp, year, month, day);
  const sign = bytes[at];
  if (sign === PLUS || sign === DASH) {
    const hours = twoDigits(bytes, at + 1);
    const colon = bytes[at + 3] === COLON ? 1 : 0;
    const minutes = twoDigits(bytes, at + 3 + colon);
    stamp.kind = 'zoned';
    stamp.ms = ms - (sign === PLUS ? 1 : -1) * (hours * 60 + minutes) * 60_000;
    stamp.end = afterBlanks(bytes, at + 5 + colon, to);
    return;
  }
  const isUtc =
    sign === LETTER_Z ||
    (sign === SPACE && bytes[at + 1] === 85 && bytes[at + 2] === 84 && bytes[at + 3] === 67);
  stamp.kind = isUtc ? 'zoned' : 'local';
  stamp.ms = ms;
  stamp.end = afterBlanks(bytes, sign === LETTER_Z ? at + 1 : at, to);
  // journalctl's short-full writes the zone as a word of capitals.
  if (sign === SPACE && isZoneName(bytes, at + 1))
    stamp.end = afterBlanks(bytes, afterWord(bytes, at + 1, to), to);
}

function clock(bytes: Uint8Array, from: number, to: number, stamp: Stamp): void {
  const at = timeOfDay(bytes, from, to, stamp);
  stamp.kind = 'clock';
  stamp.end = afterBlanks(bytes, at, to);
}

/** `1590000000.123456` of journalctl -o short-unix. */
function unix(bytes: Uint8Array, from: number, to: number, stamp: Stamp): void {
  let seconds = 0;
  let at = from;
  while (at < to && isDigit(bytes[at] ?? 0)) seconds = seconds * 10 + (bytes[at++] ?? 0) - ZERO;
  if (at - from !== 10 || bytes[at] !== POINT) return;
  const end = fraction(bytes, at, to, stamp);
  stamp.kind = 'zoned';
  stamp.ms += seconds * 1000;
  stamp.end = afterBlanks(bytes, end, to);
}

/** `[  123.456789]` */
function monotonic(bytes: Uint8Array, from: number, to: number, stamp: Stamp): void {
  let at = afterBlanks(bytes, from + 1, to);
  let seconds = 0;
  const began = at;
  while (at < to && isDigit(bytes[at] ?? 0)) seconds = seconds * 10 + (bytes[at++] ?? 0) - ZERO;
  if (at === began || bytes[at] !== POINT) return;
  const end = fraction(bytes, at, to, stamp);
  if (bytes[end] !== CLOSE_BRACKET) return;
  stamp.kind = 'clock';
  stamp.ms += seconds * 1000;
  stamp.end = afterBlanks(bytes, end + 1, to);
}

/** When that day began, milliseconds since 1970. */
function dayOf(stamp: Stamp, year: number, month: number, day: number): number {
  const number = (year * 16 + month) * 128 + day;
  if (number !== stamp.day) {
    stamp.day = number;
    stamp.dayMs = instantMs(year, month, day, 0);
  }
  return stamp.dayMs;
}

/** Milliseconds of `11:45:42.123` into `stamp.ms`; the byte after it. */
function timeOfDay(bytes: Uint8Array, from: number, to: number, stamp: Stamp): number {
  const seconds =
    (twoDigits(bytes, from) * 60 + twoDigits(bytes, from + 3)) * 60 + twoDigits(bytes, from + 6);
  const at = from + 8;
  if (bytes[at] !== POINT && bytes[at] !== COMMA) {
    stamp.ms = seconds * 1000;
    return at;
  }
  const end = fraction(bytes, at, to, stamp);
  stamp.ms += seconds * 1000;
  return end;
}

/** Milliseconds of `.123456` into `stamp.ms`; the byte after it. */
function fraction(bytes: Uint8Array, from: number, to: number, stamp: Stamp): number {
  let at = from + 1;
  let unit = 100;
  let ms = 0;
  while (at < to && isDigit(bytes[at] ?? 0)) {
    ms += ((bytes[at] ?? 0) - ZERO) * unit;
    unit /= 10;
    at += 1;
  }
  stamp.ms = Math.floor(ms + 1e-6);
  return at;
}

export function monthAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 3] !== SPACE) return 0;
  const letters = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  switch (letters) {
    case 0x4a616e:
      return 1;
    case 0x466562:
      return 2;
    case 0x4d6172:
      return 3;
    case 0x417072:
      return 4;
    case 0x4d6179:
      return 5;
    case 0x4a756e:
      return 6;
    case 0x4a756c:
      return 7;
    case 0x417567:
      return 8;
    case 0x536570:
      return 9;
    case 0x4f6374:
      return 10;
    case 0x4e6f76:
      return 11;
    case 0x446563:
      return 12;
    default:
      return 0;
  }
}

function isWeekday(bytes: Uint8Array, at: number): boolean {
  const letters = String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0);
  return WEEKDAYS.includes(letters);
}

export function isYear(bytes: Uint8Array, at: number): boolean {
  const after = bytes[at + 4];
  return (
    (bytes[at] === 49 || bytes[at] === 50) &&
    isDigit(bytes[at + 1] ?? 0) &&
    isDigit(bytes[at + 2] ?? 0) &&
    isDigit(bytes[at + 3] ?? 0) &&
    after === SPACE
  );
}

function isZoneName(bytes: Uint8Array, at: number): boolean {
  let letters = 0;
  while (letters < 6 && (bytes[at + letters] ?? 0) >= 65 && (bytes[at + letters] ?? 0) <= 90) letters += 1;
  return letters >= 2 && letters <= 5 && bytes[at + letters] === SPACE;
}

function afterWord(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== SPACE) at += 1;
  return at;
}

function afterBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return Math.min(at, to);
}

/** 0 to 99; what is no digit counts as it may, for the shape was looked at before. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [(bytes[at] ?? ZERO) - ZERO, (bytes[at + 1] ?? ZERO) - ZERO];
  if (tens < 0 || tens > 9) return 0;
  return ones < 0 || ones > 9 ? tens : tens * 10 + ones;
}

function fourDigits(bytes: Uint8Array, at: number): number {
  return twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
}

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 57;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const [SPACE, TAB, ZERO, DASH, COLON, POINT, COMMA, PLUS] = [32, 9, 48, 45, 58, 46, 44, 43] as const;
const [OPEN_BRACKET, CLOSE_BRACKET, LETTER_Z] = [91, 93, 90] as const;
