import { byteCounter } from '../byte-counting.ts';

export const octaviaTimeout = byteCounter({
  causes: ['octavia-timeout', 'haproxy-timeout', 'nginx-stream-timeout', 'envoy-idle-timeout'],
  question: 'Does a proxy close what carried no data, after the time that Octavia has by default?',
  cites: ['OpenStack Octavia: timeout_client_data and timeout_member_data, 50 s by default'],
  ending: 'fin',
  limitSeconds: 50,
});
