import type { Findings } from '../../evidence/findings.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** Alive when the client speaks first, beyond the age at which late output kills it: loose pickup. */
function pickedUp({ client, server }: Findings): boolean {
  return (
    client !== undefined &&
    server?.upperMs !== undefined &&
    client.upperMs === undefined &&
    client.lowerMs > server.upperMs
  );
}

function decided({ client, server }: Findings): boolean {
  return (
    client !== undefined &&
    server !== undefined &&
    (client.upperMs !== undefined || server.upperMs !== undefined)
  );
}

/** The box that forgot answers the server's late word with RST; the client learns it when it speaks next. */
export const serverFirstReset: Rule = {
  causes: ['nat-expiry-server-first-rst', 'nat-expiry-self-heals'],
  kind: 'idle-limit',
  question: 'Does late output of the server kill the connection, though typing would have revived it?',
  cites: ['nf_conntrack_tcp_loose (Documentation/networking/nf_conntrack-sysctl.rst)'],
  layer: 'located',
  policy: 'no',
  judge(findings) {
    if (!decided(findings)) return UNKNOWN;
    const lost = pickedUp(findings) && findings.server?.revived === false;
    return lost ? yes('client-first', 'server-first') : no('client-first', 'server-first');
  },
};

/** The server's late word is dropped; what the client says next mends the path and brings it. */
export const serverFirstDropped: Rule = {
  causes: ['nat-expiry-server-first-drop', 'nat-expiry-self-heals', 'cloud-security-group-tracking'],
  kind: 'idle-limit',
  question: 'Is late output of the server held back until the client speaks?',
  cites: ['nf_conntrack_tcp_loose (Documentation/networking/nf_conntrack-sysctl.rst)'],
  layer: 'located',
  policy: 'no',
  judge(findings) {
    if (!decided(findings)) return UNKNOWN;
    return pickedUp(findings) && findings.server?.revived === true
      ? yes('client-first', 'server-first')
      : no('client-first', 'server-first');
  },
};
