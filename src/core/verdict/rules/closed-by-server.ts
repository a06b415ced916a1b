import { bytesCounted } from '../byte-counting.ts';
import { helpOf } from '../help.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** Whoever answers as the server closed silent connections by itself; no keepalive tells what it counts. */
export const closedByServer: Rule = {
  causes: [
    'haproxy-timeout',
    'nginx-stream-timeout',
    'envoy-idle-timeout',
    'dropbear-idle-timeout',
    'bastion-idle',
    'l4-load-balancer-idle',
  ],
  kind: 'idle-limit',
  question: 'Did the far end of the TCP connection close it for idleness?',
  cites: ['HAProxy timeout client/server', 'nginx proxy_timeout', 'dropbear(8) -I'],
  layer: 'proxy',
  policy: 'unknown',
  judge(findings) {
    const { announced, control, limit } = findings;
    if (announced === undefined) return limit.upperMs === undefined ? UNKNOWN : no('nothing-announced');
    if (announced.ending !== 'fin' && announced.ending !== 'ssh-disconnect') return no('announced');
    const bytes = bytesCounted(findings);
    if (bytes.answer === 'yes') return no(...bytes.because);
    const ssh = helpOf(findings, 'ssh-keepalive');
    if (ssh.answer === 'no') return no(...ssh.because);
    return control.lived === 'yes' ? yes('announced', 'control-lived') : UNKNOWN;
  },
};
