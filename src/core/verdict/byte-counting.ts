/** Something between ends TCP and counts bytes, not packets: TCP keepalives are answered by its kernel and mean nothing to it. */
import type { Findings } from '../evidence/findings.ts';
import type { Ending } from '../measure/trial.ts';
import { helpOf } from './help.ts';
import { type Judgement, no, type Rule, UNKNOWN, yes } from './rule.ts';

/** Whether TCP keepalives fail where SSH keepalives help. */
export function bytesCounted(findings: Findings): Judgement {
  const { announced, legs } = findings;
  if (announced?.shellOnly === true) return no('announced');
  const tcp = helpOf(findings, 'tcp-keepalive');
  const ssh = helpOf(findings, 'ssh-keepalive');
  if (tcp.answer === 'yes') return no(...tcp.because);
  if (ssh.answer === 'no') return no(...ssh.because);
  // A TCP keepalive ends at the first jump host: what it cannot save may be forgotten behind that.
  const [first] = legs?.arms ?? [];
  if (legs !== undefined && first?.outcome !== 'alive')
    return first === undefined ? UNKNOWN : no(`${first.armId}-${first.outcome}`);
  return tcp.answer === 'no' && ssh.answer === 'yes' ? yes(...tcp.because, ...ssh.because) : UNKNOWN;
}

export interface ByteCounter {
  readonly causes: Rule['causes'];
  readonly question: string;
  readonly cites: readonly string[];
  /** How it takes leave; left out: either way. */
  readonly ending?: Ending;
  /** Said of it only where the limit may be this one, its own by default; left out: whatever the limit. */
  readonly limitSeconds?: number;
}

/** One product of the kind. Which of them it is, only its way of leaving and its default can say. */
export function byteCounter({ causes, question, cites, ending, limitSeconds }: ByteCounter): Rule {
  return {
    causes,
    kind: 'idle-limit',
    question,
    cites: ['RFC 9293 §3.8.4: a keepalive carries no data', ...cites],
    layer: 'proxy',
    policy: 'unknown',
    judge(findings) {
      const judgement = bytesCounted(findings);
      if (judgement.answer !== 'yes') return judgement;
      const { announced, client, limit } = findings;
      const met = announced?.ending ?? client?.ending;
      if (ending !== undefined && met !== ending)
        return no(announced === undefined ? 'client-first' : 'announced');
      const { lowerMs, upperMs = Infinity } = limit;
      if (
        limitSeconds !== undefined &&
        !(lowerMs <= limitSeconds * 1000 && limitSeconds * 1000 <= upperMs + CLOCK_MS)
      )
        return no(announced === undefined ? 'client-first' : 'announced');
      return judgement;
    },
  };
}

/** nginx and HAProxy end a session up to 0.3 s early (measured, November 2026). */
const CLOCK_MS = 300;
