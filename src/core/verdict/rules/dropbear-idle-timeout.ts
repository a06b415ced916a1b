import { helpOf, isDropbear } from '../help.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** dropbear counts what a session carries, keepalives not among it, and closes the connection. */
export const dropbearIdleTimeout: Rule = {
  causes: ['dropbear-idle-timeout'],
  kind: 'idle-limit',
  question: 'Does dropbear end sessions in which nothing but keepalives passes?',
  cites: ['dropbear(8) -I'],
  layer: 'sshd',
  policy: 'yes',
  judge(findings) {
    const { announced, limit } = findings;
    const dropbear = isDropbear(findings);
    if (dropbear === false) return no('server');
    if (announced === undefined) return limit.upperMs === undefined ? UNKNOWN : no('nothing-announced');
    if (announced.ending !== 'fin') return no('announced');
    const ssh = helpOf(findings, 'ssh-keepalive');
    if (ssh.answer === 'yes') return no(...ssh.because);
    return dropbear === true && ssh.answer === 'no' ? yes('announced', 'server', ...ssh.because) : UNKNOWN;
  },
};
