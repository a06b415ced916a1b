/**
 * At which hop the state was lost. A keepalive sent with TTL k refreshes hops
 * 1 to k (Linux conntrack sees a packet before its TTL is counted down): the
 * smallest k that keeps a connection alive is the hop that forgets.
 */
import type { Findings, WitnessFinding } from '../evidence/findings.ts';
import type { Bracket } from '../measure/trial.ts';
import type { Leg } from './legs.ts';
import { nearLimitMs } from '../trace/limit-so-far.ts';

export interface Location {
  readonly layer: 'client-host' | 'path' | 'server-host';
  /** The hops it may be; 0 is the client host; `undefined`: no arm tells. */
  readonly hops: readonly [number, number] | undefined;
  readonly because: readonly string[];
}

/** `leg`: of a connection through jump hosts, the one that forgets; hops can be told of the first alone. */
export function locate(findings: Findings, leg?: Pick<Leg, 'index'>): Location {
  if (findings.legs !== undefined && leg?.index !== 0) return { layer: 'path', hops: undefined, because: [] };
  const { limit, ttl, keepalives, pathHops, localTracking } = findings;
  const limitMs = limit.upperMs ?? Infinity;
  const outlived = (witness: WitnessFinding) => witness.outcome === 'alive' && witness.idleMs > limitMs;
  const alive = ttl.filter(outlived);
  const dead = ttl.filter(({ outcome, idleMs }) => outcome !== 'alive' && idleMs <= nearLimitMs(limitMs));
  // An SSH keepalive helps where a proxy counts bytes, too: it places nothing.
  const full = keepalives.find(
    ({ kind, outcome, heldMs }) => kind === 'tcp-keepalive' && outcome === 'alive' && heldMs > limitMs,
  );
  const smallestAlive = alive[0];
  const reach = smallestAlive?.ttlHops ?? (full === undefined ? undefined : pathHops);
  if (reach === undefined) return { layer: 'path', hops: undefined, because: [] };
  const largestDead = dead.findLast(({ ttlHops }) => (ttlHops ?? 0) < reach);
  const because = [
    ...(largestDead === undefined ? [] : [idOf(largestDead)]),
    ...(smallestAlive !== undefined ? [idOf(smallestAlive)] : full === undefined ? [] : [idOf(full)]),
  ];
  if (largestDead !== undefined) return within([(largestDead.ttlHops ?? 0) + 1, reach], pathHops, because);
  // Every keepalive passes this host as well: only its own word can clear it.
  const told = [...because, 'local-tracking'];
  switch (localTracking.kind) {
    case 'absent':
      return within([1, reach], pathHops, told);
    case 'read':
      return isWithin(localTracking.establishedMs, limit)
        ? { layer: 'client-host', hops: undefined, because: told }
        : within([1, reach], pathHops, told);
    case 'unreadable':
      return within([0, reach], pathHops, because);
  }
}

function within(
  hops: readonly [number, number],
  pathHops: number | undefined,
  because: readonly string[],
): Location {
  return { layer: hops[0] === pathHops ? 'server-host' : 'path', hops, because };
}

/** What the hops after `ttlHops` allow, for each reach that was tried; 0 is a silent connection. */
export function profileOf({
  limit,
  ttl,
}: Findings): readonly { readonly ttlHops: number; readonly limit: Bracket }[] {
  const reaches = [...new Set(ttl.flatMap(({ ttlHops }) => (ttlHops === undefined ? [] : [ttlHops])))];
  return [
    { ttlHops: 0, limit },
    ...reaches.map((ttlHops) => {
      // Fewer hops depend on a silent connection the farther its keepalives reach: limits can only grow.
      const alive = ttl
        .filter((one) => one.outcome === 'alive' && (one.ttlHops ?? 0) <= ttlHops)
        .map(({ idleMs }) => idleMs);
      const dead = ttl
        .filter((one) => one.outcome !== 'alive' && (one.ttlHops ?? 0) >= ttlHops)
        .map(({ idleMs }) => idleMs);
      const upperMs = dead.length === 0 ? undefined : Math.min(...dead);
      // One that still counted on the nearest limit lived exactly as long as a silent one.
      const nearMs =
        upperMs !== undefined && limit.upperMs !== undefined && upperMs <= nearLimitMs(limit.upperMs);
      return {
        ttlHops,
        limit: nearMs
          ? limit
          : { lowerMs: Math.max(0, ...alive.filter((ms) => upperMs === undefined || ms < upperMs)), upperMs },
      };
    }),
  ];
}

function idOf({ armId, outcome }: WitnessFinding): string {
  return `${armId}-${outcome}`;
}

function isWithin(ms: number, { lowerMs, upperMs }: Bracket): boolean {
  return upperMs !== undefined && ms >= lowerMs * 0.97 - 50 && ms <= upperMs * 1.03 + 50;
}
