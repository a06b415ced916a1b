/** From what was seen of a connection to how it ended: the first rule that says yes. */
import type { Ending } from './rule.ts';
import { ENDING_RULES } from './rules/catalogue.ts';
import type { Seen } from './seen.ts';

export function judgeEnding(seen: Seen): Ending {
  for (const rule of ENDING_RULES) {
    const judgement = rule.judge(seen);
    if (judgement.answer === 'yes') return judgement.ending;
  }
  throw new Error('the last rule says yes to everything');
}
