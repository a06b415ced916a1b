/**
 * More kinds of networks that the trace must tell apart: ways through jump
 * hosts, boxes with manners of their own, several paths at once.
 */
import assert from 'node:assert/strict';
import {
  firewallRouter,
  jumpHost,
  natRouter,
  plainRouter,
  scenario,
  type Router,
} from '../../../src/core/lab/scenario.ts';
import type { Report } from '../../../src/core/report/model.ts';
import type { Random } from '../../simulation/random.ts';
import type { Case, Drawn } from './cases.ts';

export const NETWORK_CASES: readonly Case[] = [
  {
    name: 'a firewall before the jump host forgets',
    draw: (random) => {
      const limitS = whole(random, 4, 6);
      const routers = [firewallRouter({ establishedSeconds: limitS }), jumpHost('bastion'), plainRouter()];
      return throughJumps(routers, limitS, ({ verdict }) => {
        assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
        assert.deepEqual(verdict.leg, { index: 0, from: 'client', to: 'bastion' });
        assert.deepEqual(verdict.hop?.ttlRange, [1, 1]);
        assert.equal(verdict.confidence, 'proven');
      });
    },
  },
  {
    name: 'a firewall behind the jump host forgets',
    draw: (random) => {
      const limitS = whole(random, 4, 6);
      const routers = [plainRouter(), jumpHost('bastion'), firewallRouter({ establishedSeconds: limitS })];
      return throughJumps(routers, limitS, ({ verdict, remedies }) => {
        assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
        assert.deepEqual(verdict.leg, { index: 1, from: 'bastion', to: 'lab' });
        assert.equal(verdict.hop, null, 'no hop of the first leg is blamed');
        assert.equal(remedies[0]?.set?.host, 'lab', 'the cure belongs to the far end of that leg');
        assert.ok(remedies.every(({ kind }) => kind !== 'tcp-keepalive'));
      });
    },
  },
  {
    name: 'a NAT as Linux makes it behind the jump host: late output is reset there',
    draw: (random) => {
      const limitS = whole(random, 4, 6);
      const routers = [jumpHost('bastion'), natRouter({ establishedSeconds: limitS }), plainRouter()];
      return throughJumps(routers, limitS, ({ verdict }) => {
        assert.equal(verdict.cause, 'nat-expiry-server-first-rst', verdict.summary);
        assert.deepEqual(verdict.leg, { index: 1, from: 'bastion', to: 'lab' });
      });
    },
  },
  {
    name: 'a firewall between two jump hosts forgets',
    draw: (random) => {
      const limitS = whole(random, 5, 7);
      const routers = [
        jumpHost('near'),
        firewallRouter({ establishedSeconds: limitS }),
        jumpHost('far'),
        plainRouter(),
      ];
      return throughJumps(routers, limitS, ({ verdict }) => {
        assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
        assert.deepEqual(verdict.leg, { index: 1, from: 'near', to: 'far' });
      });
    },
  },
  {
    name: 'a firewall that rejects behind the second jump host, which asks its client whether it is there',
    draw: (random) => {
      const limitS = whole(random, 5, 8);
      const routers = [
        jumpHost('near', { sshdOptions: new Map([['ClientAliveInterval', '1']]) }),
        jumpHost('far'),
        firewallRouter({ establishedSeconds: limitS, unknown: 'reject' }),
      ];
      return throughJumps(routers, limitS, ({ verdict }) => {
        assert.equal(verdict.cause, 'firewall-reject-rst', verdict.summary);
        assert.deepEqual(verdict.leg, { index: 2, from: 'far', to: 'lab' });
      });
    },
  },
];

function throughJumps(routers: Router[], limitS: number, check: Drawn['check']): Drawn {
  return {
    told: `after ${limitS} s`,
    scenario: scenario({ summary: 'jump hosts', routers }),
    maxIdle: '30s',
    // Each login is two or three of them.
    words: ['--connections', '10'],
    check: (report) => {
      limitIs(report, limitS * 1000);
      check(report);
    },
  };
}

/** The truth lies in the bracket, and that is narrow; a keepalive of which it was proven helps. */
function limitIs({ verdict, complete, remedies }: Report, limitMs: number): void {
  assert.equal(complete, true);
  assert.equal(verdict.kind, 'idle-limit', verdict.summary);
  const { lower, upper } = verdict.limitMs ?? { lower: 0, upper: null };
  assert.ok(lower < limitMs && limitMs <= (upper ?? 0), `${limitMs} is in ${lower} to ${upper}`);
  assert.ok((upper ?? Infinity) - lower <= 0.1 * limitMs + 100, `${lower} to ${upper} is narrow enough`);
  const [best] = remedies;
  assert.equal(best?.kind, 'ssh-keepalive');
  assert.ok((best.intervalSeconds ?? Infinity) * 1000 < limitMs);
  assert.ok((best.provenAliveMs ?? 0) > limitMs);
}

/** From `least` to `most`, both included. */
function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}
