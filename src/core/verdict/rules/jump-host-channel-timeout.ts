import { helpOf } from '../help.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** A jump host closed a forwarding that carried nothing: at this end that looks as if whoever is behind it had closed. */
export const jumpHostChannelTimeout: Rule = {
  causes: ['sshd-channel-timeout'],
  kind: 'idle-limit',
  question: 'Did a jump host close the forwarding to the next host, since it carried no data?',
  cites: ['sshd_config(5) ChannelTimeout: direct-tcpip', 'lab: a bastion with ChannelTimeout direct-tcpip=8'],
  layer: 'sshd',
  policy: 'yes',
  most: 'likely',
  judge(findings) {
    const { legs, announced, limit } = findings;
    if (legs === undefined) return no('no-jump-host');
    if (announced === undefined) return limit.upperMs === undefined ? UNKNOWN : no('nothing-announced');
    if (announced.shellOnly || announced.ending !== 'fin') return no('announced');
    // What keeps the connection to the first jump host busy is no data of a forwarding.
    const nearest = legs.arms.find(({ leg }) => leg === 0);
    if (nearest === undefined) return UNKNOWN;
    if (nearest.outcome === 'alive') return no(`${nearest.armId}-alive`);
    const ssh = helpOf(findings, 'ssh-keepalive');
    return ssh.answer === 'yes'
      ? yes('announced', 'jump-hosts', `${nearest.armId}-${nearest.outcome}`, ...ssh.because)
      : ssh;
  },
};
