/** The words of the experiment: who speaks after a silence, and what came of it. */

/** Who speaks first after the silence. */
export type Direction = 'client-first' | 'server-first';

/**
 * What a connection met that was dead. `silent`: no answer at all; `reset`: an
 * RST; `fin`: the other side closed the connection; `ssh-disconnect`: it said
 * so with SSH_MSG_DISCONNECT (RFC 4253 §11.1); `channel-closed`: it ended the
 * session's channel and left the connection in order.
 */
export type Ending = 'silent' | 'reset' | 'fin' | 'ssh-disconnect' | 'channel-closed';

/** How a trial ended. Each is a measurement; none is an error. */
export type Outcome =
  | { readonly kind: 'alive'; readonly rttMs: number }
  | { readonly kind: 'dead'; readonly ending: Ending }
  /** The trial says nothing about idle timeouts, and why. */
  | { readonly kind: 'void'; readonly why: string };

/** One silence of one arm and what was met at its end. */
export interface Trial {
  readonly armId: string;
  /** How long the arm really was silent, measured, not planned. */
  readonly idleMs: number;
  /** `undefined`: nobody spoke; the other side ended it by itself (announced). */
  readonly direction: Direction | undefined;
  readonly outcome: Outcome;
  /** Monotonic time since the run began at which the silence ended. */
  readonly atMs: number;
}

/** The limit lies in (`lowerMs`, `upperMs`]: survived the one, was dead at the other. */
export interface Bracket {
  /** 0 while nothing survived. */
  readonly lowerMs: number;
  /** `undefined` while nothing died. */
  readonly upperMs: number | undefined;
}
