/** Numbers, times and ports as OpenSSH reads them (misc.c, bsd-strtonum). Nothing here is lenient where ssh is not. */

/** The most that OpenSSH's `int` holds: seconds of a time, counts. */
export const MOST_INTEGER = 2_147_483_647;

/**
 * Seconds of `90`, `1m`, `1h30m`, `1w`: whole numbers, each with a unit or
 * none (seconds), in any order and case (`convtime`). `undefined`: ssh refuses
 * it, which it does for `1.5`, `-5`, `5x`, and more than {@link MOST_INTEGER}.
 */
export function timeSeconds(text: string): number | undefined {
  if (text === '') return undefined;
  let totalSeconds = 0;
  for (let at = 0; at < text.length; ) {
    const digits = integerAt(text, at);
    if (digits === undefined || digits.value < 0) return undefined;
    at = digits.endOffset;
    if (at < text.length) {
      const unit = UNIT_SECONDS[text.charAt(at).toLowerCase()];
      if (unit === undefined) return undefined;
      totalSeconds += digits.value * unit;
      at += 1;
    } else totalSeconds += digits.value;
    if (totalSeconds > MOST_INTEGER) return undefined;
  }
  return totalSeconds;
}

/** A whole number from 0 to `most` in decimal; `undefined`: ssh refuses it (`strtonum`). */
export function wholeNumber(text: string, most: number): number | undefined {
  const digits = integerAt(text, 0);
  if (digits === undefined || digits.endOffset !== text.length) return undefined;
  return digits.value < 0 || digits.value > most ? undefined : digits.value;
}

/** A port by number or by the name of a service; `undefined`: neither. 0 is a number here, which some keywords take. */
export function portNumber(text: string, services: ReadonlyMap<string, number>): number | undefined {
  return wholeNumber(text, 65_535) ?? services.get(text);
}

/** A number with C's prefixes: `0x1f`, `017`, `31` (`strtol` with base 0); `undefined`: none, or something follows. */
export function prefixedNumber(text: string): number | undefined {
  const match = /^[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.exec(text);
  const digits = match?.[2];
  if (digits === undefined) return undefined;
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return match?.[1] === '-' ? -value : value;
}

/** Bytes of `64K`, `1.5G` (`scan_scaled`); `undefined`: ssh refuses it. */
export function scaledBytes(text: string): number | undefined {
  const match = /^[ \t\n\v\f\r]*([+-]?)(\d*)(?:\.(\d*))?([bkmgtpe]?)(.*)$/is.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', unit = '', rest = ''] = match;
  if (whole.length >= LONGEST_SCALED || (rest !== '' && (unit === '' || /^[a-z0-9]/i.test(rest))))
    return undefined;
  const factor = 1024 ** Math.max(0, 'bkmgtpe'.indexOf(unit.toLowerCase()));
  const value =
    Number(`${whole === '' ? '0' : whole}.${unit === '' || fraction === '' ? '0' : fraction}`) * factor;
  if (value > Number.MAX_SAFE_INTEGER * LARGEST_RATIO) return undefined;
  return (sign === '-' ? -1 : 1) * Math.trunc(value);
}

interface Digits {
  readonly value: number;
  readonly endOffset: number;
}

/** As `strtol` begins: blanks and a sign may stand before the digits. */
function integerAt(text: string, offset: number): Digits | undefined {
  let at = offset;
  while (at < text.length && C_BLANKS.includes(text.charAt(at))) at += 1;
  const sign = text.charAt(at);
  if (sign === '+' || sign === '-') at += 1;
  const from = at;
  while (at < text.length && text.charAt(at) >= '0' && text.charAt(at) <= '9') at += 1;
  if (at === from) return undefined;
  const magnitude = Number(text.slice(from, at));
  return { value: sign === '-' && magnitude > 0 ? -magnitude : magnitude, endOffset: at };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** `isspace` in the C locale. */
const C_BLANKS = ' \t\n\v\f\r';
/** Digits; MAX_DIGITS of fmt_scaled.c. */
const LONGEST_SCALED = 21;
/** 2^63 over 2^53: what a `long long` holds. */
const LARGEST_RATIO = 1024;
