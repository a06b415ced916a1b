import { type EndingRule, NO, yes } from '../rule.ts';
import { endpointOf } from '../seen.ts';

/** Nothing but resets: the leavings of something that was not captured. */
export const noConnection: EndingRule = {
  id: 'no-connection',
  question: 'Is there anything but RST?',
  cites: ['RFC 9293 §3.10.7.1: a segment for no connection is answered with RST'],
  judge(seen) {
    const { flow, client, server } = seen;
    const [first] = flow.resetsSeen ?? [];
    if (first === undefined || client.packets > client.resets || server.packets > server.resets) return NO;
    const sender = first.by === seen.clientIs ? 'client' : 'server';
    const count = client.resets + server.resets;
    return yes({
      endedBy: 'unknown',
      ending: 'unknown',
      endFrame: first.frame,
      idle: 'unknown',
      cause: 'cannot-tell',
      confidence: 'possible',
      summary: `Nothing but RST: ${count} from ${endpointOf(seen, sender)}. The connection that ${count === 1 ? 'it belongs' : 'they belong'} to was not captured.`,
      because: [{ frame: first.frame, fact: 'the first RST; no other kind of segment was seen' }],
      deadAfterMs: undefined,
    });
  },
};
