/** One thing that is known, or could not be known, about an end of the connection or what lies between. */

export type Side = 'client' | 'path' | 'server';

/**
 * `read`: it is so. `absent`: it was looked for where it would be, and is not
 * there. `denied`: it is kept from this account. `unknown`: neither could be told.
 */
export type FactStatus = 'read' | 'denied' | 'absent' | 'unknown';

export interface Fact {
  /** A setting's own name where it is one (`TMOUT`, `ClientAliveInterval`); unique on its side. */
  readonly id: string;
  readonly side: Side;
  /** `undefined`: not read, or nothing set. Text is raw. */
  readonly value: string | number | undefined;
  /** `s`, `ms`, `connections`; `undefined`: it has none. */
  readonly unit: string | undefined;
  /** File and line, or the command. */
  readonly source: string;
  readonly status: FactStatus;
  /** After how long of idleness it can end a session; `undefined`: it ends none. Milliseconds. */
  readonly idleLimitMs: number | undefined;
  /** What it means, where its name and value do not say; `undefined`: they do. */
  readonly note: string | undefined;
  /** What would be needed to read it; `undefined`: it was read, or nobody could. */
  readonly needs: string | undefined;
}

/** A cause that the facts speak for. */
export interface Suspect {
  /** Id of the catalogue of causes. */
  readonly cause: string;
  readonly reason: string;
  /** Ids of the facts that speak for it. */
  readonly facts: readonly string[];
  /** After how long it would end an idle session; `undefined`: not known before waiting. */
  readonly limitMs: number | undefined;
  /** Causes that the same facts would fit as well. */
  readonly alternatives?: readonly string[];
  /** `certain`: set, and bound to strike an idle session; `likely`; `possible`: nothing speaks against it. */
  readonly weight: 'certain' | 'likely' | 'possible';
}

/** A cause that the facts rule out. */
export interface Cleared {
  readonly cause: string;
  readonly reason: string;
  readonly facts: readonly string[];
}

export interface Suspicions {
  readonly suspects: readonly Suspect[];
  readonly cleared: readonly Cleared[];
}

type Given = Pick<Fact, 'id' | 'side' | 'source'> & Partial<Fact>;

/** A fact that was read, with nothing remarkable but what is given. */
export function fact(given: Given): Fact {
  return {
    value: undefined,
    unit: undefined,
    status: 'read',
    idleLimitMs: undefined,
    note: undefined,
    needs: undefined,
    ...given,
  };
}

export function factOf(facts: readonly Fact[], side: Side, id: string): Fact | undefined {
  return facts.find((each) => each.side === side && each.id === id);
}
