/** The whole trace in simulated worlds: what is planted there must be what the report says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Report } from '../../../src/core/report/model.ts';
import { limitOf } from '../../../src/core/measure/limit.ts';
import type { Bracket, Trial } from '../../../src/core/measure/trial.ts';
import { ladderTrials } from '../../../src/core/trace/state.ts';
import { neverWrong, plantedLimit, QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import type { BoxSpec } from '../../simulation/trace-net.ts';
import { reportFor } from '../../simulation/trace-report.ts';
import { configFor, runTrace } from '../../simulation/trace-run.ts';
import type { WorldSpec } from '../../simulation/trace-world.ts';

const silentAt = (hop: number, limitMs = 9000): BoxSpec => ({
  hop,
  limitMs,
  clientLate: 'drop',
  serverLate: 'drop',
});

interface Expected {
  readonly kind: Report['verdict']['kind'];
  readonly cause?: string | null;
  readonly layer?: Report['verdict']['layer'];
  /** The truth that the bracket must hold. */
  readonly limitMs?: number;
  readonly ttlRange?: readonly [number, number];
  readonly client?: string | null;
  readonly server?: string | null;
  readonly confidence?: string;
  readonly remedies?: readonly string[];
}

const worlds: readonly {
  readonly name: string;
  readonly world: Partial<WorldSpec>;
  readonly maxIdleMs?: number;
  readonly maxLogins?: number;
  readonly socketOptions?: boolean;
  readonly expected: Expected;
}[] = [
  {
    name: 'a silent box in the middle is found, with its limit, its hop and two proven cures',
    world: { boxes: [silentAt(2)] },
    expected: {
      kind: 'idle-limit',
      cause: 'nat-expiry-blackhole',
      layer: 'path',
      limitMs: 9000,
      ttlRange: [2, 2],
      client: 'silent',
      server: 'silent',
      confidence: 'proven',
      remedies: ['ssh-keepalive', 'tcp-keepalive'],
    },
  },
  {
    name: 'five minutes take no longer to simulate than a second of patience',
    world: { boxes: [silentAt(3, 300_000)] },
    maxIdleMs: 900_000,
    expected: { kind: 'idle-limit', limitMs: 300_000, ttlRange: [3, 3], confidence: 'proven' },
  },
  {
    name: 'the server host is told from the path',
    world: { boxes: [silentAt(4)] },
    expected: { kind: 'idle-limit', layer: 'server-host', limitMs: 9000, ttlRange: [4, 4] },
  },
  {
    name: 'a server one hop away is the server host, not the path',
    world: { hops: 1, boxes: [silentAt(1)] },
    expected: { kind: 'idle-limit', layer: 'server-host', limitMs: 9000, ttlRange: [1, 1] },
  },
  {
    name: 'the client host is told from hop 1 by what its kernel says',
    world: { boxes: [silentAt(0)], localTracking: { kind: 'read', establishedMs: 9000 } },
    expected: { kind: 'idle-limit', layer: 'client-host', limitMs: 9000 },
  },
  {
    name: 'where the kernel cannot be read, it is this host or hop 1',
    world: { boxes: [silentAt(0)], localTracking: { kind: 'unreadable' } },
    expected: { kind: 'idle-limit', layer: 'path', limitMs: 9000, ttlRange: [0, 1] },
  },
  {
    name: 'a mute hop is found all the same',
    world: { boxes: [silentAt(2)], mute: [2] },
    expected: { kind: 'idle-limit', limitMs: 9000, ttlRange: [2, 2] },
  },
  {
    name: 'a NAT that the client revives and whose reset kills late output',
    world: { nat: 'port-kept', boxes: [{ ...silentAt(2), clientLate: 'revive', serverLate: 'reset' }] },
    expected: {
      kind: 'idle-limit',
      cause: 'nat-expiry-server-first-rst',
      limitMs: 9000,
      ttlRange: [2, 2],
      client: null,
      server: 'reset',
    },
  },
  {
    name: 'a NAT that the client revives and that holds late output back',
    world: { nat: 'port-kept', boxes: [{ ...silentAt(2), clientLate: 'revive', serverLate: 'drop' }] },
    expected: {
      kind: 'idle-limit',
      cause: 'nat-expiry-server-first-drop',
      limitMs: 9000,
      ttlRange: [2, 2],
      client: null,
      server: 'silent',
    },
  },
  {
    name: 'the mirror of it: only the server revives',
    world: { boxes: [{ ...silentAt(2), serverLate: 'revive' }] },
    expected: {
      kind: 'idle-limit',
      cause: 'cloud-security-group-tracking',
      limitMs: 9000,
      ttlRange: [2, 2],
      client: 'silent',
      server: null,
    },
  },
  {
    name: 'a box that rejects with a reset',
    world: { boxes: [{ ...silentAt(2), clientLate: 'reset', serverLate: 'reset' }] },
    expected: {
      kind: 'idle-limit',
      cause: 'firewall-reject-rst',
      limitMs: 9000,
      ttlRange: [2, 2],
      client: 'reset',
    },
  },
  {
    name: 'a NAT that comes back with another port',
    world: { nat: 'port-changed', boxes: [{ ...silentAt(2), clientLate: 'remap' }] },
    expected: {
      kind: 'idle-limit',
      cause: 'nat-port-remap-rst',
      limitMs: 9000,
      ttlRange: [2, 2],
      client: 'reset',
    },
  },
  {
    name: 'of two boxes the one with the smaller limit is the culprit, though the other is nearer',
    world: { boxes: [silentAt(1, 40_000), silentAt(3)] },
    expected: { kind: 'idle-limit', limitMs: 9000, ttlRange: [3, 3] },
  },
  {
    name: 'of two boxes the nearer and smaller one is the culprit',
    world: { boxes: [silentAt(1), silentAt(3, 25_000)] },
    expected: { kind: 'idle-limit', limitMs: 9000, ttlRange: [1, 1] },
  },
  {
    name: 'no limit at all',
    world: {},
    expected: { kind: 'survives', cause: null, confidence: 'proven', remedies: [] },
  },
  {
    name: 'an outage of three seconds is none',
    world: { outages: [{ link: 2, fromMs: 10_000, toMs: 13_000 }] },
    expected: { kind: 'survives', cause: null },
  },
  {
    name: 'a path that fails for good is no idleness',
    world: { outages: [{ link: 2, fromMs: 10_000, toMs: Infinity }] },
    expected: { kind: 'not-idle', cause: 'path-outage', layer: 'path', remedies: [] },
  },
  {
    name: 'a server that beats faster than the box forgets',
    world: { beatMs: 3000, boxes: [silentAt(2)] },
    expected: { kind: 'survives', cause: null },
  },
  {
    name: 'a sleep that the connections do not survive',
    world: { suspends: [{ atMs: 12_000, forMs: 30_000 }], boxes: [silentAt(2, 20_000)] },
    expected: { kind: 'not-idle', cause: 'client-suspend', layer: 'client-host' },
  },
  {
    name: 'a nap shorter than the limit costs time, and nothing else',
    world: { suspends: [{ atMs: 12_000, forMs: 5000 }], boxes: [silentAt(2, 20_000)] },
    expected: { kind: 'idle-limit', limitMs: 20_000, ttlRange: [2, 2] },
  },
  {
    name: 'the far end closes silent connections with FIN',
    world: { closing: { kind: 'idle', afterMs: 9000, ending: 'fin' } },
    expected: { kind: 'idle-limit', limitMs: 9000, client: 'fin', remedies: ['ssh-keepalive'] },
  },
  {
    name: 'sshd ends silent sessions in order: somebody decided that',
    world: { closing: { kind: 'idle', afterMs: 9000, ending: 'channel-closed' } },
    expected: {
      kind: 'idle-limit',
      cause: 'sshd-channel-timeout',
      layer: 'sshd',
      limitMs: 9000,
      remedies: ['ask-the-owner'],
    },
  },
  {
    name: 'a shell with TMOUT, known by its last words',
    world: {
      closing: { kind: 'shell', afterMs: 9000, words: '\u0007timed out waiting for input: auto-logout' },
    },
    expected: {
      kind: 'idle-limit',
      cause: 'bash-tmout',
      layer: 'shell',
      limitMs: 9000,
      remedies: ['ask-the-owner'],
    },
  },
  {
    name: 'a box that resets by itself when its timer ends is named with its hop',
    world: { closing: { kind: 'box-reset', box: 0 }, boxes: [silentAt(2, 20_000)] },
    expected: {
      kind: 'idle-limit',
      cause: 'firewall-rst-at-expiry',
      layer: 'path',
      limitMs: 20_000,
      ttlRange: [2, 2],
    },
  },
  {
    name: 'sessions with an absolute lifetime',
    world: { closing: { kind: 'lifetime', afterMs: 20_000, ending: 'fin' } },
    expected: { kind: 'not-idle', cause: 'sshd-session-killed', layer: 'sshd', remedies: [] },
  },
  {
    name: 'a server that is restarted, whichever connection hears it first',
    world: { closing: { kind: 'restart', atMs: 20_000, ending: 'fin' } },
    expected: { kind: 'not-idle', cause: 'server-reboot', remedies: [] },
  },
  {
    name: 'logins that are refused from the first',
    world: { refusal: { after: 0, why: 'denied' } },
    expected: { kind: 'cannot-tell', cause: null, remedies: [] },
  },
  {
    name: 'a server that bans after eight logins: those are made the most of',
    world: { refusal: { after: 8, why: 'turned-away' }, boxes: [silentAt(2)] },
    expected: { kind: 'idle-limit', limitMs: 9000, client: 'silent' },
  },
  {
    name: 'a server that cannot be made to speak first',
    world: { canAskServer: false, boxes: [silentAt(2)] },
    expected: { kind: 'idle-limit', limitMs: 9000, ttlRange: [2, 2], client: 'silent' },
  },
  {
    name: 'without socket options the limit is found, and no hop',
    world: { boxes: [silentAt(2)] },
    socketOptions: false,
    expected: { kind: 'idle-limit', limitMs: 9000, remedies: ['ssh-keepalive'] },
  },
  {
    name: 'a control and one silent connection bracket it, slowly',
    world: { boxes: [silentAt(2)] },
    maxLogins: 2,
    maxIdleMs: 20_000,
    expected: { kind: 'idle-limit', limitMs: 9000 },
  },
  {
    name: 'so does one login alone',
    world: { boxes: [silentAt(2)] },
    maxLogins: 1,
    maxIdleMs: 20_000,
    expected: { kind: 'idle-limit', limitMs: 9000 },
  },
  {
    name: 'a bare connection, its hop and its cure',
    world: { login: false, server: undefined, boxes: [silentAt(2)] },
    expected: {
      kind: 'idle-limit',
      limitMs: 9000,
      ttlRange: [2, 2],
      client: 'silent',
      remedies: ['tcp-keepalive'],
    },
  },
  {
    name: 'LoginGraceTime on a bare connection is not taken for a limit of the path',
    world: { login: false, closing: { kind: 'lifetime', afterMs: 120_000, ending: 'fin' } },
    maxIdleMs: 900_000,
    expected: { kind: 'not-idle', cause: 'sshd-login-grace-time', layer: 'sshd' },
  },
];

