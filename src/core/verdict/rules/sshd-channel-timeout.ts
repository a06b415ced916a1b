import { helpOf, isDropbear } from '../help.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The server closed the session's channel, without any program's end, and left the connection in order. */
export const sshdChannelTimeout: Rule = {
  causes: ['sshd-channel-timeout', 'esxi-interactive-timeout'],
  kind: 'idle-limit',
  question: 'Did the server close silent sessions in order, while it could still be reached?',
  cites: ['sshd_config(5) ChannelTimeout, OpenSSH 9.2', 'ssh(1) EXIT STATUS: 255 where no program ended'],
  layer: 'sshd',
  policy: 'yes',
  judge(findings) {
    const { announced, control, limit } = findings;
    if (announced !== undefined) {
      if (announced.ending !== 'channel-closed') return no('announced');
      if (announced.exitStatus !== undefined && announced.exitStatus !== NO_PROGRAM_ENDED)
        return no('exit-status');
      if (isDropbear(findings) === true) return no('server');
      return control.lived === 'yes' ? yes('announced', 'control-lived') : UNKNOWN;
    }
    // An SSH keepalive is no channel data: a session that lived by it alone had a silent channel.
    const ssh = helpOf(findings, 'ssh-keepalive');
    if (ssh.answer === 'yes') return no(...ssh.because);
    return limit.upperMs === undefined ? UNKNOWN : no('nothing-announced');
  },
};

const NO_PROGRAM_ENDED = 255;
