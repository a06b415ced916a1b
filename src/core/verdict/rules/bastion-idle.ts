import { helpOf, isDropbear } from '../help.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** What answers as the server closes connections whose sessions are silent, whatever keepalives they carry. */
export const bastionIdle: Rule = {
  causes: ['bastion-idle', 'teleport-idle'],
  kind: 'idle-limit',
  question: 'Are silent sessions closed though SSH keepalives pass?',
  cites: ['Warpgate inactivity_timeout; JumpServer SECURITY_MAX_IDLE_TIME; Teleport client_idle_timeout'],
  layer: 'proxy',
  policy: 'yes',
  judge(findings) {
    const { announced, control, limit } = findings;
    if (announced === undefined) return limit.upperMs === undefined ? UNKNOWN : no('nothing-announced');
    if (announced.ending !== 'fin' && announced.ending !== 'ssh-disconnect') return no('announced');
    if (isDropbear(findings) === true) return no('server');
    if (announced.shellOnly) return UNKNOWN;
    const ssh = helpOf(findings, 'ssh-keepalive');
    if (ssh.answer === 'yes') return no(...ssh.because);
    return ssh.answer === 'no' && control.lived === 'yes' ? yes('announced', ...ssh.because) : UNKNOWN;
  },
};
