import { byteCounter } from '../byte-counting.ts';

export const nginxStreamTimeout = byteCounter({
  causes: ['nginx-stream-timeout', 'haproxy-timeout', 'envoy-idle-timeout', 'octavia-timeout'],
  question: 'Does a proxy close what carried no data, after the time that nginx has by default?',
  cites: ['ngx_stream_proxy_module: proxy_timeout 10m by default'],
  ending: 'fin',
  limitSeconds: 600,
});
