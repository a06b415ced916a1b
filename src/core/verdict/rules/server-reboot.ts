import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** Another kernel than before. */
export const serverReboot: Rule = {
  causes: ['server-reboot', 'server-crash'],
  kind: 'not-idle',
  question: 'Was the server rebooted?',
  cites: ['random(4): /proc/sys/kernel/random/boot_id is another one after each start'],
  layer: 'server-host',
  policy: 'unknown',
  judge({ control, returned }) {
    if (control.lived === 'yes') return no('control-lived');
    if (returned === undefined || returned.sameKernel === 'unknown') return UNKNOWN;
    return returned.sameKernel === 'no' ? yes('control-died', 'return') : no('return');
  },
};
