import { type EndingRule, NO, UNKNOWN, yes } from '../rule.ts';
import { endpointOf } from '../seen.ts';
import { lasting, times } from '../words.ts';

/** One side of the handshake was never answered. */
export const connectTimeout: EndingRule = {
  id: 'connect-timeout',
  question: 'Did the handshake remain without an answer?',
  cites: ['RFC 9293 §3.8.3: a SYN is sent again for three minutes at least'],
  judge(seen) {
    const { flow, client, server, captureEndAtMs } = seen;
    if (flow.synFrame === 0 || seen.established === 'yes' || (flow.resetsSeen?.length ?? 0) > 0) return NO;
    if (flow.finSeen !== undefined) return NO;
    const isHalf = flow.synAckFrame !== 0;
    const waiting = isHalf ? server : client;
    const watchedMs = captureEndAtMs - waiting.lastAtMs;
    if (waiting.synCount < 2 && watchedMs < PATIENCE_MS) return UNKNOWN;
    const sent = times(waiting.synCount, isHalf ? 'SYN-ACK' : 'SYN');
    const overMs = waiting.lastAtMs - flow.firstAtMs;
    const whom = isHalf ? endpointOf(seen, 'client') : endpointOf(seen, 'server');
    return yes({
      endedBy: 'nobody-seen',
      ending: 'connect-timeout',
      endFrame: waiting.lastFrame,
      idle: 'no',
      cause: 'unreachable',
      confidence: waiting.synCount >= 3 ? 'proven' : 'likely',
      summary: `Never established: ${sent}${waiting.synCount > 1 ? ` over ${lasting(overMs)}` : ''}, and no answer from ${whom}.`,
      because: [
        { frame: waiting.synFrame, fact: isHalf ? 'the SYN-ACK' : 'the opening SYN' },
        ...(waiting.synCount > 1 ? [{ frame: waiting.lastFrame, fact: 'the last repetition' }] : []),
      ],
      deadAfterMs: undefined,
    });
  },
};

/** A second SYN comes after one second (RFC 6298 §2); whoever sent none by then had given up. */
const PATIENCE_MS = 3000;
