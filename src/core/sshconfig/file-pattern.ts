/** The patterns of `Include` as glob(7) reads them, one part of a path at a time. Ranges of letters are by their bytes. */

/** Whether a part of a path stands for more than itself. */
export function hasWildcard(part: string): boolean {
  return /[*?[]/.test(part);
}

/** Whether a name is of the form of a part. A dot at the beginning must be written. */
export function matchesName(name: string, part: string): boolean {
  if (name.startsWith('.') && !part.startsWith('.')) return false;
  const tokens = tokensOf(part);
  let at = 0;
  let of = 0;
  let star: { readonly of: number; at: number } | undefined;
  while (at < name.length) {
    const token = tokens[of];
    if (token === 'any') {
      star = { of, at };
      of += 1;
    } else if (token?.(name.charAt(at)) === true) {
      at += 1;
      of += 1;
    } else if (star === undefined) return false;
    else {
      star.at += 1;
      at = star.at;
      of = star.of + 1;
    }
  }
  while (tokens[of] === 'any') of += 1;
  return of === tokens.length;
}

/** A part without its backslashes, for one that has no wildcard. */
export function literalName(part: string): string {
  return part.replace(/\\([^])/g, '$1');
}

type Token = 'any' | ((char: string) => boolean);

function tokensOf(part: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < part.length; at += 1) {
    const char = part.charAt(at);
    const set = char === '[' ? setAt(part, at) : undefined;
    if (char === '*') tokens.push('any');
    else if (char === '?') tokens.push(() => true);
    else if (set !== undefined) {
      tokens.push(set.test);
      at = set.endOffset - 1;
    } else {
      if (char === '\\' && at + 1 < part.length) at += 1;
      const exact = part.charAt(at);
      tokens.push((other) => other === exact);
    }
  }
  return tokens;
}

/** `[a-z]`, `[!a]`; `undefined`: the bracket is not closed, and is a character like any other. */
function setAt(
  part: string,
  offset: number,
): { readonly test: (char: string) => boolean; readonly endOffset: number } | undefined {
  const negated = part[offset + 1] === '!' || part[offset + 1] === '^';
  const from = offset + (negated ? 2 : 1);
  const closing = part.indexOf(']', from + 1);
  if (closing < 0) return undefined;
  const members = part.slice(from, closing);
  const test = (char: string): boolean => {
    let isIn = false;
    for (let at = 0; at < members.length; at += 1) {
      const isRange = members[at + 1] === '-' && at + 2 < members.length;
      const last = isRange ? members.charAt(at + 2) : members.charAt(at);
      if (char >= members.charAt(at) && char <= last) isIn = true;
      if (isRange) at += 2;
    }
    return isIn !== negated;
  };
  return { test, endOffset: closing + 1 };
}
