/**
 * The bytes of a file as text of which nothing is lost: `encodeText(decodeText(b))`
 * is `b`, whatever `b` is. Read before changing: RFC 3629 (UTF-8), the Unicode
 * Standard §3.10 (byte order marks).
 */

/**
 * How the bytes are read. `ansi`: some 8-bit code page, one character per byte
 * (the first 256 of Unicode stand for the bytes). `binary`: the same, but no text.
 */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'ansi' | 'binary';

export interface DecodedText {
  readonly encoding: Encoding;
  /** Whether a byte order mark stands first; it is no part of `text`. */
  readonly bom: boolean;
  readonly text: string;
  /** The last byte of UTF-16 with an odd number of bytes; otherwise `undefined`. */
  readonly stray: number | undefined;
}

export function decodeText(octets: Uint8Array): DecodedText {
  const [first, second, third] = octets;
  const plain = { bom: false, stray: undefined };
  if (startsWith(octets, BINARY_PLIST)) return { encoding: 'binary', ...plain, text: latin1(octets) };
  if (first === 0xff && second === 0xfe) return utf16(octets, 'utf-16le', true);
  if (first === 0xfe && second === 0xff) return utf16(octets, 'utf-16be', true);
  // UTF-16 without its mark: ASCII text has a zero in every second byte, which no 8-bit text file has.
  if (first !== 0 && second === 0 && third !== 0 && octets[3] === 0) return utf16(octets, 'utf-16le', false);
  const bom = first === 0xef && second === 0xbb && third === 0xbf;
  const text = utf8(bom ? octets.subarray(3) : octets);
  return text === undefined
    ? { encoding: 'ansi', ...plain, text: latin1(octets) }
    : { encoding: 'utf-8', bom, text, stray: undefined };
}

/** The bytes of `text`, written as the file was that it was decoded from. */
export function encodeText(text: string, { encoding, bom, stray }: Omit<DecodedText, 'text'>): Uint8Array {
  switch (encoding) {
    case 'utf-8': {
      return Uint8Array.from([...(bom ? [0xef, 0xbb, 0xbf] : []), ...utf8Octets(text)]);
    }
    case 'utf-16le':
    case 'utf-16be': {
      const units = bom ? `\uFEFF${text}` : text;
      const octets = new Uint8Array(2 * units.length + (stray === undefined ? 0 : 1));
      const low = encoding === 'utf-16le' ? 0 : 1;
      for (let at = 0; at < units.length; at += 1) {
        octets[2 * at + low] = units.charCodeAt(at) & 0xff;
        octets[2 * at + 1 - low] = units.charCodeAt(at) >> 8;
      }
      if (stray !== undefined) octets[2 * units.length] = stray;
      return octets;
    }
    case 'ansi':
    case 'binary': {
      return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
    }
  }
}

/** UTF-8 as text; `undefined` where it is none (RFC 3629 §4: no overlong forms, no surrogates). */
function utf8(octets: Uint8Array): string | undefined {
  const parts: string[] = [];
  for (let from = 0; from < octets.length; from += CHUNK) {
    // A chunk must not end inside a character, which has three bytes after its first at most.
    let to = Math.min(octets.length, from + CHUNK);
    for (let back = 0; back < 3 && ((octets[to] ?? 0) & 0xc0) === 0x80; back += 1) to -= 1;
    const escaped = latin1(octets.subarray(from, to)).replaceAll(/[%\u0080-\u00ff]/g, escapedOctet);
    try {
      parts.push(decodeURIComponent(escaped));
    } catch {
      return undefined;
    }
    from = to - CHUNK;
  }
  return parts.join('');
}

function escapedOctet(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function* utf8Octets(text: string): Generator<number> {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) yield code;
    else if (code < 0x800) yield* [0xc0 | (code >> 6), 0x80 | (code & 0x3f)];
    else if (code < 0x1_00_00)
      yield* [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
    else {
      yield 0xf0 | (code >> 18);
      yield* [0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
    }
  }
}

/** One character per byte. */
function latin1(octets: Uint8Array): string {
  let text = '';
  for (let from = 0; from < octets.length; from += CHUNK)
    text += String.fromCharCode(...octets.subarray(from, from + CHUNK));
  return text;
}

function utf16(octets: Uint8Array, encoding: 'utf-16le' | 'utf-16be', bom: boolean): DecodedText {
  const parts: string[] = [];
  const low = encoding === 'utf-16le' ? 0 : 1;
  for (let at = bom ? 2 : 0; at + 1 < octets.length; at += 2)
    parts.push(String.fromCharCode((octets[at + low] ?? 0) | ((octets[at + 1 - low] ?? 0) << 8)));
  return { encoding, bom, text: parts.join(''), stray: octets.length % 2 === 1 ? octets.at(-1) : undefined };
}

function startsWith(octets: Uint8Array, magic: string): boolean {
  return latin1(octets.subarray(0, magic.length)) === magic;
}

/** Below the number of arguments that any engine takes. */
const CHUNK = 8192;
const BINARY_PLIST = 'bplist';
