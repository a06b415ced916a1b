import { type Ending, type EndingRule, yes } from '../rule.ts';
import { otherOf, type Seen } from '../seen.ts';
import { type Stall, stallFacts, stallOf, stallText } from '../stall.ts';
import { lasting, the, times } from '../words.ts';

/** Nothing that was captured ended it. */
export const open: EndingRule = {
  id: 'open',
  question: 'Was it still open when the capture ended?',
  cites: [],
  judge(seen) {
    const { flow } = seen;
    const stall = stallOf(seen, flow.lastAtMs);
    if (stall !== undefined) return yes(stalled(seen, stall));
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

/** It lives, and nothing moves: somebody's program does not read. */
function stalled(seen: Seen, stall: Stall): Ending {
  const asked = `${times(stall.probes, 'probe')} of ${the(otherOf(stall.who))}`;
  return {
    endedBy: 'nobody-seen',
    ending: 'open',
    endFrame: undefined,
    idle: 'no',
    cause: 'zero-window',
    confidence: stall.isAnswered ? 'proven' : 'likely',
    summary: `Stalled when the capture ended: ${stallText(stall)}. ${stall.isAnswered ? `It answered ${asked}, so the connection itself was alive.` : `The last of ${asked} had no answer yet.`}`,
    because: [...stallFacts(stall), { frame: seen.flow.lastFrame, fact: 'the last packet' }],
    deadAfterMs: undefined,
  };
}

const QUIET_MS = 10_000;
