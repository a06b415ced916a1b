/**
 * The arms of the experiment: many connections held at once that differ only
 * in what keeps them busy. Which live and which die is the diagnosis.
 */

export type ArmKind =
  | 'control'
  | 'shell'
  | 'ladder'
  | 'tcp-keepalive'
  | 'ssh-keepalive'
  | 'typed'
  | 'ttl'
  | 'leg'
  | 'own'
  /** Logs in again when the busy connection has ended: is the server still there, and is it the same? */
  | 'return';

/** What an arm is and does while it waits. */
export interface ArmSpec {
  /** `control`, `ladder-3`, `ttl-2`, `ssh-keepalive-15s`: unique within a run, never used again. */
  readonly id: string;
  readonly kind: ArmKind;
  /** Of a `ttl` arm: its keepalive probes reach hops 1 to this and no further. */
  readonly ttlHops: number | undefined;
  /** How often it sends; `undefined`: it is silent, or (ttl) the interval grows with what is known. */
  readonly intervalMs: number | undefined;
  /** Of a `leg` arm: SSH keepalives keep legs 0 to this busy, and none beyond; left out: it is no such arm. */
  readonly leg?: number;
}

export interface ArmPlan {
  readonly login: boolean;
  /** Connections of the ladder. */
  readonly ladder: number;
  readonly maxIdleMs: number;
  /** Hops up to and with the destination; `undefined`: the path is not known. */
  readonly pathHops: number | undefined;
  /** Sockets take a TTL and keepalive timers here. */
  readonly socketOptions: boolean;
  /** The login shell is known to be a shell. */
  readonly mayType: boolean;
  /** The most logins in all, the control arm among them. */
  readonly maxLogins: number;
  /** Jump hosts on the way. */
  readonly jumps: number;
  /** How often the person's own configuration sends an SSH keepalive; 0: never. */
  readonly ownAliveMs: number;
}

/**
 * Every arm but the control, in the order in which they should log in: the
 * ladder first, since the first death is theirs and comes no sooner than its
 * limit after their login; those that must outlive the limit have that much
 * time left. Where the logins do not suffice, those stay that tell most.
 */
export function planArms(plan: ArmPlan): {
  readonly arms: readonly ArmSpec[];
  readonly leftOut: readonly ArmSpec[];
} {
  const ladder = Array.from({ length: plan.ladder }, (_, i) => arm(`ladder-${i + 1}`, 'ladder'));
  const proofs = proofArms(plan);
  const wanted = [...ladder, ...proofs];
  const room = Math.max(0, plan.maxLogins - CONTROL_ARMS);
  if (wanted.length <= room) return { arms: wanted, leftOut: [] };
  const ladderFloor = Math.min(ladder.length, Math.max(1, Math.ceil(room / 2)));
  const kept = new Set(
    [...ladder.slice(0, ladderFloor), ...proofs, ...ladder.slice(ladderFloor)].slice(0, room),
  );
  return { arms: wanted.filter((spec) => kept.has(spec)), leftOut: wanted.filter((spec) => !kept.has(spec)) };
}

/** The control arm: busy all the time, so that its death means something else than idleness. */
export const CONTROL: ArmSpec = { id: 'control', kind: 'control', ttlHops: undefined, intervalMs: 1000 };

/** Those that tell who and what helps, most telling first. */
function proofArms({
  login,
  maxIdleMs,
  pathHops,
  socketOptions,
  mayType,
  jumps,
  ownAliveMs,
}: ArmPlan): readonly ArmSpec[] {
  const intervalsMs = KEEPALIVE_INTERVALS_S.map((seconds) => seconds * 1000).filter(
    (ms, i) => i === 0 || ms <= maxIdleMs / 2,
  );
  // Half the hops first, so that a short list still halves the path.
  const ttls =
    pathHops === undefined || !socketOptions ? [] : bisectionOrder(1, Math.min(pathHops - 1, MAX_TTL_ARMS));
  const ttlArms = ttls.map(
    (ttlHops): ArmSpec => ({ id: `ttl-${ttlHops}`, kind: 'ttl', ttlHops, intervalMs: undefined }),
  );
  // The connection to a jump host kept busy, and everything behind it silent.
  const legArms = Array.from({ length: Math.min(jumps, MAX_LEG_ARMS) }, (_, leg): ArmSpec => {
    return { id: `leg-${leg}`, kind: 'leg', ttlHops: undefined, intervalMs: LEG_INTERVAL_MS, leg };
  });
  const sshArms = login ? intervalsMs.map((ms) => keepaliveArm('ssh-keepalive', ms)) : [];
  const tcpArms = socketOptions
    ? intervalsMs.filter((_, i) => i % TCP_EVERY === 0).map((ms) => keepaliveArm('tcp-keepalive', ms))
    : [];
  // As the person's own sessions are; without keepalives those are as the ladder's.
  const own: readonly ArmSpec[] =
    login && ownAliveMs > 0 ? [{ ...arm('own', 'own'), intervalMs: ownAliveMs }] : [];
  const person = login ? [arm('shell', 'shell')] : [];
  const typed: readonly ArmSpec[] =
    login && mayType ? [{ ...arm('typed', 'typed'), intervalMs: TYPED_INTERVAL_MS }] : [];
  return [
    ...legArms,
    ...ttlArms.slice(0, 2),
    ...sshArms.slice(0, 3),
    ...person,
    ...own,
    ...ttlArms.slice(2),
    ...tcpArms,
    ...sshArms.slice(3),
    ...typed,
  ];
}

/** The largest interval of those tried that leaves room for one to be lost; `undefined`: the limit is too short for any. */
export function keepaliveIntervalMs(limitMs: number): number | undefined {
  return KEEPALIVE_INTERVALS_S.map((seconds) => seconds * 1000).findLast((ms) => ms <= limitMs / 2);
}

function keepaliveArm(kind: 'ssh-keepalive' | 'tcp-keepalive', intervalMs: number): ArmSpec {
  return { id: `${kind}-${intervalMs / 1000}s`, kind, ttlHops: undefined, intervalMs };
}

/** One that sends nothing by itself. */
export function arm(id: string, kind: ArmKind): ArmSpec {
  return { id, kind, ttlHops: undefined, intervalMs: undefined };
}

/** All of `from`…`to`, each time the middle of what is left. */
function bisectionOrder(from: number, to: number): readonly number[] {
  if (from > to) return [];
  const middle = Math.floor((from + to) / 2);
  return [middle, ...bisectionOrder(from, middle - 1), ...bisectionOrder(middle + 1, to)];
}

const CONTROL_ARMS = 1;
/**
 * Roughly two to the octave, the values that people write: whatever the limit,
 * one lies between a quarter of it and half of it, where a lost keepalive does no harm.
 */
const KEEPALIVE_INTERVALS_S = [1, 2, 3, 5, 10, 15, 30, 60, 120, 240, 480, 900, 1800, 3600] as const;
/** Every how many of these intervals the TCP variant is tried as well. */
const TCP_EVERY = 3;
/** How often the `typed` arm sends a newline. */
const TYPED_INTERVAL_MS = 2000;
/** Hops beyond this get no arm of their own: such paths exist, but a login each would be too many. */
const MAX_TTL_ARMS = 16;
/** So are chains of jump hosts. */
const MAX_LEG_ARMS = 8;
/** ssh counts its keepalive intervals in whole seconds; as often as the control arm speaks. */
const LEG_INTERVAL_MS = 1000;
