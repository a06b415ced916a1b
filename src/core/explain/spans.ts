/** Durations as people write them: `350s`, `5 minutes`, `2 h 4 min`, `4:30`, `349-351 s`; a bare number is seconds. */

export interface SpanSeconds {
  readonly least: number;
  readonly most: number;
}

/** The duration or the range that the whole text is; `undefined`: it is none. */
export function spanOf(text: string): SpanSeconds | undefined {
  const clean = text
    .trim()
    .toLowerCase()
    .replace(/^(?:after|about|around|approximately|ca\.?|~|between)\s*/, '');
  if (clean.length > LONGEST_TEXT) return undefined;
  const range = /^(\d+(?:\.\d+)?)\s*([a-z]*)\s*(?:-|–|\.\.|to|and)\s*(\d.*)$/.exec(clean);
  if (range !== null) {
    const most = secondsOf(range[3] ?? '');
    const unit = range[2] === '' ? unitIn(range[3] ?? '') : (range[2] ?? '');
    const least = secondsOf(`${range[1] ?? ''}${unit}`);
    if (least !== undefined && most !== undefined && least <= most) return { least, most };
  }
  const seconds = secondsOf(clean);
  return seconds === undefined ? undefined : { least: seconds, most: seconds };
}

/** Whether a limit is the one that was meant: inside, or nearer than two seconds or two percent. */
export function isInSpan(seconds: number, { least, most }: SpanSeconds): boolean {
  const slack = Math.max(SLACK_SECONDS, seconds * SLACK_SHARE);
  return seconds >= least - slack && seconds <= most + slack;
}

function secondsOf(text: string): number | undefined {
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d\d)$/.exec(text.trim());
  if (clock !== null) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  if (/^\d+(?:\.\d+)?$/.test(text.trim())) return positive(Number(text));
  let rest = text.trim();
  let total = 0;
  while (rest !== '') {
    const part = /^(\d+(?:\.\d+)?)\s*([a-z]+)\.?\s*(?:,|and)?\s*/.exec(rest);
    const unit = part === null ? undefined : UNITS.find(({ names }) => names.includes(part[2] ?? ''));
    if (part === null || unit === undefined) return undefined;
    total += Number(part[1]) * unit.seconds;
    rest = rest.slice(part[0].length);
  }
  return positive(total);
}

function unitIn(text: string): string {
  return /[a-z]+/.exec(text)?.[0] ?? '';
}

function positive(seconds: number): number | undefined {
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

const UNITS: readonly { readonly names: readonly string[]; readonly seconds: number }[] = [
  { names: ['ms', 'msec', 'millisecond', 'milliseconds'], seconds: 0.001 },
  { names: ['s', 'sec', 'secs', 'second', 'seconds'], seconds: 1 },
  { names: ['m', 'min', 'mins', 'minute', 'minutes'], seconds: 60 },
  { names: ['h', 'hr', 'hrs', 'hour', 'hours'], seconds: 3600 },
  { names: ['d', 'day', 'days'], seconds: 86_400 },
];
const SLACK_SECONDS = 2;
/** The resolution of a measurement, if nobody asked for another. */
const SLACK_SHARE = 0.02;
const LONGEST_TEXT = 60;
