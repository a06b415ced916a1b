/** What is remembered of steady small messages; what they are is told in `beats.ts`. */

/** One steady pace: who opens, both sizes, and how it went on. */
export interface Beat {
  readonly by: 0 | 1;
  readonly askBytes: number;
  readonly answerBytes: number;
  count: number;
  answered: number;
  /** Sums of the silences before each but the first, to get their mean and spread. */
  silences: number;
  sumMs: number;
  leastMs: number;
  mostMs: number;
  firstFrame: number;
  lastFrame: number;
}

export interface Beats {
  /** The exchange that is going on: begins with data after a silence. */
  by: 0 | 1;
  askBytes: number;
  askSegments: number;
  answerBytes: number;
  answerSegments: number;
  silenceMs: number;
  frame: number;
  lastAtMs: number;
  current: Beat | undefined;
  best: Beat | undefined;
}
