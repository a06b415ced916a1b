import { bytesCounted } from '../byte-counting.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** A reset that nobody's packet called for, at the end of a silence. */
export const rstAtExpiry: Rule = {
  causes: ['firewall-rst-at-expiry', 'l4-load-balancer-idle', 'dpi-injected-rst'],
  kind: 'idle-limit',
  question: 'Does a box on the path reset silent connections when its timer ends?',
  cites: ['products with reset-on-timeout: Cisco ASA, F5, Azure load balancer'],
  layer: 'located',
  policy: 'unknown',
  judge(findings) {
    const { announced, control, limit } = findings;
    if (announced === undefined) return limit.upperMs === undefined ? UNKNOWN : no('nothing-announced');
    if (announced.ending !== 'reset') return no('announced');
    const bytes = bytesCounted(findings);
    if (bytes.answer === 'yes') return no(...bytes.because);
    return control.lived === 'yes' ? yes('announced', 'control-lived') : UNKNOWN;
  },
};
