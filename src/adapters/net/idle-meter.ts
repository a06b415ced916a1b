/**
 * Tells how long a connection has carried nothing, as exactly as can be known:
 * by the kernel's own stamps where TCP_INFO is at hand, else by when we saw it.
 * Two figures, since our acknowledgement may leave later than the data came.
 */
import type { NowMs } from '../../core/trace/ports.ts';
import type { TcpSocket } from './tcp-socket.ts';

/** How long nothing had passed: between these two. */
export interface Silence {
  readonly atLeastMs: number;
  readonly atMostMs: number;
}

export interface IdleMeter {
  /** Nothing has passed for no longer than this: since the last data came in or went out. */
  idleAtMostMs(): number;
  /** Nothing has passed for at least so long: since the last acknowledgement of ours had left. */
  idleAtLeastMs(): number;
  /** Data of ours is just being written. */
  sent(): void;
  /** Data just came in; gives the silence before it. */
  received(): Silence;
  /** The silence before a packet without data that came unasked since the last call; `undefined`: none came. */
  unaskedPacket(): number | undefined;
}

export function idleMeter(socket: TcpSocket | undefined, nowMs: NowMs): IdleMeter {
  let earliestAtMs = nowMs();
  let latestAtMs = earliestAtMs;
  let segmentsIn = socket?.info()?.segmentsIn;
  let lookedAtMs = earliestAtMs;
  return {
    idleAtMostMs: () => nowMs() - earliestAtMs,
    idleAtLeastMs: () => nowMs() - latestAtMs,
    sent() {
      earliestAtMs = nowMs();
      latestAtMs = earliestAtMs;
    },
    received() {
      const info = socket?.info();
      socket?.acknowledgeNow();
      const seenAtMs = nowMs();
      // Without the kernel's stamp it may have waited for us, but no longer than a busy machine lets it.
      const cameAtMs = Math.max(earliestAtMs, seenAtMs - (info?.lastDataReceivedMs ?? UNSEEN_MS));
      const silence = {
        atLeastMs: Math.max(0, cameAtMs - latestAtMs),
        atMostMs: (info === undefined ? seenAtMs : cameAtMs) - earliestAtMs,
      };
      earliestAtMs = cameAtMs;
      latestAtMs = nowMs() + (socket === undefined ? DELAYED_ACK_MS : 0);
      segmentsIn = info?.segmentsIn;
      lookedAtMs = seenAtMs;
      return silence;
    },
    unaskedPacket() {
      const info = socket?.info();
      if (info?.segmentsIn === undefined || info.segmentsIn === segmentsIn) {
        lookedAtMs = nowMs();
        return undefined;
      }
      segmentsIn = info.segmentsIn;
      const sinceAtMs = lookedAtMs;
      lookedAtMs = nowMs();
      const stampedAtMs = lookedAtMs - Math.min(info.lastAckReceivedMs, info.lastDataReceivedMs);
      const ownUntilAtMs = latestAtMs + OWN_ACK_MS + 2 * info.rttMs;
      // The kernel stamps no keepalive of the peer's (tcp_validate_incoming in net/ipv4/tcp_input.c): it came since the last look.
      const isStamped = stampedAtMs > sinceAtMs;
      const cameAtMs = isStamped ? stampedAtMs : sinceAtMs;
      // What acknowledges our own last words belongs to them.
      if (cameAtMs < ownUntilAtMs) {
        if (!isStamped) latestAtMs = Math.max(latestAtMs, lookedAtMs);
        return undefined;
      }
      const idleMs = cameAtMs - latestAtMs;
      earliestAtMs = Math.max(earliestAtMs, cameAtMs);
      latestAtMs = isStamped ? cameAtMs : lookedAtMs;
      return idleMs;
    },
  };
}

/** What came is seen within this time, as good as always, where the kernel does not say when it came. */
const UNSEEN_MS = 100;
/** The longest a peer may hold an acknowledgement back (RFC 1122 §4.2.3.2). */
const OWN_ACK_MS = 500;
/** Where it cannot be sent at once: TCP_DELACK_MIN of Linux (include/net/tcp.h). */
const DELAYED_ACK_MS = 40;
