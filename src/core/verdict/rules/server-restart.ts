import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** All connections ended at one moment, whatever their age and however busy. */
export const serverRestart: Rule = {
  causes: ['server-reboot', 'sshd-session-killed', 'server-crash', 'server-host-firewall-reload'],
  kind: 'not-idle',
  question: 'Did one event end all connections at once?',
  cites: ['systemd.kill(5): KillMode=control-group ends all sessions of a service'],
  layer: 'server-host',
  policy: 'unknown',
  judge({ sameMoment, sameAge, control }) {
    if (control.death !== undefined && sameAge === undefined)
      return sameMoment !== undefined ? yes('same-moment') : yes('control-died');
    return control.lived === 'yes' ? no('control-lived') : UNKNOWN;
  },
};
