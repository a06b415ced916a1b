/** What all sessions of the logs come to: counts, and the last ones that were lost. Constant memory. */
import type { Connection } from './connection.ts';
import { isBeforeLogin, isLost } from './ends.ts';
import { type PileUp, TimeCounts } from './pile-ups.ts';
import { endOf, lengthOf, quietOf, type Session } from './session.ts';

/** `quiet`: the silence before the end, as far as the log shows. */
export interface Piled extends PileUp {
  readonly what: 'length' | 'quiet';
}

export class Overview {
  /** How many ended so. */
  readonly ends = new Map<string, number>();
  /** The last ones that were lost, the latest last. */
  readonly lost: Session[] = [];
  private readonly lengths = new TimeCounts();
  private readonly silences = new TimeCounts();

  /** Counts it. `session` is asked for only where it is to be shown. */
  add(connection: Connection, session: () => Session): void {
    const end = endOf(connection);
    this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
    if (!isLost(end)) return;
    const lengthMs = lengthOf(connection);
    const quietMs = quietOf(connection);
    if (lengthMs !== undefined) this.lengths.add(lengthMs);
    if (quietMs !== undefined) this.silences.add(quietMs);
    this.lost.push(session());
    if (this.lost.length > 2 * MOST_LOST) this.lost.splice(0, MOST_LOST);
  }

  /** Silences only where they tell more: most logs show a login and an end, and nothing between. */
  pileUps(): readonly Piled[] {
    const lengths = this.lengths.pileUps();
    const silences = this.silences
      .pileUps()
      .filter(
        (quiet) =>
          !lengths.some(
            ({ lowerMs, upperMs, sessions }) =>
              sessions >= quiet.sessions && lowerMs < quiet.upperMs && upperMs > quiet.lowerMs,
          ),
      );
    return [
      ...silences.map((each) => ({ what: 'quiet' as const, ...each })),
      ...lengths.map((each) => ({ what: 'length' as const, ...each })),
    ];
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
