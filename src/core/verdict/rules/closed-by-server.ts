import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** Whoever answers as the server closed silent connections by itself, with FIN or with a message. */
export const closedByServer: Rule = {
  causes: [
    'sshd-unused-connection-timeout',
    'dropbear-idle-timeout',
    'sshd-client-alive',
    'haproxy-timeout',
    'nginx-stream-timeout',
  ],
  kind: 'idle-limit',
  question: 'Did the far end of the TCP connection close it for idleness?',
  cites: ['sshd_config(5) UnusedConnectionTimeout', 'HAProxy timeout client/server', 'nginx proxy_timeout'],
  layer: 'sshd',
  policy: 'unknown',
  judge({ announced, control, limit }) {
    if ((announced?.ending === 'fin' || announced?.ending === 'ssh-disconnect') && control.lived === 'yes') {
      return yes('announced', 'control-lived');
    }
    return limit.upperMs !== undefined && announced === undefined ? no('nothing-announced') : UNKNOWN;
  },
};
