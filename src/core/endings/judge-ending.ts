/** From what was seen of a connection to how it ended: the first rule that says yes. */
import type { Ending } from './rule.ts';
import { ENDING_RULES } from './rules/catalogue.ts';
import type { Seen } from './seen.ts';

export function judgeEnding(seen: Seen): Ending {
  for (const rule of ENDING_RULES) {
    const judgement = rule.judge(seen);
    if (judgement.answer === 'yes') return consistent(judgement.ending, seen);
  }
  throw new Error('the last rule says yes to everything');
}

/** What lived through a longer silence before has shown no limit by ending after a shorter one. */
function consistent(ending: Ending, { flow }: Seen): Ending {
  const { deadAfterMs } = ending;
  return deadAfterMs !== undefined && deadAfterMs <= flow.survivedGapMs
    ? { ...ending, deadAfterMs: undefined }
    : ending;
}
