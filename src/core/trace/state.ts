/** A run as plain data: what is known of every arm, of the control, of the path. */
import type { Fact } from '../inspect/fact.ts';
import type { LadderConfig, LadderPlan } from '../measure/ladder.ts';
import type { Direction, Ending, Trial } from '../measure/trial.ts';
import type { Hop } from '../net/hop.ts';
import type { OwnSettings } from '../ssh/resolved.ts';
import type { ServerOrigin } from '../ssh/remote-script.ts';
import type { ArmSpec } from './arms.ts';
import type { LoginFailure } from './events.ts';

export interface TraceConfig {
  /** False for `tcp://` targets: no login, no server-first. */
  readonly login: boolean;
  readonly ladder: LadderConfig;
  /** The most logins in all, the control arm among them. */
  readonly maxLogins: number;
  /** Sockets take a TTL and keepalive timers here. */
  readonly socketOptions: boolean;
  /** Hosts at the ends of the connection's legs, the jump hosts first and the server last; left out: it has one leg. */
  readonly legs?: readonly string[];
  /** What the person's own ssh configuration does for a session; left out: there is none. */
  readonly own?: OwnSettings;
  /** The person's own way to the server, which hides the connection from us; left out: we connect ourselves. */
  readonly proxyCommand?: string | undefined;
}

/** A question that is open on an arm. */
export interface Probing {
  readonly direction: Direction;
  readonly sinceAtMs: number;
  /** The measured silence, once the probe has left; `undefined`: not yet. */
  readonly idleMs: number | undefined;
  /** When the client spoke up after a server-first word had not come. */
  readonly spokeAtMs: number | undefined;
  /** No answer for so long that the plan goes on as if it were dead; a late answer revokes it. */
  readonly suspect: boolean;
  /** After a suspend: only to learn whether the arm can begin a new silence. */
  readonly refresh: boolean;
}

export interface ArmState {
  readonly spec: ArmSpec;
  readonly phase: 'planned' | 'opening' | 'open' | 'dead' | 'failed' | 'closed';
  readonly openingSinceAtMs: number | undefined;
  readonly openedAtMs: number | undefined;
  /** When its present silence began; for keepalive arms: since when nothing else went through it. */
  readonly idleSinceAtMs: number;
  readonly diedAtMs: number | undefined;
  /** How long it had been silent when it was asked for the last time before it died; `undefined`: not known. */
  readonly askedIdleMs: number | undefined;
  readonly probing: Probing | undefined;
  readonly trials: readonly Trial[];
  /** Silences that the server itself broke, measured. */
  readonly heard: readonly {
    readonly atMs: number;
    readonly idleMs: number;
    readonly what: 'data' | 'packet';
  }[];
  /** A server-first word that was lost came after the client had spoken. */
  readonly revived: boolean;
  readonly ending: Ending | undefined;
  /** What stood on the screen or came from ssh when it ended; raw. */
  readonly words: string;
  readonly clientSees: string | undefined;
  readonly serverSees: string | undefined;
  /** `address:port` that it came to, by the server's own account. */
  readonly serverIs: string | undefined;
  readonly origin: ServerOrigin | undefined;
  /** Of its ssh process, once it ended by itself; `undefined`: not known. */
  readonly exitStatus: number | undefined;
  /** Of `ttl` arms: the gap between keepalives now; the largest so far for all. */
  readonly paceMs: number | undefined;
  readonly lastTypedAtMs: number | undefined;
}

export interface LoginTroubleSeen {
  readonly armId: string;
  readonly atMs: number;
  readonly why: LoginFailure;
  readonly message: string;
  readonly hint: string;
}

export type TracePhase =
  /** The control arm logs in. */
  | 'opening'
  | 'measuring'
  /** The limit is known; the arms that tell who and what helps come to their end. */
  | 'proving'
  /** A little longer, for a second limit farther on. */
  | 'profiling'
  /** The control arm died: a moment more, to see what else dies with it. */
  | 'lingering'
  | 'done';

