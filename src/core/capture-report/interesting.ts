/** Which connections are shown: those that say something about idleness, or that did not end as they should. */
import type { ConnectionReport } from './model.ts';

export function isInteresting(connection: ConnectionReport): boolean {
  const { ending, longestDataGapMs, keepalives, idle, notes } = connection;
  if (ending === 'silent' || ending === 'reset' || ending === 'refused' || ending === 'connect-timeout')
    return true;
  if (ending === 'unknown' || idle !== 'no' || keepalives.length > 0) return true;
  return longestDataGapMs >= LONG_MS || notes.some(({ note }) => /^ICMP|^a RST/.test(note));
}

/** Worst first: what died, then what was torn off, then what never was, then the rest, longest silence first. */
export function worstFirst(a: ConnectionReport, b: ConnectionReport): number {
  return badness(b) - badness(a) || b.longestGapMs - a.longestGapMs || a.firstFrame - b.firstFrame;
}

function badness({ ending, idle, endedBy }: ConnectionReport): number {
  const idleness = idle === 'yes' ? 4 : idle === 'unknown' ? 2 : 0;
  const own = ENDING_BADNESS[ending] + (endedBy === 'middlebox' ? 4 : 0);
  return own + idleness;
}

const ENDING_BADNESS: Readonly<Record<ConnectionReport['ending'], number>> = {
  silent: 6,
  reset: 5,
  'connect-timeout': 4,
  refused: 3,
  unknown: 2,
  open: 1,
  fin: 0,
};

/** Longer than anybody waits for an answer. */
const LONG_MS = 10_000;
