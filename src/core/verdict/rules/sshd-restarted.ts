import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The same kernel, another server program: it was restarted, and took the sessions with it. */
export const sshdRestarted: Rule = {
  causes: ['sshd-session-killed', 'admin-kill'],
  kind: 'not-idle',
  question: 'Was the SSH server restarted, its sessions with it?',
  cites: ['systemd.kill(5): KillMode=control-group ends all sessions of a service'],
  layer: 'sshd',
  policy: 'unknown',
  judge({ control, returned }) {
    if (control.lived === 'yes') return no('control-lived');
    if (control.death === undefined || returned === undefined) return UNKNOWN;
    if (returned.sameKernel === 'no' || returned.sameServer === 'yes') return no('return');
    return returned.sameKernel === 'yes' && returned.sameServer === 'no'
      ? yes('control-died', 'return')
      : UNKNOWN;
  },
};
