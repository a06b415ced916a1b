import { isCarrierAddress } from '../../net/carrier-address.ts';
import { legOf } from '../legs.ts';
import { locate } from '../locate.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The hop that forgets has an address of those that providers put before their subscribers. */
export const carrierNat: Rule = {
  causes: ['cgnat-expiry'],
  kind: 'idle-limit',
  question: "Is it the provider's own NAT that forgets?",
  cites: [
    'RFC 6598 §1: 100.64.0.0/10 stands between subscribers and a carrier-grade NAT',
    'RFC 6888 §3 REQ-1',
  ],
  layer: 'located',
  policy: 'no',
  most: 'likely',
  onlyWhose: true,
  judge(findings) {
    if (findings.announced !== undefined || findings.limit.upperMs === undefined) return UNKNOWN;
    const { hops, because } = locate(findings, legOf(findings));
    if (hops === undefined || hops[0] !== hops[1]) return UNKNOWN;
    const address = findings.hops.find(({ ttlHops }) => ttlHops === hops[0])?.address;
    if (address === undefined) return UNKNOWN;
    return isCarrierAddress(address) ? yes('path', ...because) : no('path', ...because);
  },
};
