import { pickedUp } from '../picked-up.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The box that forgot drops what comes late, and tells nobody. */
export const blackhole: Rule = {
  causes: [
    'nat-expiry-blackhole',
    'cgnat-expiry',
    'l4-load-balancer-idle',
    'ipvs-expiry',
    'cloud-security-group-tracking',
  ],
  kind: 'idle-limit',
  question: 'Is a connection silently forgotten on the path?',
  cites: [
    'RFC 5382 §5 REQ-5',
    'nf_conntrack_tcp_timeout_established (Documentation/networking/nf_conntrack-sysctl.rst)',
  ],
  layer: 'located',
  policy: 'no',
  judge(findings) {
    const { client, server, announced } = findings;
    if (pickedUp(findings) === 'yes') return no('client-first', 'server-first');
    if (announced !== undefined && !announced.shellOnly) return no('announced');
    if (client?.ending === 'silent') return yes('client-first');
    if (client?.ending !== undefined) return no('client-first');
    // Only late output was tried and lost; what typing would meet is not known.
    if (client === undefined && server?.ending === 'silent') return yes('server-first');
    return UNKNOWN;
  },
};
