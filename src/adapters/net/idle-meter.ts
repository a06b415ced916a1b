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
  /**
   * Right before something of ours leaves; what it gives is called once it has left, and gives the silence before
   * it. On a busy machine the one may come well after the other.
   */
  sending(): () => Silence;
  /** Data just came in; gives the silence before it. */
  received(): Silence;
  /** The silence before a packet without data that came unasked since the last call; `undefined`: none came. */
  unaskedPacket(): number | undefined;
}

export function idleMeter(socket: TcpSocket | undefined, nowMs: NowMs): IdleMeter {
  let earliestAtMs = nowMs();
  let latestAtMs = earliestAtMs;
  let { segmentsIn, receivedBytes } = socket?.info() ?? NOTHING_KNOWN;
  let lookedAtMs = earliestAtMs;
  return {
    idleAtMostMs: () => nowMs() - earliestAtMs,
    idleAtLeastMs: () => nowMs() - latestAtMs,
    sending() {
      const fromAtMs = nowMs();
      const atLeastMs = fromAtMs - latestAtMs;
      return () => {
        const untilAtMs = nowMs();
        const silence = { atLeastMs, atMostMs: untilAtMs - earliestAtMs };
        earliestAtMs = fromAtMs;
        latestAtMs = untilAtMs;
        return silence;
      };
    },
    received() {
      // The kernel's stamp counts from some moment between these two.
      const askedAtMs = nowMs();
      const info = socket?.info();
      const seenAtMs = nowMs();
      socket?.acknowledgeNow();
      // Without the kernel's stamp it may have waited for us, but no longer than a busy machine lets it.
      const cameAtMs = Math.max(earliestAtMs, askedAtMs - (info?.lastDataReceivedMs ?? UNSEEN_MS));
      const silence = {
        atLeastMs: Math.max(0, cameAtMs - latestAtMs),
        atMostMs: Math.max(cameAtMs, seenAtMs - (info?.lastDataReceivedMs ?? 0)) - earliestAtMs,
      };
      earliestAtMs = cameAtMs;
      latestAtMs = nowMs() + (socket === undefined ? DELAYED_ACK_MS : 0);
      ({ segmentsIn, receivedBytes } = info ?? NOTHING_KNOWN);
      lookedAtMs = seenAtMs;
      return silence;
    },
    unaskedPacket() {
      const askedAtMs = nowMs();
      const info = socket?.info();
      // Data that nobody has read yet is for received() to tell of, and so is an end.
      if (info?.receivedBytes !== receivedBytes) return undefined;
      const sinceAtMs = lookedAtMs;
      lookedAtMs = nowMs();
      if (info?.segmentsIn === undefined || info.segmentsIn === segmentsIn) return undefined;
      segmentsIn = info.segmentsIn;
      const stampedAtMs = askedAtMs - Math.min(info.lastAckReceivedMs, info.lastDataReceivedMs);
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

const NOTHING_KNOWN = { segmentsIn: undefined, receivedBytes: undefined };

/** What came is seen within this time, as good as always, where the kernel does not say when it came. */
const UNSEEN_MS = 100;
/** The longest a peer may hold an acknowledgement back (RFC 1122 §4.2.3.2). */
const OWN_ACK_MS = 500;
/** Where it cannot be sent at once: TCP_DELACK_MIN of Linux (include/net/tcp.h). */
const DELAYED_ACK_MS = 40;
