/** The `%` tokens and `${…}` variables in values (ssh_config(5), TOKENS and ENVIRONMENT VARIABLES). */

export type Expanded =
  | { readonly kind: 'text'; readonly text: string }
  /** ssh ends with an error: `what` is no token here, or a variable is malformed. */
  | { readonly kind: 'refused'; readonly what: string }
  /** A token or variable whose value was not handed in. */
  | { readonly kind: 'unknown' };

/** `undefined` as a value: the token exists, but what it stands for is not known here. */
export type TokenValues = Readonly<Record<string, string | undefined>>;

/** `variables` undefined: `${…}` means nothing in this value. */
export function expandTokens(
  text: string,
  tokens: TokenValues,
  variables: Readonly<Record<string, string | undefined>> | undefined,
): Expanded {
  let out = '';
  let isUnknown = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (variables !== undefined && char === '$' && text[at + 1] === '{') {
      const end = text.indexOf('}', at);
      if (end < 0 || end === at + 2) return { kind: 'refused', what: text.slice(at) };
      const found = variables[text.slice(at + 2, end)];
      if (found === undefined) isUnknown = true;
      else out += found;
      at = end;
    } else if (char !== '%') out += char;
    else {
      at += 1;
      const token = text.charAt(at);
      if (token === '%') out += '%';
      else if (token === '' || !Object.hasOwn(tokens, token)) return { kind: 'refused', what: `%${token}` };
      else if (tokens[token] === undefined) isUnknown = true;
      else out += tokens[token];
    }
  }
  return isUnknown ? { kind: 'unknown' } : { kind: 'text', text: out };
}