for (const { name, world: part, expected, ...said } of worlds) {
  test(`world: ${name}`, () => {
    const world = { ...QUIET_WORLD, ...part };

    const run = runTrace(world, configFor(world, { maxIdleMs: 60_000, ...said }));
    const { verdict, remedies } = reportFor(world, run);

    assert.equal(verdict.kind, expected.kind, verdict.summary);
    if (expected.cause !== undefined) assert.equal(verdict.cause, expected.cause);
    if (expected.layer !== undefined) assert.equal(verdict.layer, expected.layer);
    if (expected.confidence !== undefined) assert.equal(verdict.confidence, expected.confidence);
    if (expected.ttlRange !== undefined) assert.deepEqual(verdict.hop?.ttlRange, expected.ttlRange);
    if (expected.client !== undefined) assert.equal(verdict.clientFirst?.ending, expected.client);
    if (expected.server !== undefined) assert.equal(verdict.serverFirst?.ending, expected.server);
    if (expected.remedies !== undefined) assert.deepEqual(kindsOf(remedies), expected.remedies);
    const { limitMs } = expected;
    if (limitMs !== undefined) {
      const { lower, upper } = verdict.limitMs ?? { lower: Infinity, upper: null };
      assert.ok(lower <= limitMs && limitMs <= (upper ?? 0), `${limitMs} is in ${lower}–${upper}`);
      for (const { kind, intervalSeconds } of remedies)
        if (kind.endsWith('keepalive')) assert.ok((intervalSeconds ?? Infinity) * 1000 < limitMs, kind);
    }
  });
}

