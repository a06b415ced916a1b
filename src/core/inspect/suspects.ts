/**
 * From facts to suspects: which causes they speak for, in the order in which
 * they would strike, and which they rule out. A cause is cleared only by facts
 * that were read for sure; "not read" speaks for and against nobody.
 */
import { clientSuspicions } from './client-suspects.ts';
import type { Fact, Suspect, Suspicions } from './fact.ts';
import { pathSuspicions } from './path-suspects.ts';
import { serverSuspicions } from './server-suspects.ts';

/** Suspects in order: certain, likely, possible, the shortest limit first. */
export function suspicionsOf(facts: readonly Fact[]): Suspicions {
  const parts = [serverSuspicions(facts), clientSuspicions(facts), pathSuspicions(facts)];
  const suspects = parts.flatMap((part) => part.suspects);
  const accused = new Set(suspects.map(({ cause }) => cause));
  return {
    suspects: suspects.toSorted(
      (a, b) =>
        WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight) ||
        (a.limitMs ?? Number.MAX_SAFE_INTEGER) - (b.limitMs ?? Number.MAX_SAFE_INTEGER),
    ),
    cleared: parts.flatMap((part) => part.cleared).filter(({ cause }) => !accused.has(cause)),
  };
}

const WEIGHTS: readonly Suspect['weight'][] = ['certain', 'likely', 'possible'];
