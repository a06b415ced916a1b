import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** A reset that nobody's packet called for, at the end of a silence. */
export const rstAtExpiry: Rule = {
  causes: ['firewall-rst-at-expiry', 'l4-load-balancer-idle', 'dpi-injected-rst'],
  kind: 'idle-limit',
  question: 'Does a box on the path reset silent connections when its timer ends?',
  cites: ['products with reset-on-timeout: Cisco ASA, F5, Azure load balancer'],
  layer: 'located',
  policy: 'unknown',
  judge({ announced, control, limit }) {
    if (announced?.ending === 'reset' && control.lived === 'yes') return yes('announced', 'control-lived');
    return limit.upperMs !== undefined && announced === undefined ? no('nothing-announced') : UNKNOWN;
  },
};
