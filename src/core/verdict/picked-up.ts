/** What the two directions of a connection say together. */
import type { Answer, Findings } from '../evidence/findings.ts';
import type { Ending } from '../measure/trial.ts';

/**
 * Alive when the client speaks first, beyond the age at which late output kills
 * it: loose pickup. Unknown while the client has not come so far.
 */
export function pickedUp({ client, server, ladderEnd }: Findings): Answer {
  if (client === undefined || server === undefined) return 'unknown';
  if (server.upperMs === undefined) return ladderEnd === 'survives' ? 'no' : 'unknown';
  if (client.lowerMs > server.upperMs) return 'yes';
  return client.upperMs === undefined ? 'unknown' : 'no';
}

/** A reset behind a jump host comes to the client as a close: that host ends the channel. */
export function withJumpsUndone(
  ending: Ending | undefined,
  { legs }: Pick<Findings, 'legs'>,
): Ending | undefined {
  return legs !== undefined && ending === 'fin' ? 'reset' : ending;
}
