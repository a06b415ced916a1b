/**
 * Which causes to name first where a text fits many of them: what guides, bug
 * trackers and question sites blame and turn out to be right about most, as far
 * as we have read them. A judgement, not a measurement; the order decides
 * nothing else.
 */

/** The lower, the commoner. */
export function commonnessOf(id: string): number {
  const at = COMMONEST.indexOf(id);
  return at < 0 ? COMMONEST.length : at;
}

const COMMONEST: readonly string[] = [
  'client-server-alive-timeout',
  'nat-expiry-blackhole',
  'bash-tmout',
  'nat-expiry-server-first-rst',
  'cgnat-expiry',
  'firewall-reject-rst',
  'cloud-nat-rst-to-sender',
  'sshd-client-alive',
  'haproxy-timeout',
  'nginx-stream-timeout',
  'client-suspend',
  'client-retransmission-timeout',
  'client-tcp-keepalive-expiry',
  'l4-load-balancer-idle',
  'firewall-rst-at-expiry',
  'path-outage',
  'client-killed',
  'sshd-session-killed',
  'server-reboot',
  'sshd-login-grace-time',
  'sshd-channel-timeout',
  'client-address-change',
  'cloud-security-group-tracking',
];
