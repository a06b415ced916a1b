import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The sessions ended; kernel and server program are the ones that they were. */
export const sessionsKilled: Rule = {
  causes: ['admin-kill', 'sshd-session-killed', 'oom-or-cgroup-kill', 'logind-kill-user-processes'],
  kind: 'not-idle',
  question: 'Did somebody end the sessions, while the server went on?',
  cites: ['pkill(1); loginctl(1) terminate-session'],
  layer: 'server-host',
  policy: 'unknown',
  judge({ control, returned, sameAge }) {
    if (control.lived === 'yes') return no('control-lived');
    if (control.death === undefined || returned === undefined) return UNKNOWN;
    if (sameAge !== undefined) return no('same-age');
    if (returned.came !== 'in') return UNKNOWN;
    if (returned.sameKernel === 'no' || returned.sameServer === 'no') return no('return');
    const { ending, stalledMs } = control.death;
    if (stalledMs !== undefined || (ending !== 'fin' && ending !== 'channel-closed'))
      return no('control-died');
    return returned.sameServer === 'yes' ? yes('control-died', 'return') : UNKNOWN;
  },
};
