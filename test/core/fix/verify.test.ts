import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCure, type VerifiedSession } from '../../../src/core/fix/verify.ts';

const arms = (control: VerifiedSession['outcome'], serverKeepalives: number): readonly VerifiedSession[] =>
  (['configuration', 'no-keepalive'] as const).flatMap((kind) =>
    (['client-first', 'server-first'] as const).map((direction) => ({
      with: kind,
      direction,
      heldMs: 9000,
      outcome: kind === 'configuration' ? ('alive' as const) : control,
      words: '',
      serverKeepalives,
    })),
  );

test('cured is said only where a control died; where the server itself keeps all alive, that is said', () => {
  assert.equal(judgeCure(arms('dead', 0), 2).cured, 'yes');
  assert.match(judgeCure(arms('alive', 0), 2).why, /the limit was not met/);
  assert.deepEqual(judgeCure(arms('alive', 3), 2).cured, 'unknown');
  assert.match(judgeCure(arms('alive', 3), 2).why, /the server itself sends keepalives/);
});
