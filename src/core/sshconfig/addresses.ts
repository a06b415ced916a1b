/**
 * Addresses and lists of networks as sshd's `Match Address` reads them
 * (addrmatch.c, addr.c): CIDR where an entry is one, a pattern otherwise.
 */
import { matchesPattern } from './patterns.ts';

export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** An address in digits, in every form that `inet_aton` and `inet_pton` take; `undefined`: a name, or nothing. */
export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parse6(text) : parse4(text);
}

/** As the system writes it: `127.0.0.1`, `2001:db8::1` (RFC 5952). */
export function addressText({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
  );
  const zeros = /(?:^|:)0(?::0)+(?:$|:)/g;
  const longest = [...groups.join(':').matchAll(zeros)].sort((a, b) => b[0].length - a[0].length)[0];
  if (longest === undefined) return groups.join(':');
  const text = groups.join(':');
  return `${text.slice(0, longest.index)}::${text.slice(longest.index + longest[0].length)}`;
}

/** `yes`, `no`, or `refused`: an entry is no list that sshd takes. `address` undefined: the list is only checked. */
export function matchesAddresses(address: string | undefined, list: string): 'yes' | 'no' | 'refused' {
  const tried = address === undefined ? undefined : parseAddress(address);
  if (address !== undefined && tried === undefined) return 'no';
  let taken = false;
  for (const part of list.split(',')) {
    const negated = part.startsWith('!');
    const entry = negated ? part.slice(1) : part;
    const network = entry === '' ? 'refused' : parseNetwork(entry);
    if (network === 'refused') return 'refused';
    if (address === undefined || tried === undefined) continue;
    if (network === 'pattern' ? !matchesPattern(address, entry) : !holds(network, tried)) continue;
    if (negated) return 'no';
    taken = true;
  }
  return taken ? 'yes' : 'no';
}

/** Whether sshd refuses a list of networks. */
export function addressListFault(list: string): boolean {
  return matchesAddresses(undefined, list) === 'refused';
}

interface Network extends Address {
  readonly maskBits: number;
}

/** `pattern`: no network, so it is compared as text. `refused`: bits are set beyond the mask, or the mask is too long. */
function parseNetwork(entry: string): Network | 'pattern' | 'refused' {
  if (entry.length >= LONGEST_ENTRY) return 'pattern';
  const slash = entry.indexOf('/');
  const mask = slash < 0 ? undefined : entry.slice(slash + 1);
  if (mask !== undefined && (!/^\d+$/.test(mask) || Number(mask) > 128)) return 'pattern';
  const address = parseAddress(slash < 0 ? entry : entry.slice(0, slash));
  if (address === undefined) return 'pattern';
  const maskBits = mask === undefined ? address.bits : Number(mask);
  if (maskBits > address.bits) return 'refused';
  const hostBits = BigInt(address.bits - maskBits);
  return address.value & ((1n << hostBits) - 1n) ? 'refused' : { ...address, maskBits };
}

function holds(network: Network, address: Address): boolean {
  const shift = BigInt(network.bits - network.maskBits);
  return network.bits === address.bits && network.value >> shift === address.value >> shift;
}

function parse4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.test(part)))
    return undefined;
  const numbers = parts.map((part) => BigInt(/^0[0-7]+$/.test(part) ? `0o${part.slice(1)}` : part));
  const last = numbers.at(-1) ?? 0n;
  const ahead = numbers.slice(0, -1);
  if (ahead.some((part) => part > 255n) || last >= 1n << BigInt(8 * (5 - parts.length))) return undefined;
  return { bits: 32, value: ahead.reduce((sum, part, at) => sum | (part << BigInt(24 - 8 * at)), last) };
}

function parse6(text: string): Address | undefined {
  const embedded = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text);
  const four = embedded === null ? undefined : strict4(embedded[2] ?? '');
  if (embedded !== null && four === undefined) return undefined;
  const plain =
    four === undefined
      ? text
      : `${embedded?.[1]}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...head, ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  if (halves.length === 1 ? groups.length !== 8 : groups.length > 7) return undefined;
  const filled = [...head, ...Array.from({ length: 8 - groups.length }, () => '0'), ...tail];
  return { bits: 128, value: filled.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) };
}

function strict4(text: string): bigint | undefined {
  const parts = text.split('.').map(Number);
  return parts.some((part) => part > 255)
    ? undefined
    : parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

/** Bytes; `char addrbuf[64]` of addr.c. */
const LONGEST_ENTRY = 64;
