/** The patterns of `Host` and `Match`: `*`, `?`, and lists with `!` (OpenSSH's match.c). */
import { lowered } from './words.ts';

/** Whether `text` as a whole is of the form of `pattern`. Takes time in proportion to both lengths, not more. */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0;
  let of = 0;
  let star: { readonly of: number; at: number } | undefined;
  while (at < text.length) {
    if (pattern[of] === '*') {
      star = { of, at };
      of += 1;
    } else if (of < pattern.length && (pattern[of] === '?' || pattern[of] === text[at])) {
      at += 1;
      of += 1;
    } else if (star === undefined) return false;
    else {
      star.at += 1;
      at = star.at;
      of = star.of + 1;
    }
  }
  while (pattern[of] === '*') of += 1;
  return of === pattern.length;
}

export interface ListOptions {
  /** The patterns are read in small letters; the text is compared as it is. */
  readonly lowerPatterns: boolean;
}

/** Whether a comma-separated list takes `text` in: one pattern does, and none with `!` does. */
export function matchesList(text: string, list: string, { lowerPatterns }: ListOptions): boolean {
  let taken = false;
  for (const part of list.replace(/,$/, '').split(',')) {
    if (list === '') return false;
    const negated = part.startsWith('!');
    const pattern = negated ? part.slice(1) : part;
    // A longer one makes the whole list match nothing (match_pattern_list).
    if (pattern.length >= LONGEST_PATTERN) return false;
    if (!matchesPattern(text, lowerPatterns ? lowered(pattern) : pattern)) continue;
    if (negated) return false;
    taken = true;
  }
  return taken;
}

/** As {@link matchesList} for names of hosts, whose case does not matter. */
export function matchesHostList(host: string, list: string): boolean {
  return matchesList(lowered(host), list, { lowerPatterns: true });
}

/** Bytes; `char sub[1024]` of match_pattern_list, with its closing NUL. */
const LONGEST_PATTERN = 1023;
