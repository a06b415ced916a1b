/** How a connection ended is data: one rule a file, each with its question and a three-valued answer. */
import type { Answer, Seen } from './seen.ts';

export type EndedBy = 'client' | 'server' | 'middlebox' | 'nobody-seen' | 'unknown';
export type EndingKind = 'fin' | 'reset' | 'silent' | 'open' | 'refused' | 'connect-timeout' | 'unknown';
export type Confidence = 'proven' | 'likely' | 'possible';

/** Why, in the words of people: forgotten for being idle, somebody's rule, torn off, a normal end. */
export type Cause =
  | 'idle-expiry'
  | 'idle-policy'
  | 'aborted'
  | 'normal-end'
  | 'peer-gone'
  | 'unreachable'
  | 'zero-window'
  | 'packet-size'
  | 'not-ended'
  | 'cannot-tell';

export interface FrameFact {
  readonly frame: number;
  readonly fact: string;
}

export interface Ending {
  readonly endedBy: EndedBy;
  readonly ending: EndingKind;
  /** `undefined`: no frame ended it. */
  readonly endFrame: number | undefined;
  readonly idle: Answer;
  readonly cause: Cause;
  readonly confidence: Confidence;
  /** One to three sentences. What was not seen is not named in them. */
  readonly summary: string;
  readonly because: readonly FrameFact[];
  /** The silence that it did not live through, ms; `undefined`: that is not how it ended. */
  readonly deadAfterMs: number | undefined;
}

export type EndingJudgement =
  | { readonly answer: 'yes'; readonly ending: Ending }
  /** `unknown`: what would decide it was not captured. */
  | { readonly answer: 'no' | 'unknown' };

export interface EndingRule {
  readonly id: string;
  readonly question: string;
  /** Standards, sources, measurements it rests on. */
  readonly cites: readonly string[];
  judge(seen: Seen): EndingJudgement;
}

export const NO: EndingJudgement = { answer: 'no' };
export const UNKNOWN: EndingJudgement = { answer: 'unknown' };

export function yes(ending: Ending): EndingJudgement {
  return { answer: 'yes', ending };
}
