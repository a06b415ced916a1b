/** Random worlds for the whole trace, and what may be said of each. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Report } from '../../src/core/report/model.ts';
import type { BoxSpec } from './trace-net.ts';
import type { TraceRun } from './trace-run.ts';
import type { WorldSpec } from './trace-world.ts';

/** A server on a quiet path of four hops, all answering; nothing forgets. */
export const QUIET_WORLD: WorldSpec = {
  seed: 1,
  hops: 4,
  boxes: [],
  rttMs: 30,
  lossRate: 0,
  outages: [],
  login: true,
  server: 'OpenSSH_9.2p1 Debian-2',
  shell: '/bin/bash',
  localTracking: { kind: 'absent' },
  pathKnown: true,
  mute: [],
  nat: 'none',
  canAskServer: true,
  closing: undefined,
  beatMs: undefined,
  suspends: [],
  refusal: undefined,
};

type Late = Pick<BoxSpec, 'clientLate' | 'serverLate'>;

/** How a box meets what comes late, and the causes by which that is known. */
const MANNERS: readonly (Late & { readonly cause: string; readonly nat: WorldSpec['nat'] })[] = [
  { clientLate: 'drop', serverLate: 'drop', cause: 'nat-expiry-blackhole', nat: 'none' },
  { clientLate: 'drop', serverLate: 'drop', cause: 'nat-expiry-blackhole', nat: 'port-kept' },
  { clientLate: 'drop', serverLate: 'revive', cause: 'cloud-security-group-tracking', nat: 'none' },
  { clientLate: 'revive', serverLate: 'reset', cause: 'nat-expiry-server-first-rst', nat: 'port-kept' },
  { clientLate: 'revive', serverLate: 'drop', cause: 'nat-expiry-server-first-drop', nat: 'port-kept' },
  { clientLate: 'reset', serverLate: 'reset', cause: 'firewall-reject-rst', nat: 'none' },
  { clientLate: 'remap', serverLate: 'drop', cause: 'nat-port-remap-rst', nat: 'port-changed' },
];

/** The world around a limit: anything that does not change what is true of it. */
const surroundings = (hardship: 'calm' | 'lossy' | 'rough') => {
  const outage = fc.record({
    link: fc.integer({ min: 1, max: 9 }),
    fromMs: fc.integer({ min: 2000, max: 60_000 }),
    forMs: fc.integer({ min: 100, max: 8000 }),
  });
  const nap = fc.record({
    atMs: fc.integer({ min: 2000, max: 60_000 }),
    forMs: fc.integer({ min: 2500, max: 60_000 }),
  });
  return fc
    .record({
      seed: fc.integer(),
      hops: fc.integer({ min: 1, max: 9 }),
      rttMs: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 400 })),
      lossRate:
        hardship === 'calm'
          ? fc.constant(0)
          : fc.integer({ min: 0, max: 50 }).map((perMille) => perMille / 1000),
      pathKnown: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
      mute: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 3 }),
      canAskServer: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
      shell: fc.constantFrom('/bin/bash', '/usr/sbin/appliance', undefined),
      outages: fc.array(outage, { maxLength: hardship === 'rough' ? 2 : 0 }),
      suspends: fc.array(nap, { maxLength: hardship === 'rough' ? 1 : 0 }),
    })
    .map(
      (drawn): WorldSpec => ({
        ...QUIET_WORLD,
        ...drawn,
        mute: drawn.mute.filter((hop) => hop < drawn.hops),
        outages: drawn.outages.map(({ link, fromMs, forMs }) => ({
          link: Math.min(link, drawn.hops),
          fromMs,
          toMs: fromMs + forMs,
        })),
      }),
    );
};

export interface Planted {
  readonly world: WorldSpec;
  readonly box: BoxSpec;
  readonly cause: string;
  readonly maxIdleMs: number;
  readonly arms: number;
  readonly maxLogins: number;
  readonly socketOptions: boolean;
}

