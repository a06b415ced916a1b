/**
 * Idle times at which products really have their limit, for the rungs of the
 * ladder: where a limit lies near one of these, it most often is that one.
 */

/** Milliseconds, ascending. */
export const LANDMARKS_MS: readonly number[] = [
  60, // AWS classic load balancer (default idle timeout)
  120, // natmap; sshd LoginGraceTime
  180, // sshd hardening guides: ClientAliveInterval
  240, // Azure load balancer and NAT gateway
  300, // Docker Desktop vpnkit; nf_conntrack_tcp_timeout_unacknowledged; CIS idle rules
  350, // AWS Network Load Balancer, NAT gateway, Nitro v6 connection tracking
  600, // nginx stream proxy_timeout; GCP VPC firewall
  900, // IPVS
  1200, // GCP Cloud NAT
  1800, // WinNAT
  3600, // FortiGate, Cisco ASA, Check Point session timers
  7200, // TCP keepalive of most systems (RFC 1122 §4.2.3.6)
  7440, // RFC 5382 §5 REQ-5; OpenWrt
].map((seconds) => seconds * 1000);
