import { type EndingRule, NO, yes } from '../rule.ts';
import { endpointOf } from '../seen.ts';
import { icmpText, isUnreachable } from '../icmp-text.ts';

/** The SYN was answered, by a RST or by an ICMP error. */
export const refused: EndingRule = {
  id: 'refused',
  question: 'Was the SYN turned down?',
  cites: [
    'RFC 9293 §3.10.7.1: a closed port answers with RST and ACK',
    'RFC 1122 §4.2.3.9: ICMP unreachable',
  ],
  judge(seen) {
    const { flow, client } = seen;
    if (flow.synFrame === 0 || flow.synAckFrame !== 0 || client.payloadBytes > 0) return NO;
    const server = endpointOf(seen, 'server');
    const reset = flow.resetsSeen?.find(({ by }) => by !== seen.clientIs);
    if (reset !== undefined && seen.server.packets === seen.server.resets) {
      return yes({
        endedBy: 'server',
        ending: 'refused',
        endFrame: reset.frame,
        idle: 'no',
        cause: 'unreachable',
        confidence: 'likely',
        summary: `${server} refused the connection: its port is closed, or a firewall answers in its name.`,
        because: [
          {
            frame: reset.frame,
            fact: `the SYN is answered with RST${reset.hasAck ? ' and ACK' : ''}, TTL ${reset.ttlHops}`,
          },
        ],
        deadAfterMs: undefined,
      });
    }
    const error = flow.icmpSeen?.find((each) => each.about === seen.clientIs && isUnreachable(each));
    if (error === undefined || seen.server.packets > 0) return NO;
    const isOwn = error.from === seen.serverAddress;
    return yes({
      endedBy: isOwn ? 'server' : 'middlebox',
      ending: 'refused',
      endFrame: error.frame,
      idle: 'no',
      cause: 'unreachable',
      confidence: 'likely',
      summary: isOwn
        ? `${server} refused the connection by ICMP: ${icmpText(error)}.`
        : `A middlebox, ${error.from}, turned the connection to ${server} down: ${icmpText(error)}.`,
      because: [{ frame: error.frame, fact: `ICMP from ${error.from}: ${icmpText(error)}` }],
      deadAfterMs: undefined,
    });
  },
};
