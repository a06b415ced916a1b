import { byteCounter } from '../byte-counting.ts';

/** The commonest of its kind stands for all that close in order; which it is, a client cannot see. */
export const haproxyTimeout = byteCounter({
  causes: [
    'haproxy-timeout',
    'nginx-stream-timeout',
    'envoy-idle-timeout',
    'octavia-timeout',
    'http-connect-proxy',
    'stunnel-timeoutidle',
  ],
  question: 'Does a proxy close what carried no data?',
  cites: ['HAProxy timeout client, timeout server, timeout tunnel', 'socat(1) -T'],
});
