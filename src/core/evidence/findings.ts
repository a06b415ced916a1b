/**
 * What a run found, as plain facts: the input of every rule. "Not measured" is
 * `undefined` or `unknown`, never "no".
 */
import type { Bracket, Direction, Ending } from '../measure/trial.ts';
import type { Fact } from '../inspect/fact.ts';
import type { Hop } from '../net/hop.ts';
import type { OwnSettings } from '../ssh/resolved.ts';
import type { ArmKind } from '../trace/arms.ts';

export type Answer = 'yes' | 'no' | 'unknown';

/** What silent connections met when this side spoke first. */
export interface DirectionFinding extends Bracket {
  readonly direction: Direction;
  /** What the dead ones met, most of them; `undefined`: none died. */
  readonly ending: Ending | undefined;
  readonly deaths: number;
  /** What the server said was lost until the client spoke; then it came. */
  readonly revived: boolean;
}

/** An arm that was kept busy, and whether it outlived the limit. */
export interface WitnessFinding {
  readonly armId: string;
  readonly kind: ArmKind;
  readonly ttlHops: number | undefined;
  /** Of a `leg` arm: the last leg that was kept busy; left out: it is none. */
  readonly leg?: number;
  readonly intervalMs: number | undefined;
  readonly outcome: 'alive' | Ending;
  /** How long it had been held when it was asked or died. */
  readonly heldMs: number;
  /** How long nothing had passed the hops beyond its reach. */
  readonly idleMs: number;
}

/** Connections that the other side ended by itself, unasked. */
export interface AnnouncedFinding {
  readonly ending: Ending;
  /** The silences after which they ended: the shortest and the longest. */
  readonly shortestMs: number;
  readonly longestMs: number;
  readonly armIds: readonly string[];
  /** What stood there last, raw. */
  readonly words: string;
  /** A login shell alone, while sessions without a shell lived on. */
  readonly shellOnly: boolean;
  /** Of ssh: the program's own that ended, 255 where the server ended it without one; `undefined`: not known. */
  readonly exitStatus: number | undefined;
}

export interface ControlFinding {
  /** It was there and answered to the end. */
  readonly lived: Answer;
  readonly death:
    | {
        readonly ending: Ending;
        readonly ageMs: number;
        readonly atMs: number;
        readonly words: string;
        /** As for {@link AnnouncedFinding}. */
        readonly exitStatus?: number | undefined;
        /** It had got no answer for so long when it ended; left out: it was well. */
        readonly stalledMs?: number | undefined;
      }
    | undefined;
  /** It got no answer any more, until the run gave up. */
  readonly lostForMs: number | undefined;
  /** While it was lost somebody new got in, so long after its last answer, and it stayed lost; left out: nobody, or it cannot be told. */
  readonly newcomerInMs?: number | undefined;
  readonly stalls: readonly { readonly fromAtMs: number; readonly lengthMs: number }[];
}

export interface NatFinding {
  readonly translated: Answer;
  readonly portKept: Answer;
  readonly clientSees: string | undefined;
  readonly serverSees: string | undefined;
}

/** What a person's own configuration does, and what came of it. */
export interface OwnFinding {
  readonly settings: OwnSettings;
  /** `undefined`: it never ran, or said nothing. */
  readonly arm: WitnessFinding | undefined;
  /** Its ssh gave the server up by itself, so long after the login; `undefined`: it did not. */
  readonly gaveUpAfterMs: number | undefined;
}

/** A connection of several legs, each a TCP connection of its own. */
export interface LegsFinding {
  /** Hosts at their ends, jump hosts first, the server last. */
  readonly ends: readonly string[];
  /** Arms that were kept busy as far as one jump host, sorted by reach. */
  readonly arms: readonly WitnessFinding[];
}

/** Who ends the TCP connection that we hold. */
export interface EndpointFinding {
  /** `address:port` that the server's end has come to, by its own account. */
  readonly serverIs: string | undefined;
  /** The address that we connect to is the server's own: nobody ends TCP in its place. */
  readonly direct: Answer;
  /** The person's ProxyCommand; `undefined`: we connect by ourselves. */
  readonly proxyCommand: string | undefined;
}

