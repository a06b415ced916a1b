/** Times as sshd writes them: `300`, `5m`, `1h30m` (sshd_config(5), TIME FORMATS). */

/** Seconds; `undefined`: it is none. */
export function sshdSeconds(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  if (!/^(?:\d{1,10}[smhdw])+$/i.test(text)) return undefined;
  let seconds = 0;
  for (const [, number, unit = 's'] of text.matchAll(/(\d{1,10})([smhdw])/gi))
    seconds += Number(number) * (UNIT_SECONDS[unit.toLowerCase()] ?? 1);
  return seconds;
}

/**
 * After how long `ChannelTimeout` closes a silent login shell; `undefined`: it does not.
 * The first of its entries whose pattern fits `session:shell` counts (channels.c, lookup_timeout),
 * and beside it `global`, which is for all channels together (9.7 and later).
 */
export function shellTimeoutSeconds(entries: string): number | undefined {
  const pairs = entries
    .split(/\s+/)
    .map((entry) => entry.split('='))
    .flatMap(([type = '', time = '']) => {
      const seconds = sshdSeconds(time);
      return seconds === undefined ? [] : [{ type, seconds }];
    });
  const own = pairs.find(({ type }) => type !== 'global' && fits(type, 'session:shell'))?.seconds ?? 0;
  const all = pairs.find(({ type }) => type === 'global')?.seconds ?? 0;
  const least = Math.min(...[own, all].filter((seconds) => seconds > 0));
  return Number.isFinite(least) ? least : undefined;
}

/** `match_pattern` of OpenSSH: `*` and `?` alone are special. */
function fits(pattern: string, text: string): boolean {
  // Without regular expressions of its own making: a hostile pattern must not take for ever.
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    const sign = pattern[inPattern];
    if (sign === '*') {
      star = inPattern++;
      mark = at;
    } else if (sign === '?' || (sign !== undefined && sign === text[at])) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      inPattern = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
