import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The busy connection stopped answering too, and stayed so. */
export const pathOutage: Rule = {
  causes: ['path-outage', 'isp-forced-reconnect', 'client-address-change'],
  kind: 'not-idle',
  question: 'Did the path fail for busy connections as well?',
  cites: ['RFC 6298 §5 (retransmission back-off)'],
  layer: 'path',
  policy: 'no',
  judge({ control, suspends }) {
    if (control.lostForMs !== undefined && suspends.length === 0) return yes('control-lost');
    return control.lived === 'yes' ? no('control-lived') : UNKNOWN;
  },
};
