/** What is drawn out of a run, and what is not: not measured is not "no". */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { evidenceOf } from '../../../src/core/evidence/evidence-list.ts';
import type { Findings } from '../../../src/core/evidence/findings.ts';
import { findingsOf } from '../../../src/core/evidence/from-trace.ts';
import { startTrace } from '../../../src/core/trace/machine.ts';
import { plantedLimit, QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { configFor, runTrace } from '../../simulation/trace-run.ts';
import type { WorldSpec } from '../../simulation/trace-world.ts';

function findingsIn(part: Partial<WorldSpec>, maxIdleMs = 15_000): Findings {
  const world = { ...QUIET_WORLD, ...part };
  return findingsOf(runTrace(world, configFor(world, { maxIdleMs })).state, world.localTracking);
}

const silent = { hop: 2, limitMs: 5000, clientLate: 'drop', serverLate: 'drop' } as const;

test('before anything happened, everything is unknown', () => {
  const { state } = startTrace(configFor(QUIET_WORLD, { maxIdleMs: 15_000 }));

  const { client, server, control, nat, announced, ladderEnd, pathHops } = findingsOf(state, {
    kind: 'unreadable',
  });

  assert.deepEqual(
    { client, server, announced, ladderEnd, pathHops },
    {
      client: undefined,
      server: undefined,
      announced: undefined,
      ladderEnd: undefined,
      pathHops: undefined,
    },
  );
  assert.equal(control.lived, 'unknown');
  assert.equal(nat.translated, 'unknown');
});

test('an address that is another at the far end is a NAT, and so is its port looked at', () => {
  assert.deepEqual(natIn('none'), ['no', 'yes']);
  assert.deepEqual(natIn('port-kept'), ['yes', 'yes']);
  assert.deepEqual(natIn('port-changed'), ['yes', 'no']);
});

test('connections closed by the far end are announced, whoever would have spoken next', () => {
  const { announced, client, server } = findingsIn({
    closing: { kind: 'idle', afterMs: 5000, ending: 'fin' },
  });

  assert.equal(announced?.ending, 'fin');
  assert.ok(Math.abs(announced.longestMs - 5000) < 300);
  assert.equal(announced.shellOnly, false);
  assert.equal(client?.ending, 'fin');
  assert.equal(server?.ending, 'fin');
});

test('a shell alone that ended is told from all sessions', () => {
  const { announced } = findingsIn({ closing: { kind: 'shell', afterMs: 5000, words: 'auto-logout' } });

  assert.equal(announced?.shellOnly, true);
  assert.equal(announced.words, 'auto-logout');
});

test('one age is no one moment, and one moment no one age', () => {
  const lifetime = findingsIn({ closing: { kind: 'lifetime', afterMs: 15_000, ending: 'fin' } }, 60_000);
  const restart = findingsIn({ closing: { kind: 'restart', atMs: 15_000, ending: 'fin' } }, 60_000);

  assert.ok(lifetime.sameAge !== undefined && Math.abs(lifetime.sameAge.ageMs - 15_000) < 1500);
  assert.equal(restart.sameAge, undefined);
  assert.ok(restart.sameMoment !== undefined && restart.sameMoment.armIds.includes('control'));
});

test('an outage has its length, a busy server its beat', () => {
  const [stall] = findingsIn({ outages: [{ link: 2, fromMs: 9000, toMs: 12_000 }] }).control.stalls;
  const busy = findingsIn({ beatMs: 2500 }, 30_000).serverBusy;

  assert.ok(stall !== undefined && stall.lengthMs >= 2500 && stall.lengthMs <= 9000, `${stall?.lengthMs}`);
  assert.ok(busy !== undefined && Math.abs(busy.everyMs - 2500) < 300);
});

test('what a client that speaks first revives is no witness of a hop', () => {
  const { ttl } = findingsIn({
    boxes: [{ ...silent, clientLate: 'revive', serverLate: 'reset' }],
    nat: 'port-kept',
  });

  const alive = ttl.filter(({ outcome, idleMs }) => outcome === 'alive' && idleMs > 5200);
  assert.ok(alive.length > 0 && alive.every(({ ttlHops }) => (ttlHops ?? 0) >= 2));
});

test('property: every piece of evidence has an id of its own, or says another trial of the same arm', () => {
  fc.assert(
    fc.property(plantedLimit('rough', { min: 2500, max: 10_000 }), (planted) => {
      const { state } = runTrace(planted.world, configFor(planted.world, planted));
      const findings = findingsOf(state, planted.world.localTracking);

      for (const { id, fact, source } of evidenceOf(findings)) {
        assert.match(id, /^[a-z0-9-]+$/);
        assert.doesNotMatch(fact, /undefined|NaN|Infinity/);
        assert.notEqual(source, '');
      }
    }),
    { numRuns: 15, seed: 6 },
  );
});

function natIn(nat: WorldSpec['nat']): readonly string[] {
  const { translated, portKept } = findingsIn({ nat, boxes: [silent] }).nat;
  return [translated, portKept];
}