/** The login that was tried after the busy connection had ended. */
export interface ReturnFinding {
  readonly came: 'in' | 'refused' | 'unanswered';
  /** Counted from the end of the busy connection. */
  readonly afterMs: number;
  /** The kernel has not started anew. */
  readonly sameKernel: Answer;
  /** The server program that accepts connections has not. */
  readonly sameServer: Answer;
}

/** The connection tracking of the client host itself. */
export type LocalTracking =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'read'; readonly establishedMs: number };

export interface Findings {
  readonly limit: Bracket;
  readonly client: DirectionFinding | undefined;
  readonly server: DirectionFinding | undefined;
  /** Sorted by reach. */
  readonly ttl: readonly WitnessFinding[];
  /** The way through jump hosts; `undefined`: there are none. */
  readonly legs: LegsFinding | undefined;
  /** `tcp-keepalive`, `ssh-keepalive`, `typed`. */
  readonly keepalives: readonly WitnessFinding[];
  readonly shell: WitnessFinding | undefined;
  /** The person's own configuration, and the arm that ran with its keepalives; `undefined`: none is known. */
  readonly own: OwnFinding | undefined;
  readonly announced: AnnouncedFinding | undefined;
  readonly control: ControlFinding;
  /** Arms that ended at one age after their login, however busy; `undefined`: none did. */
  readonly sameAge: { readonly ageMs: number; readonly armIds: readonly string[] } | undefined;
  /** Arms that ended at one moment; `undefined`: none did. */
  readonly sameMoment: { readonly atMs: number; readonly armIds: readonly string[] } | undefined;
  /** The server itself broke the silence again and again. */
  readonly serverBusy:
    | { readonly everyMs: number; readonly what: 'data' | 'packet'; readonly armIds: readonly string[] }
    | undefined;
  /** This machine lost the address that its connections have; `undefined`: not that anybody saw. */
  readonly addressLost: { readonly atMs: number; readonly address: string } | undefined;
  readonly suspends: readonly { readonly atMs: number; readonly gapMs: number }[];
  readonly nat: NatFinding;
  readonly endpoint: EndpointFinding;
  /** `undefined`: the busy connection lived, or nobody tried. */
  readonly returned: ReturnFinding | undefined;
  /** Silent connections died, and each of them had been silent while the path was down for long: the outage may have ended them. */
  readonly deathsSpanOutage: boolean;
  /** The server broke the silence of some arm at least once, and how. */
  readonly asksItself: { readonly data: boolean; readonly packet: boolean };
  /** Logins that the server refused before it asked who we are, and its words. */
  readonly turnedAway: { readonly times: number; readonly words: string } | undefined;
  /** The account's login shell, without its folder; `undefined`: not known. */
  readonly shellName: string | undefined;
  readonly localTracking: LocalTracking;
  readonly hops: readonly Hop[];
  /** TTL of the destination; `undefined`: not known. */
  readonly pathHops: number | undefined;
  readonly serverSoftware: string | undefined;
  readonly login: boolean;
  /** What was read of either end before the wait; empty: nothing. */
  readonly facts: readonly Fact[];
  readonly ladderEnd: 'bracketed' | 'survives' | 'inconsistent' | 'unmeasured' | undefined;
  /** Some connections are forgotten at one limit, and the others live on: `undefined` where it is not so. */
  readonly twoPaths:
    | (Bracket & { readonly forgotten: number; readonly spared: number; readonly livedMs: number })
    | undefined;
  /** Trials of silent arms, lived and died, for the sentence about an inconsistent path. */
  readonly lives: number;
  readonly deaths: number;
}

/** One fact with its id and where it comes from; rules cite the ids. */
export interface Evidence {
  readonly id: string;
  readonly fact: string;
  readonly source: string;
}
