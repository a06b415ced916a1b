/**
 * The values of options: text in, checked value out. Each throws an `Error`
 * whose message goes on from the option's name: "takes a duration such as …".
 */
import { parseDurationMs } from '../core/duration.ts';
import { parseTarget, type SshTarget, type Target } from '../core/target/target.ts';
import type { Resolution } from './trace-options.ts';

/** Milliseconds of `90s`, `15m`, `2h10m`. */
export function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new Error(`takes a duration such as 90s, 15m or 2h10m, not "${text}"`);
  return ms;
}

/** Whole seconds, at least 1: `60`, `90s`, `2m`. */
export function seconds(text: string): number {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : (parseDurationMs(text) ?? 0) / 1000;
  if (value >= 1 && Number.isInteger(value)) return value;
  throw new Error(`takes whole seconds such as 60, or 90s or 2m, not "${text}"`);
}

/** Milliseconds since 1970 of a date, or of a duration ago. */
export function sinceMs(text: string): number {
  const agoMs = parseDurationMs(text);
  if (agoMs !== undefined) return Date.now() - agoMs;
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new Error(`takes a duration such as 24h or a date such as 2026-11-01, not "${text}"`);
  return ms;
}

/** As {@link durationMs}, and long enough for a first rung. */
export function firstRungMs(text: string): number {
  const ms = durationMs(text);
  if (ms < LEAST_RUNG_MS) throw new Error(`takes ${LEAST_RUNG_MS}ms or more, not "${text}"`);
  return ms;
}

/** `2%` of the limit, or a duration. */
export function resolution(text: string): Resolution {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text.trim());
  if (percent === null) {
    const ms = parseDurationMs(text);
    if (ms === undefined)
      throw new Error(`takes a percentage such as 2% or a duration such as 5s, not "${text}"`);
    return { kind: 'absolute', ms };
  }
  const ratio = Number(percent[1]) / 100;
  if (ratio < LEAST_RATIO || ratio > MOST_RATIO) throw new Error(`takes 0.1% to 50%, not "${text}"`);
  return { kind: 'ratio', ratio };
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Error(`takes a whole number from ${least} to ${most}, not "${text}"`);
  };
}

/** An `-o` of ssh: `KEY=VALUE`, or `KEY VALUE` in one word, as ssh takes both. */
export function sshOption(text: string): string {
  if (/^\s*[A-Za-z][A-Za-z0-9]*(?:\s*=\s*|\s+)\S/.test(text) && !hasControl(text)) return text;
  throw new Error(`takes KEY=VALUE as ssh does, not "${text}"`);
}

/** Any text but none, on one line. */
export function word(text: string): string {
  if (text !== '' && !hasControl(text)) return text;
  throw new Error('takes a word that is not empty and has no control characters');
}

/** A host to give to ssh, which must not read it as an option. */
export function jumpHost(text: string): string {
  if (/^[^-\s]\S*$/.test(text) && !hasControl(text)) return text;
  throw new Error(`takes [user@]host[:port] as ssh does, not "${text}"`);
}

/** A target that is logged in to. */
export function loginTarget(text: string): SshTarget {
  const parsed = parseTarget(text);
  if (parsed.kind === 'ssh') return parsed;
  throw new Error('takes a host to log in to, not tcp://');
}

/** A host as ssh would be given it, perhaps with a user; only looked up, so nearly anything goes. */
export function lintHost(text: string): string {
  if (/^[^-\s]\S*$/.test(text) && !hasControl(text)) return text;
  throw new Error(`takes a host as ssh does, not "${text}"`);
}

/** `9.2`, or as ssh -V says it. */
export function opensshVersion(text: string): readonly [major: number, minor: number] {
  const version = /^(?:OpenSSH_)?(\d{1,3})\.(\d{1,3})(?:p\d+)?$/.exec(text);
  if (version === null) throw new Error(`takes a version such as 9.2, not "${text}"`);
  return [Number(version[1]), Number(version[2])];
}

export function target(text: string): Target {
  return parseTarget(text);
}

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Below it the round trip and the timers of both ends, not the path, decide. */
const LEAST_RUNG_MS = 100;
/** Half a percent needs hundreds of trials already; nothing on a real path is sharper. */
const LEAST_RATIO = 0.001;
const MOST_RATIO = 0.5;
