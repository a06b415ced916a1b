/** What versions of sshd do differently with ClientAliveInterval. */

/**
 * OpenSSH 9.2 to 9.4 send probes about half as often as configured: a `>` for
 * a `>=` since d478cdc7a (2023-01-06), mended by 9d7193a83 in 9.5. Debian 12's
 * 9.2p1 was measured: 4 s apart for an interval of 2 s.
 */
export function probesAtHalfRate(version: string): boolean {
  return /OpenSSH_9\.[234](?!\d)/.test(version);
}
