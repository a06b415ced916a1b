/**
 * Text from elsewhere (servers, configurations, file names) made safe to show:
 * nothing in it can move the cursor, colour, reorder or hide what stands around it.
 */

/**
 * The text with every control character spelled out: `\x1b`, `\n`, `\u202e`.
 * C0, DEL and C1 (ECMA-48 takes 0x9b for CSI), line and paragraph separators,
 * and the bidirectional controls of Unicode (UAX #9: marks, embeddings,
 * overrides, isolates). All else, spaces included, is kept as it is.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, escaped);
}

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  return code <= 0xff
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