for (const { hardship, runs } of [
  { hardship: 'calm', runs: 40 },
  { hardship: 'lossy', runs: 30 },
  { hardship: 'rough', runs: 30 },
] as const) {
  test(`property: in any ${hardship} world the report is right, or says that it cannot tell`, () => {
    fc.assert(
      fc.property(plantedLimit(hardship, { min: 2500, max: 60_000 }), (planted) => {
        const run = runTrace(planted.world, configFor(planted.world, planted));
        neverWrong(planted, reportFor(planted.world, run), run);
      }),
      { numRuns: runs, seed: 20_261_122 },
    );
  });
}

function kindsOf(remedies: Report['remedies']): readonly string[] {
  return remedies.map(({ kind }) => kind);
}

test('arms that are used up before the limit is narrow are followed by fresh ones, once and where it is short', () => {
  const run = (limitMs: number, maxLogins: number) => {
    const world: WorldSpec = { ...QUIET_WORLD, boxes: [silentAt(2, limitMs)] };
    const { state } = runTrace(world, configFor(world, { maxIdleMs: 120_000, arms: 3, maxLogins }));
    const trials = ladderTrials(state);
    const isFirst = ({ armId }: Trial) => ['ladder-1', 'ladder-2', 'ladder-3'].includes(armId);
    const widthMs = ({ lowerMs, upperMs = Infinity }: Bracket) => upperMs - lowerMs;
    const [first, all] = [limitOf(trials.filter(isFirst)), limitOf(trials)];
    assert.ok(all.lowerMs < limitMs && limitMs <= (all.upperMs ?? 0));
    return {
      arms: state.arms.filter(({ spec }) => spec.kind === 'ladder').length,
      narrower: widthMs(all) < widthMs(first),
      logins: state.logins,
    };
  };

  const short = run(9000, Infinity);
  const long = run(60_000, Infinity);
  const few = run(9000, 12);

  assert.ok(short.arms > 3 && short.arms <= 6);
  assert.ok(short.narrower);
  assert.equal(long.arms, 3);
  assert.ok(few.logins <= 12);
});
