/** This host's own connection tracking, as far as anybody may read it. */
import { readFileSync } from 'node:fs';
import type { LocalTracking } from '../core/evidence/findings.ts';

/** Linux: readable by everybody; there only while the kernel tracks connections in this network namespace. */
export function readLocalTracking(): LocalTracking {
  if (process.platform !== 'linux') return { kind: 'unreadable' };
  try {
    const seconds = Number(readFileSync(ESTABLISHED, 'utf8'));
    return Number.isFinite(seconds)
      ? { kind: 'read', establishedMs: seconds * 1000 }
      : { kind: 'unreadable' };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? { kind: 'absent' } : { kind: 'unreadable' };
  }
}

const ESTABLISHED = '/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established';
