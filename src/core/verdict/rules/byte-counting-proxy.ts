import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** Something between counts bytes, not packets: TCP keepalives are answered by it and mean nothing to it. */
export const byteCountingProxy: Rule = {
  causes: [
    'haproxy-timeout',
    'nginx-stream-timeout',
    'envoy-idle-timeout',
    'stunnel-timeoutidle',
    'http-connect-proxy',
    'octavia-timeout',
  ],
  kind: 'idle-limit',
  question: 'Do TCP keepalives fail where SSH keepalives help?',
  cites: [
    'RFC 9293 §3.8.4: a keepalive carries no data',
    'HAProxy timeout client/server/tunnel; nginx stream proxy_timeout: time without data',
  ],
  layer: 'proxy',
  policy: 'unknown',
  judge({ keepalives, limit, announced, legs }) {
    const limitMs = limit.upperMs;
    if (limitMs === undefined || announced?.shellOnly === true) return UNKNOWN;
    const outlived = keepalives.filter(
      ({ heldMs, intervalMs }) => heldMs > limitMs && (intervalMs ?? limitMs) < limitMs / 2,
    );
    const tcp = outlived.filter(({ kind }) => kind === 'tcp-keepalive');
    const ssh = outlived.find(({ kind, outcome }) => kind === 'ssh-keepalive' && outcome === 'alive');
    const [dead] = tcp.filter(({ outcome }) => outcome !== 'alive');
    const alive = tcp.find(({ outcome }) => outcome === 'alive');
    if (alive !== undefined) return no(`${alive.armId}-alive`);
    // A TCP keepalive ends at the first jump host: what it cannot save may be forgotten behind that.
    const [first] = legs?.arms ?? [];
    if (legs !== undefined && first?.outcome !== 'alive')
      return first === undefined ? UNKNOWN : no(`${first.armId}-${first.outcome}`);
    return dead !== undefined && ssh !== undefined
      ? yes(`${dead.armId}-${dead.outcome}`, `${ssh.armId}-alive`)
      : UNKNOWN;
  },
};
