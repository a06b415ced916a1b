import { byteCounter } from '../byte-counting.ts';

export const envoyIdleTimeout = byteCounter({
  causes: ['envoy-idle-timeout', 'haproxy-timeout', 'nginx-stream-timeout', 'octavia-timeout'],
  question: 'Does a proxy close what carried no data, after the time that Envoy has by default?',
  cites: ['envoy.extensions.filters.network.tcp_proxy: idle_timeout 1 hour by default'],
  ending: 'fin',
  limitSeconds: 3600,
});