export interface TraceState {
  readonly config: TraceConfig;
  readonly nowMs: number;
  readonly phase: TracePhase;
  readonly phaseSinceAtMs: number;
  readonly arms: readonly ArmState[];
  /** `undefined`: not traced (yet). */
  readonly hops: readonly Hop[] | undefined;
  readonly shell: string | undefined;
  readonly server: string | undefined;
  /** The shortest round trip of any connection, as TCP measured it; 0 until one is known. */
  readonly pathRttMs: number;
  /** Smoothed round trip of the control arm, programs at both ends included; 0 until one is known. */
  readonly rttMs: number;
  /** TCP had to repeat something on a connection that lives: the path loses packets. */
  readonly lossSeen: boolean;
  /** While the control arm got no answer. `toAtMs` undefined: still. */
  readonly stalls: readonly { readonly fromAtMs: number; readonly toAtMs: number | undefined }[];
  readonly controlAnsweredAtMs: number | undefined;
  /** When the question was put that it answered last. */
  readonly controlAskedAtMs: number | undefined;
  readonly suspends: readonly { readonly atMs: number; readonly gapMs: number }[];
  readonly troubles: readonly LoginTroubleSeen[];
  /** No login before this. */
  readonly loginPauseUntilAtMs: number;
  readonly loginsStopped: boolean;
  readonly logins: number;
  /** False once the server end could not be made to speak. */
  readonly canAskServer: boolean;
  /** What was read of the server before the wait; `undefined`: nothing (yet). */
  readonly serverFacts: readonly Fact[] | undefined;
  /** What was read of this side; left out: nothing (yet). */
  readonly hereFacts?: readonly Fact[];
  /** When the ladder means to probe next; `undefined`: it waits for an answer. */
  readonly nextProbeAtMs: number | undefined;
  readonly ladderEnd: LadderPlan['ended'];
  /** Arms that were planned and never logged in for want of logins. */
  readonly leftOut: readonly ArmSpec[];
  readonly stoppedEarly: boolean;
  /** This machine lost the address that its connections have; left out: it did not. */
  readonly addressLost?: { readonly atMs: number; readonly address: string };
  /** When `step` wants to be called at the latest; `undefined`: an event will come. */
  readonly wakeAtMs: number | undefined;
}

export function plannedArm(spec: ArmSpec): ArmState {
  return {
    spec,
    phase: 'planned',
    openingSinceAtMs: undefined,
    openedAtMs: undefined,
    idleSinceAtMs: 0,
    diedAtMs: undefined,
    askedIdleMs: undefined,
    probing: undefined,
    trials: [],
    heard: [],
    revived: false,
    ending: undefined,
    words: '',
    clientSees: undefined,
    serverSees: undefined,
    serverIs: undefined,
    origin: undefined,
    exitStatus: undefined,
    paceMs: undefined,
    lastTypedAtMs: undefined,
  };
}

export function withArm(state: TraceState, armId: string, change: (arm: ArmState) => ArmState): TraceState {
  return { ...state, arms: state.arms.map((arm) => (arm.spec.id === armId ? change(arm) : arm)) };
}

export function withProbing(
  state: TraceState,
  armId: string,
  change: (arm: ArmState, probing: NonNullable<ArmState['probing']>) => ArmState,
): TraceState {
  return withArm(state, armId, (arm) => (arm.probing === undefined ? arm : change(arm, arm.probing)));
}

export function controlOf({ arms }: TraceState): ArmState | undefined {
  return arms.find(({ spec, phase }) => spec.kind === 'control' && (phase === 'open' || phase === 'opening'));
}

export function ladderTrials({ arms }: TraceState): readonly Trial[] {
  return arms.filter(({ spec }) => spec.kind === 'ladder').flatMap(({ trials }) => trials);
}

/** A control arm that was not kept busy, since we ourselves were held up: its death says nothing of busy connections. */
export function wasIdle({ trials, askedIdleMs }: ArmState): boolean {
  // What came after the question was the path's silence, not ours.
  return (askedIdleMs ?? trials.at(-1)?.idleMs ?? 0) > NOT_BUSY_MS;
}

/** Connections were ended, and whether the busy one was ended with them is not known yet. */
export function isDeathUnwitnessed(state: TraceState): boolean {
  const control = controlOf(state);
  if (control?.phase !== 'open') return false;
  const endsAtMs = state.arms.flatMap(({ diedAtMs, ending }) =>
    diedAtMs === undefined || ending === 'silent' ? [] : [diedAtMs],
  );
  const lastAtMs = Math.max(...endsAtMs);
  // The answer must belong to a question that was put after the end.
  return endsAtMs.length > 0 && (state.controlAskedAtMs ?? 0) < lastAtMs;
}

/** The control arm speaks every second (decide.ts); this is clearly more. */
const NOT_BUSY_MS = 2500;
