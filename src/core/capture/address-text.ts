/** Addresses as text: dotted IPv4, IPv6 as RFC 5952 wants it. */

export function ipv4Text(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** Of four 32-bit words. */
export function ipv6Text(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const [from, length] = longestZeros(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, from))}::${text(groups.slice(from + length))}`;
}

/** Address at that offset: four octets or sixteen. */
export function addressText(view: DataView, at: number, version: number): string {
  if (version === 4) return ipv4Text(view.getInt32(at));
  return ipv6Text([0, 4, 8, 12].map((word) => view.getInt32(at + word)));
}

/** `192.0.2.1:22`, `[2001:db8::1]:22`. */
export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The longest run of zero groups, the first of equals. */
function longestZeros(groups: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  let run = 0;
  for (const [at, group] of groups.entries()) {
    run = group === 0 ? run + 1 : 0;
    if (run > best[1]) best = [at - run + 1, run];
  }
  return best;
}
