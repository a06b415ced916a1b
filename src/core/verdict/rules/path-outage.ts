import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The busy connection stopped answering too, and stayed so. */
export const pathOutage: Rule = {
  causes: [
    'path-outage',
    'isp-forced-reconnect',
    'client-address-change',
    'sshd-client-alive',
    'sshd-tcpkeepalive',
  ],
  kind: 'not-idle',
  question: 'Did the path fail for busy connections as well?',
  cites: ['RFC 6298 §5 (retransmission back-off)'],
  layer: 'path',
  policy: 'no',
  judge({ control, suspends, returned }) {
    // The path carries others.
    if (control.newcomerInMs !== undefined) return no('newcomer');
    if (control.lostForMs !== undefined && suspends.length === 0) return yes('control-lost');
    // The same kernel and the same server program: what it met after the outage is the outage's.
    if (control.death?.stalledMs !== undefined && returned?.sameServer === 'yes' && suspends.length === 0)
      return yes('control-died', 'return');
    // Somebody ended it, and said so.
    if (control.death !== undefined && control.death.stalledMs === undefined) return no('control-died');
    return control.lived === 'yes' ? no('control-lived') : UNKNOWN;
  },
};
