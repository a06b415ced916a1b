/** Decodes `struct tcp_info` (include/uapi/linux/tcp.h); old kernels give less of it. */
import { littleEndian } from './libc.ts';

export interface TcpInfo {
  /** As in include/net/tcp_states.h; 1 is established. */
  readonly state: number;
  /** Retransmission time-outs in a row of what is unacknowledged now. */
  readonly retransmits: number;
  /** Keepalive or zero-window probes unanswered in a row. */
  readonly probes: number;
  readonly unackedSegments: number;
  readonly lastDataSentMs: number;
  readonly lastDataReceivedMs: number;
  /** Since the last packet with an acknowledgement came in, of whatever kind. */
  readonly lastAckReceivedMs: number;
  readonly rttMs: number;
  readonly totalRetransmits: number;
  /** All octets that came in order, read or not, an end (FIN) as one more; `undefined` before Linux 4.2. */
  readonly receivedBytes: bigint | undefined;
  /** Segments received and sent since the start; `undefined` before Linux 4.2. */
  readonly segmentsIn: number | undefined;
  readonly segmentsOut: number | undefined;
}

/** Larger than any kernel's structure so far; the kernel fills what it has. */
export const TCP_INFO_SIZE_BYTES = 512;

export function decodeTcpInfo(octets: Uint8Array): TcpInfo | undefined {
  if (octets.length < BASE_SIZE_BYTES) return undefined;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const word = (offset: number) => view.getUint32(offset, littleEndian);
  const hasSegments = octets.length >= SEGS_IN + 4;
  return {
    state: view.getUint8(STATE),
    retransmits: view.getUint8(RETRANSMITS),
    probes: view.getUint8(PROBES),
    unackedSegments: word(UNACKED),
    lastDataSentMs: word(LAST_DATA_SENT),
    lastDataReceivedMs: word(LAST_DATA_RECV),
    lastAckReceivedMs: word(LAST_ACK_RECV),
    rttMs: word(RTT_US) / 1000,
    totalRetransmits: word(TOTAL_RETRANS),
    receivedBytes: hasSegments ? view.getBigUint64(BYTES_RECEIVED, littleEndian) : undefined,
    segmentsOut: hasSegments ? word(SEGS_OUT) : undefined,
    segmentsIn: hasSegments ? word(SEGS_IN) : undefined,
  };
}

const STATE = 0;
const RETRANSMITS = 2;
const PROBES = 3;
const UNACKED = 24;
const LAST_DATA_SENT = 44;
const LAST_DATA_RECV = 52;
const LAST_ACK_RECV = 56;
const RTT_US = 68;
const TOTAL_RETRANS = 100;
const BASE_SIZE_BYTES = 104;
const BYTES_RECEIVED = 128;
const SEGS_OUT = 136;
const SEGS_IN = 140;
