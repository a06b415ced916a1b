import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** What comes from the client is dropped after the silence; what the server says opens the way again, for both. */
export const revivedByServer: Rule = {
  causes: ['cloud-security-group-tracking'],
  kind: 'idle-limit',
  question: 'Is the client cut off by its silence, until the server speaks?',
  cites: [
    'GCP VPC firewall: tracked connections end after 10 minutes without a packet',
    'lab: a host firewall with nf_conntrack_tcp_loose that filters input alone',
  ],
  layer: 'located',
  policy: 'no',
  most: 'likely',
  judge({ client, server, announced, ladderEnd }) {
    if (announced !== undefined) return UNKNOWN;
    if (client === undefined || server === undefined) return UNKNOWN;
    if (client.upperMs === undefined) {
      // It lived on where the server's words were lost: that is the mirror of this.
      const livedOn = ladderEnd === 'survives' || client.lowerMs > (server.upperMs ?? Infinity);
      return livedOn ? no('client-first') : UNKNOWN;
    }
    if (client.ending !== 'silent') return no('client-first');
    if (server.lowerMs > client.upperMs) return yes('client-first', 'server-first');
    return server.upperMs === undefined ? UNKNOWN : no('server-first');
  },
};
