/** What all sessions of the logs come to: counts, and the last ones that were lost. Constant memory. */
import type { Connection } from './connection.ts';
import { isBeforeLogin, isLost } from './ends.ts';
import { LengthCounts, type PileUp } from './pile-ups.ts';
import { endOf, lengthOf, type Session } from './session.ts';

export class Overview {
  /** How many ended so. */
  readonly ends = new Map<string, number>();
  /** The last ones that were lost, the latest last. */
  readonly lost: Session[] = [];
  private readonly lengths = new LengthCounts();

  /** Counts it. `session` is asked for only where it is to be shown. */
  add(connection: Connection, session: () => Session): void {
    const end = endOf(connection);
    this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
    if (!isLost(end)) return;
    const lengthMs = lengthOf(connection);
    if (lengthMs !== undefined) this.lengths.add(lengthMs);
    this.lost.push(session());
    if (this.lost.length > 2 * MOST_LOST) this.lost.splice(0, MOST_LOST);
  }

  pileUps(): readonly PileUp[] {
    return this.lengths.pileUps();
  }

  /** How many were lost, ended in order, are open, never logged in. */
  counts(): Readonly<Record<'lost' | 'inOrder' | 'open' | 'beforeLogin', number>> {
    const counts = { lost: 0, inOrder: 0, open: 0, beforeLogin: 0 };
    for (const [end, count] of this.ends) {
      if (isBeforeLogin(end)) counts.beforeLogin += count;
      else if (end === 'still-open') counts.open += count;
      else if (isLost(end)) counts.lost += count;
      else counts.inOrder += count;
    }
    return counts;
  }
}

/** More are not read by anybody; --json has all of them. */
export const MOST_LOST = 20;
