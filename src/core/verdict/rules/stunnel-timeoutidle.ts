import { byteCounter } from '../byte-counting.ts';

/** It resets where others close. */
export const stunnelTimeoutIdle = byteCounter({
  causes: ['stunnel-timeoutidle', 'haproxy-timeout', 'http-connect-proxy'],
  question: 'Does a proxy reset what carried no data?',
  cites: ['stunnel(8) TIMEOUTidle: "sending reset"', 'HAProxy option nolinger'],
  ending: 'reset',
});
