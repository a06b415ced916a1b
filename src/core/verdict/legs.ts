/**
 * On which leg of a connection through jump hosts the state was lost. An SSH
 * keepalive to the jump host at the end of leg k passes legs 0 to k and none
 * beyond: the smallest k that keeps a connection alive is the leg that forgets.
 */
import type { Findings, WitnessFinding } from '../evidence/findings.ts';
import { nearLimitMs } from '../trace/limit-so-far.ts';

export interface Leg {
  /** Counted from 0 at the client. */
  readonly index: number;
  readonly from: string;
  readonly to: string;
  /** False: a second, larger limit farther on is not ruled out. */
  readonly sure: boolean;
  readonly because: readonly string[];
}

/** `undefined`: there is one leg only, or no arm tells. */
export function legOf(findings: Findings): Leg | undefined {
  const { legs, ttl, keepalives, limit } = findings;
  const limitMs = limit.upperMs;
  if (legs === undefined || limitMs === undefined) return undefined;
  const outlived = (one: WitnessFinding) =>
    one.outcome === 'alive' && (isSilent(one) ? one.idleMs : one.heldMs) > limitMs;
  // What reaches no farther than the first leg and lives by it shows the same.
  const first = [...ttl, ...keepalives.filter(({ kind }) => kind === 'tcp-keepalive')].find(outlived);
  const alive = legs.arms.find(outlived);
  const whole = keepalives.find((one) => one.kind === 'ssh-keepalive' && outlived(one));
  const last = legs.ends.length - 1;
  const reach = first !== undefined ? 0 : (alive?.leg ?? (whole === undefined ? undefined : last));
  const witness = first ?? alive ?? whole;
  if (reach === undefined || witness === undefined) return undefined;
  const saved = `${witness.armId}-${witness.outcome}`;
  if (reach === 0) return { ...ends(legs.ends, 0), sure: true, because: [saved] };
  const dead = legs.arms.filter((one) => one.leg === reach - 1 && one.outcome !== 'alive');
  const soon = dead.find(({ idleMs }) => idleMs <= nearLimitMs(limitMs));
  const lost = soon ?? dead[0];
  if (lost === undefined) return undefined;
  return {
    ...ends(legs.ends, reach),
    sure: soon !== undefined,
    because: [`${lost.armId}-${lost.outcome}`, saved],
  };
}

function isSilent({ kind }: WitnessFinding): boolean {
  return kind === 'ttl' || kind === 'leg';
}

function ends(names: readonly string[], index: number): Pick<Leg, 'index' | 'from' | 'to'> {
  return { index, from: names[index - 1] ?? CLIENT, to: names[index] ?? '' };
}

/** What this machine is called as the beginning of the first leg. */
const CLIENT = 'client';
