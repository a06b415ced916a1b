/**
 * Tells when a connection last carried anything, as exactly as can be known:
 * by the kernel's own stamps where TCP_INFO is at hand, else by when we saw it.
 */
import type { NowMs } from '../../core/trace/ports.ts';
import type { TcpSocket } from './tcp-socket.ts';

export interface IdleMeter {
  /** How long nothing has passed in either direction. */
  idleMs(): number;
  /** Data of ours was just written. */
  sent(): void;
  /** Data just came in; gives the silence before it. */
  received(): number;
  /** The silence before a packet without data that came unasked since the last call; `undefined`: none came. */
  unaskedPacket(): number | undefined;
}

export function idleMeter(socket: TcpSocket | undefined, nowMs: NowMs): IdleMeter {
  let lastAtMs = nowMs();
  let segmentsIn = socket?.info()?.segmentsIn;
  return {
    idleMs: () => nowMs() - lastAtMs,
    sent() {
      lastAtMs = nowMs();
    },
    received() {
      const info = socket?.info();
      const atMs = Math.max(lastAtMs, nowMs() - (info?.lastDataReceivedMs ?? 0));
      const idleMs = atMs - lastAtMs;
      lastAtMs = atMs;
      segmentsIn = info?.segmentsIn;
      return idleMs;
    },
    unaskedPacket() {
      const info = socket?.info();
      if (info?.segmentsIn === undefined || info.segmentsIn === segmentsIn) return undefined;
      segmentsIn = info.segmentsIn;
      const atMs = nowMs() - Math.min(info.lastAckReceivedMs, info.lastDataReceivedMs);
      // What acknowledges our own last words belongs to them.
      if (atMs < lastAtMs + OWN_ACK_MS + 2 * info.rttMs) return undefined;
      const idleMs = atMs - lastAtMs;
      lastAtMs = atMs;
      return idleMs;
    },
  };
}

/** The longest a peer may hold an acknowledgement back (RFC 1122 §4.2.3.2). */
const OWN_ACK_MS = 500;
