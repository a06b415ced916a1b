/** A verdict is data: one rule a file, each with its question and a three-valued answer. */
import type { Answer, Findings } from '../evidence/findings.ts';

export interface Judgement {
  /** `unknown`: what would decide it was not measured. */
  readonly answer: Answer;
  /** Ids of the evidence that decides it; empty only for `unknown`. */
  readonly because: readonly string[];
}

export interface Rule {
  /** The causes (ids of the catalogue) that it decides about together; the first fits best. */
  readonly causes: readonly [string, ...string[]];
  /** `refusal`: nothing could be measured, for that reason. */
  readonly kind: 'idle-limit' | 'not-idle' | 'refusal';
  readonly question: string;
  /** Standards, sources, measurements it rests on. */
  readonly cites: readonly string[];
  /** Where it happens; `located`: as the `ttl` arms say (path, client or server host). */
  readonly layer: 'located' | 'client-host' | 'path' | 'proxy' | 'server-host' | 'sshd' | 'shell';
  /** Whether somebody decided it: then it is not evaded. */
  readonly policy: Answer;
  /** It asks only whose box it is: while that is open, what the box does may still be proven. */
  readonly onlyWhose?: true;
  /** Even where an arm decides the rest: other makes would look the same; left out: as sure as the arms are. */
  readonly most?: 'likely';
  judge(findings: Findings): Judgement;
}

export function yes(...because: readonly string[]): Judgement {
  return { answer: 'yes', because };
}

export function no(...because: readonly string[]): Judgement {
  return { answer: 'no', because };
}

export const UNKNOWN: Judgement = { answer: 'unknown', because: [] };
