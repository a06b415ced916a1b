import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The server closed the session's channel and left the connection in order. */
export const channelTimeout: Rule = {
  causes: [
    'sshd-channel-timeout',
    'logind-stop-idle-session',
    'dropbear-idle-timeout',
    'esxi-interactive-timeout',
  ],
  kind: 'idle-limit',
  question: 'Did the server close silent sessions in order, while it could still be reached?',
  cites: ['sshd_config(5) ChannelTimeout, OpenSSH 9.2'],
  layer: 'sshd',
  policy: 'yes',
  judge({ announced, control, keepalives }) {
    if (announced?.ending === 'channel-closed' && control.lived === 'yes')
      return yes('announced', 'control-lived');
    // An SSH keepalive is no channel data: a session that lived by it alone had a silent channel.
    const held = keepalives.find(({ kind, outcome }) => kind === 'ssh-keepalive' && outcome === 'alive');
    return held === undefined ? UNKNOWN : no(`${held.armId}-alive`);
  },
};
