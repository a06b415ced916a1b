/**
 * What happens to a run, and what it asks of the world. Events are plain data
 * stamped with monotonic time since the run began: the journal is their list,
 * and a run is `events.reduce(step)`.
 */
import type { Fact } from '../inspect/fact.ts';
import type { Direction, Ending } from '../measure/trial.ts';
import type { Hop } from '../net/hop.ts';
import type { ServerOrigin } from '../ssh/remote-script.ts';
import type { ArmSpec } from './arms.ts';

export type TraceEvent = { readonly atMs: number } & TraceEventBody;

export type TraceEventBody =
  | { readonly kind: 'path-traced'; readonly hops: readonly Hop[] }
  | {
      /** Logged in (or connected) and quiet from now on. */
      readonly kind: 'opened';
      readonly armId: string;
      readonly clientSees: string;
      readonly serverSees: string | undefined;
      readonly shell: string | undefined;
      /** `address:port` that the connection came to, by the server's own account; left out: not told. */
      readonly serverIs?: string | undefined;
      /** Which kernel and server program these are, to be compared with another login's; left out: not told. */
      readonly origin?: ServerOrigin | undefined;
      /** The server's name for itself; `undefined`: it told none. */
      readonly server: string | undefined;
      readonly rttMs: number;
      /** How long it has been silent already. */
      readonly idleMs: number;
    }
  | {
      readonly kind: 'not-opened';
      readonly armId: string;
      readonly why: LoginFailure;
      readonly message: string;
      readonly hint: string;
    }
  /** Something came unasked after a silence of `idleMs`: the arm was not idle. */
  | {
      readonly kind: 'heard';
      readonly armId: string;
      readonly what: 'data' | 'packet';
      readonly idleMs: number;
    }
  /** The probe has left: the client's byte is on the wire, or the server has been told to speak; after a silence of at most `idleMs`. */
  | { readonly kind: 'asked'; readonly armId: string; readonly direction: Direction; readonly idleMs: number }
  | {
      /** A round trip was made, after a silence of at least `idleMs`. `afterSilence`: only after the client spoke up, a server-first word having been lost. */
      readonly kind: 'answered';
      readonly armId: string;
      readonly direction: Direction;
      readonly idleMs: number;
      readonly rttMs: number;
      readonly afterSilence: boolean;
      /** Segments that TCP has repeated on this connection so far; left out: not known. */
      readonly retransmits?: number;
    }
  /** The server side could not be made to speak first. */
  | { readonly kind: 'cannot-ask'; readonly armId: string }
  | {
      readonly kind: 'ended';
      readonly armId: string;
      readonly ending: Ending;
      readonly idleMs: number;
      readonly words: string;
      /** Of the ssh process: the remote program's own, or 255 where none came (ssh(1)); left out: not known. */
      readonly exitStatus?: number;
    }
  /** What could be read of the server beside the arms; tells nothing of any arm. */
  | { readonly kind: 'inspected'; readonly facts: readonly Fact[] }
  /** The same of this side: the machine that the run is made from, and its ssh. */
  | { readonly kind: 'inspected-here'; readonly facts: readonly Fact[] }
  | { readonly kind: 'woke' }
  /** The machine slept, or stood still, for `gapMs`. */
  | { readonly kind: 'suspended'; readonly gapMs: number }
  /** The address of this machine that the connections were made from is no longer one of its own. */
  | { readonly kind: 'address-lost'; readonly address: string }
  /** The person, or a signal, wants the report now. */
  | { readonly kind: 'stopped' };

/** Why an arm never came to be. */
export type LoginFailure =
  /** No connection at all. */
  | 'connect'
  /** The server closed or refused before asking who we are: too many, or banned. */
  | 'turned-away'
  | 'denied'
  | 'host-key'
  /** Logged in, but the account runs no commands. */
  | 'no-commands'
  | 'other';

export type TraceCommand =
  | { readonly kind: 'open'; readonly arm: ArmSpec }
  | { readonly kind: 'probe'; readonly armId: string; readonly direction: Direction }
  /** After a server-first word that never came: the client speaks on the same connection. */
  | { readonly kind: 'speak'; readonly armId: string }
  /** A silent arm takes another part from now on, its silence unbroken: that of `arm`, by whose id it goes. */
  | { readonly kind: 'become'; readonly armId: string; readonly arm: ArmSpec }
  /** The `typed` arm's newline. */
  | { readonly kind: 'type'; readonly armId: string }
  /** From now on keepalive probes of a `ttl` arm are this far apart. */
  | { readonly kind: 'pace'; readonly armId: string; readonly intervalMs: number }
  | { readonly kind: 'close'; readonly armId: string };
