import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** A box on the way has lost its table: known connections die, busy or not, and new ones pass. */
export const stateLost: Rule = {
  causes: ['conntrack-flush-or-full', 'isp-forced-reconnect', 'path-outage'],
  kind: 'not-idle',
  question: 'Did something on the way lose what it knew of the connections, while new ones pass?',
  cites: [
    'RFC 6298 §5.5: a repeat waits twice as long as the one before',
    'lab: conntrack -F on a firewall that lets through what it saw begin',
  ],
  layer: 'path',
  policy: 'no',
  judge({ control, suspends }) {
    if (control.lived === 'yes') return no('control-lived');
    if (control.death !== undefined) return no('control-died');
    if (control.lostForMs === undefined || suspends.length > 0) return UNKNOWN;
    return control.newcomerInMs === undefined ? UNKNOWN : yes('control-lost', 'newcomer');
  },
};
