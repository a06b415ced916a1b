import type { Ending } from '../../measure/trial.ts';
import type { Findings } from '../../evidence/findings.ts';
import { pickedUp, withJumpsUndone } from '../picked-up.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

function endingWhenClientSpeaks(findings: Findings): Ending | undefined {
  return findings.announced !== undefined ? undefined : withJumpsUndone(findings.client?.ending, findings);
}

/** After the silence the NAT gave the flow another port; the server does not know that one and resets. */
export const portRemapped: Rule = {
  causes: ['nat-port-remap-rst', 'cloud-nat-rst-to-sender', 'nat-port-reuse-kill'],
  kind: 'idle-limit',
  question: 'Does the flow come back from another port after the silence?',
  cites: [
    'RFC 9293 §3.10.7.1: a segment for no connection is answered with RST',
    'nft masquerade random, fully-random',
  ],
  layer: 'located',
  policy: 'no',
  judge(findings) {
    if (pickedUp(findings) === 'yes') return no('client-first', 'server-first');
    if (findings.announced?.shellOnly === false) return no('announced');
    const ending = endingWhenClientSpeaks(findings);
    const { nat } = findings;
    if (ending === undefined) return UNKNOWN;
    if (ending !== 'reset') return no('client-first');
    if (nat.translated === 'no') return no('nat', 'client-first');
    if (nat.translated === 'unknown') return UNKNOWN;
    return nat.portKept === 'no' ? yes('client-first', 'nat') : UNKNOWN;
  },
};

/** The box that forgot refuses what comes late with an RST of its own making. */
export const rejected: Rule = {
  causes: ['firewall-reject-rst', 'cloud-nat-rst-to-sender', 'nat-port-remap-rst'],
  kind: 'idle-limit',
  question: 'Does a box on the path reset what comes after the silence?',
  cites: ['nft reject with tcp reset', 'AWS NAT gateway and NLB: RST to the sender after 350 s'],
  layer: 'located',
  policy: 'no',
  judge(findings) {
    if (pickedUp(findings) === 'yes') return no('client-first', 'server-first');
    if (findings.announced?.shellOnly === false) return no('announced');
    const ending = endingWhenClientSpeaks(findings);
    if (ending === undefined) return UNKNOWN;
    if (ending !== 'reset') return no('client-first');
    return findings.nat.portKept === 'no' ? no('nat') : yes('client-first', 'nat');
  },
};