/** One box that forgets, somewhere from the client host to the server host. */
export const plantedLimit = (hardship: 'calm' | 'lossy' | 'rough', limit: { min: number; max: number }) =>
  fc
    .record({
      world: surroundings(hardship),
      manner: fc.constantFrom(...MANNERS),
      place: fc.nat(),
      limitMs: fc.integer(limit),
      read: fc.boolean(),
      arms: fc.constantFrom(16, 16, 8, 4),
      maxLogins: fc.constantFrom(Infinity, Infinity, 24, 10),
      socketOptions: fc.constantFrom(true, true, true, false),
    })
    .map(({ world, manner, place, limitMs, read, ...config }): Planted => {
      // A limit that a lost packet of the busy arm reaches hits it too: that is no idleness any more.
      const leastMs = world.lossRate === 0 ? 0 : 4000 + 20 * world.rttMs;
      const box: BoxSpec = { ...manner, hop: place % (world.hops + 1), limitMs: limitMs + leastMs };
      return {
        world: {
          ...world,
          boxes: [box],
          nat: manner.nat,
          localTracking:
            box.hop > 0
              ? read
                ? { kind: 'read', establishedMs: 432_000_000 }
                : { kind: 'absent' }
              : read
                ? { kind: 'read', establishedMs: box.limitMs }
                : { kind: 'unreadable' },
        },
        box,
        cause: manner.cause,
        maxIdleMs: box.limitMs * 1.5 + 10_000,
        ...config,
      };
    });

/** Right, or says that it cannot tell; never a wrong limit, hop, layer or cause. */
export function neverWrong(
  { world, box, cause }: Planted,
  { verdict, remedies }: Report,
  { latenessMs }: TraceRun,
): void {
  if (verdict.kind === 'cannot-tell') return;
  if (verdict.kind === 'not-idle') {
    assert.ok(
      world.suspends.length > 0 || world.outages.length > 0,
      `something else than idleness is blamed: ${verdict.summary}`,
    );
    return;
  }
  if (verdict.kind === 'survives') {
    // Who types revives it, and nobody could be made to speak at the other end.
    assert.ok(box.clientLate === 'revive' && verdict.serverFirst === null, verdict.summary);
    assert.equal(verdict.confidence, 'likely');
    return;
  }
  const { limitMs, hop, layer } = verdict;
  assert.ok(limitMs !== null && limitMs.lower <= box.limitMs, `${box.limitMs} is over ${limitMs?.lower}`);
  assert.ok(
    limitMs.upper === null || box.limitMs <= limitMs.upper + latenessMs,
    `${box.limitMs} is within ${limitMs.upper}, or ${latenessMs} more`,
  );
  if (hop !== null)
    assert.ok(
      hop.ttlRange[0] <= box.hop && box.hop <= hop.ttlRange[1],
      `hop ${box.hop} is in ${hop.ttlRange.join('–')}`,
    );
  const layers =
    box.hop === 0 ? ['client-host', 'path'] : box.hop === world.hops ? ['server-host', 'path'] : ['path'];
  assert.ok(layers.includes(layer ?? 'path'), `the layer is ${layer}`);
  if (verdict.confidence === 'proven') assert.equal(verdict.cause, cause);
  else if (verdict.confidence === 'likely')
    assert.ok(
      verdict.cause === cause || verdict.alternatives.includes(cause),
      `${cause} is ${verdict.cause} or another of ${verdict.alternatives.join(', ')}`,
    );
  assert.ok(!verdict.cleared.includes(cause), `${cause} is not cleared`);
  for (const { kind, intervalSeconds, provenAliveMs } of remedies) {
    if (kind === 'ssh-keepalive' && provenAliveMs !== null) {
      assert.ok(
        (intervalSeconds ?? Infinity) * 1000 < box.limitMs,
        `every ${intervalSeconds} s is often enough`,
      );
      assert.ok(provenAliveMs > box.limitMs, 'what is called proven outlived the limit');
    }
  }
}
