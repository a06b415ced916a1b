/** What an ICMP error says (RFC 792, RFC 1812 §5.2.7, RFC 4443). */
import { ICMP6_TYPES } from '../wire/icmp.ts';

export function icmpText({ type, code }: { readonly type: number; readonly code: number }): string {
  if (type === 3) return UNREACHABLE[code] ?? `destination unreachable (code ${code})`;
  if (type === 11) return code === 0 ? 'time exceeded on the way' : 'fragments did not all come in time';
  if (type === 4) return 'source quench';
  if (type === 12) return 'bad header';
  if (type === ICMP6_TYPES + 1) return UNREACHABLE6[code] ?? `destination unreachable (code ${code})`;
  if (type === ICMP6_TYPES + 2) return 'packet too big';
  if (type === ICMP6_TYPES + 3)
    return code === 0 ? 'hop limit exceeded on the way' : 'fragments did not all come in time';
  return type === ICMP6_TYPES + 4 ? 'bad header' : `type ${type}, code ${code}`;
}

/** Unreachable, but not "too big": that one asks for smaller packets. */
export function isUnreachable({ type, code }: { readonly type: number; readonly code: number }): boolean {
  return (type === 3 && code !== 4) || type === ICMP6_TYPES + 1;
}

/** What a firewall answers by its rules; a port, too, is refused by nobody else on the way. A router without a route says others. */
export function isProhibition({ type, code }: { readonly type: number; readonly code: number }): boolean {
  return (
    (type === 3 && [3, 9, 10, 13].includes(code)) || (type === ICMP6_TYPES + 1 && [1, 4, 5, 6].includes(code))
  );
}

const UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'network unreachable',
  1: 'host unreachable',
  2: 'protocol unreachable',
  3: 'port unreachable',
  4: 'fragmentation needed but not allowed',
  5: 'source route failed',
  6: 'network unknown',
  7: 'host unknown',
  9: 'network administratively prohibited',
  10: 'host administratively prohibited',
  11: 'network unreachable for this service',
  12: 'host unreachable for this service',
  13: 'administratively prohibited',
};

const UNREACHABLE6: Readonly<Record<number, string>> = {
  0: 'no route',
  1: 'administratively prohibited',
  2: 'beyond the scope of the source address',
  3: 'address unreachable',
  4: 'port unreachable',
  5: 'source address failed policy',
  6: 'route rejected',
};
