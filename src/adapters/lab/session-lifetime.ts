/**
 * An absolute limit to the age of a session, which sshd itself does not have:
 * what a bastion does, or an administrator's cron job.
 */
import { childrenOf } from './children.ts';

/**
 * Ends each connection of the sshd with pid `listenerPid` at this age, counted
 * from when it was accepted, within {@link POLL_MS}. Returns what stops it.
 */
export function limitSessions(listenerPid: number, lifetimeMs: number): () => void {
  const firstSeenAtMs = new Map<number, number>();
  const timer = setInterval(() => {
    const nowAtMs = performance.now();
    const sessions = childrenOf(listenerPid);
    for (const pid of firstSeenAtMs.keys()) if (!sessions.includes(pid)) firstSeenAtMs.delete(pid);
    for (const pid of sessions) {
      const seenAtMs = firstSeenAtMs.get(pid) ?? nowAtMs;
      firstSeenAtMs.set(pid, seenAtMs);
      if (nowAtMs - seenAtMs >= lifetimeMs) end(pid);
    }
  }, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It ended by itself meanwhile.
  }
}

const POLL_MS = 50;
