import type { Findings } from '../../evidence/findings.ts';
import { pickedUp, withJumpsUndone } from '../picked-up.ts';
import { type Judgement, no, type Rule, UNKNOWN, yes } from '../rule.ts';

function lostWith(findings: Findings, ending: 'reset' | 'silence'): Judgement {
  const answer = pickedUp(findings);
  if (answer === 'unknown') return UNKNOWN;
  const met = withJumpsUndone(findings.server?.ending, findings) === 'reset' ? 'reset' : 'silence';
  return answer === 'yes' && met === ending
    ? yes('client-first', 'server-first')
    : no('client-first', 'server-first');
}

/** The box that forgot answers the server's late word with RST; the client learns it when it speaks next. */
export const serverFirstReset: Rule = {
  causes: ['nat-expiry-server-first-rst', 'nat-expiry-self-heals'],
  kind: 'idle-limit',
  question: 'Does late output of the server kill the connection, though typing would have revived it?',
  cites: ['nf_conntrack_tcp_loose (Documentation/networking/nf_conntrack-sysctl.rst)'],
  layer: 'located',
  policy: 'no',
  judge: (findings) => lostWith(findings, 'reset'),
};

/** The server's late word is dropped; what the client says next mends the path and brings it. */
export const serverFirstDropped: Rule = {
  causes: [
    'nat-expiry-server-first-drop',
    // A reset may have been lost on its way to the server.
    'nat-expiry-server-first-rst',
    'nat-expiry-self-heals',
    'cloud-security-group-tracking',
  ],
  kind: 'idle-limit',
  question: 'Is late output of the server held back until the client speaks?',
  cites: ['nf_conntrack_tcp_loose (Documentation/networking/nf_conntrack-sysctl.rst)'],
  layer: 'located',
  policy: 'no',
  judge: (findings) => lostWith(findings, 'silence'),
};
