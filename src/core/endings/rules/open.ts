import { type EndingRule, yes } from '../rule.ts';
import { lasting } from '../words.ts';

/** Nothing that was captured ended it. */
export const open: EndingRule = {
  id: 'open',
  question: 'Was it still open when the capture ended?',
  cites: [],
  judge(seen) {
    const { flow } = seen;
    const quietMs = seen.captureEndAtMs - flow.lastAtMs;
    const reused = flow.wasReused ? ' Later its ports were taken by another connection.' : '';
    const quiet =
      quietMs >= QUIET_MS ? ` Nothing of it came in the last ${lasting(quietMs)} of the capture.` : '';
    return yes({
      endedBy: 'nobody-seen',
      ending: 'open',
      endFrame: undefined,
      idle: 'no',
      cause: 'not-ended',
      confidence: quietMs >= QUIET_MS || flow.wasReused ? 'likely' : 'proven',
      summary: `${seen.established === 'no' ? 'Still being opened when the capture ended; what came of it was not captured.' : 'Open when the capture ended; its end was not captured.'}${quiet}${reused}`,
      because: [{ frame: flow.lastFrame, fact: 'the last packet' }],
      deadAfterMs: undefined,
    });
  },
};

const QUIET_MS = 10_000;
