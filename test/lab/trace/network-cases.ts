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
  server,
  tracking,
  type Router,
} from '../../../src/core/lab/scenario.ts';
import type { Report } from '../../../src/core/report/model.ts';
import type { Random } from '../../simulation/random.ts';
import type { Case, Drawn } from './cases.ts';

export const NETWORK_CASES: readonly Case[] = [
  {
    name: 'a firewall before the jump host forgets',
    truth: 'nat-expiry-blackhole',
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
    truth: 'nat-expiry-blackhole',
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
    truth: 'nat-expiry-server-first-rst',
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
    truth: 'nat-expiry-blackhole',
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
    truth: 'firewall-reject-rst',
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
  {
    name: 'a firewall that only the server revives',
    truth: 'cloud-security-group-tracking',
    draw: (random) => {
      const limitS = whole(random, 4, 7);
      const routers = [
        plainRouter(),
        firewallRouter({ establishedSeconds: limitS, unknown: 'revived-by-server' }),
      ];
      return at(routers, limitS, ({ verdict }) => {
        assert.equal(verdict.cause, 'cloud-security-group-tracking', verdict.summary);
        assert.deepEqual(verdict.hop?.ttlRange, [2, 2]);
        assert.equal(verdict.clientFirst?.ending, 'silent');
        assert.equal(verdict.serverFirst?.upper, null, 'what the server says still comes');
      });
    },
  },
  {
    name: 'a server whose own filter is revived by what it sends',
    truth: 'cloud-security-group-tracking',
    draw: (random) => {
      const limitS = whole(random, 4, 7);
      const firewall = tracking({ establishedSeconds: limitS });
      return {
        ...at([plainRouter()], limitS, ({ verdict }) => {
          assert.equal(verdict.cause, 'cloud-security-group-tracking', verdict.summary);
          assert.equal(verdict.layer, 'server-host');
          assert.equal(verdict.serverFirst?.upper, null);
        }),
        scenario: scenario({
          summary: 'server alone revives',
          routers: [plainRouter()],
          server: server({ firewall }),
        }),
      };
    },
  },
  {
    name: 'a firewall that answers late words of the server in the client’s name',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const limitS = whole(random, 4, 7);
      const routers = [
        firewallRouter({ establishedSeconds: limitS, unknown: 'reset-to-server' }),
        plainRouter(),
      ];
      return at(routers, limitS, ({ verdict }) => {
        assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
        assert.deepEqual(verdict.hop?.ttlRange, [1, 1]);
        assert.equal(verdict.serverFirst?.ending, 'silent');
      });
    },
  },
  {
    name: 'two NATs, and the carrier’s forgets first',
    truth: 'cgnat-expiry',
    draw: (random) => {
      const limitS = whole(random, 4, 7);
      const home = natRouter({ establishedSeconds: limitS + 20, loose: false });
      const carrier = natRouter({ establishedSeconds: limitS, loose: false, cgn: true });
      return at([home, carrier, plainRouter()], limitS, ({ verdict }) => {
        assert.equal(verdict.cause, 'cgnat-expiry', verdict.summary);
        assert.deepEqual(verdict.hop, { ttl: 2, address: '100.64.2.2', ttlRange: [2, 2] });
        assert.ok(verdict.alternatives.includes('nat-expiry-blackhole'));
      });
    },
  },
  {
    name: 'two NATs, and the one at home forgets first',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const limitS = whole(random, 4, 7);
      const home = natRouter({ establishedSeconds: limitS, loose: false });
      const carrier = natRouter({ establishedSeconds: limitS + 20, loose: false, cgn: true });
      return at([home, carrier, plainRouter()], limitS, ({ verdict }) => {
        assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
        assert.deepEqual(verdict.hop?.ttlRange, [1, 1]);
      });
    },
  },
  {
    name: 'a firewall with another timeout for port 443',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const limitS = whole(random, 4, 6);
      const routers = [
        plainRouter(),
        firewallRouter({ establishedSeconds: 3 * limitS, byPort: new Map([[443, limitS]]) }),
      ];
      const sshdOptions = new Map([['ListenAddress', '10.3.0.2:443']]);
      return {
        ...at(routers, limitS, ({ verdict, target }) => {
          assert.equal(target.port, 443);
          assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
          assert.deepEqual(verdict.hop?.ttlRange, [2, 2]);
        }),
        scenario: scenario({ summary: 'by port', routers, server: server({ sshdOptions }) }),
        words: ['-p', '443'],
      };
    },
  },
  {
    name: 'two paths of which one forgets',
    truth: 'several-paths',
    draw: (random) => {
      const limitS = whole(random, 4, 6);
      const routers = [plainRouter(), firewallRouter({ establishedSeconds: limitS, spares: 'every-other' })];
      return {
        told: `every other connection after ${limitS} s`,
        scenario: scenario({ summary: 'two paths', routers }),
        maxIdle: '20s',
        check: ({ verdict, remedies }) => {
          assert.equal(verdict.kind, 'cannot-tell', verdict.summary);
          assert.match(verdict.summary, /several paths/);
          assert.ok(verdict.because.includes('inconsistent'));
          const { lower, upper } = verdict.limitMs ?? { lower: 0, upper: 0 };
          assert.ok(lower < limitS * 1000 && limitS * 1000 <= (upper ?? 0), `${lower} to ${upper}`);
          assert.ok(
            remedies.every(({ provenAliveMs }) => provenAliveMs === null),
            'nothing is called proven',
          );
        },
      };
    },
  },
  {
    name: 'a keepalive of the person’s own that comes too seldom',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const limitS = whole(random, 4, 5);
      return {
        ...at(
          [plainRouter(), firewallRouter({ establishedSeconds: limitS })],
          limitS,
          ({ verdict, notes }) => {
            assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
            assert.match(notes.join(), /ServerAliveInterval 9\), but too seldom/);
          },
        ),
        words: ['-o', 'ServerAliveInterval=9', '-o', 'ControlMaster=auto', '-o', 'ControlPath=/nowhere/%C'],
      };
    },
  },
  {
    name: 'an ssh that gives up at the first silence (ServerAliveCountMax 0)',
    truth: 'client-server-alive-timeout',
    draw: (random) => {
      const seconds = whole(random, 3, 5);
      return {
        told: `ServerAliveInterval ${seconds}`,
        scenario: scenario({ summary: 'own settings', routers: [plainRouter()] }),
        // The arm logs in late: there must be time left for it to give up.
        maxIdle: '20s',
        words: ['-o', `ServerAliveInterval=${seconds}`, '-o', 'ServerAliveCountMax=0'],
        check: ({ verdict, remedies }) => {
          assert.equal(verdict.kind, 'idle-limit', verdict.summary);
          assert.equal(verdict.cause, 'client-server-alive-timeout');
          assert.equal(verdict.layer, 'client-host');
          const { lower, upper } = verdict.limitMs ?? { lower: 0, upper: 0 };
          // ssh's clock for this counts whole seconds (monotime() in misc.c): it gives up in the last one of them.
          assert.ok(lower < seconds * 1000 && (seconds - 1) * 1000 <= (upper ?? 0), `${lower} to ${upper}`);
          assert.equal(remedies[0]?.set?.options['ServerAliveCountMax'], 3);
        },
      };
    },
  },
];

function throughJumps(routers: Router[], limitS: number, check: Drawn['check']): Drawn {
  // Each login is two or three of them.
  return { ...at(routers, limitS, check), words: ['--connections', '10'] };
}

function at(routers: Router[], limitS: number, check: Drawn['check']): Drawn {
  return {
    told: `after ${limitS} s`,
    scenario: scenario({ summary: 'a network', routers }),
    maxIdle: '30s',
    limitMs: limitS * 1000,
    check: (report) => {
      limitIs(report, limitS * 1000);
      check(report);
    },
  };
}

/** The truth lies in the bracket, and that is narrow; a keepalive of which it was proven helps. */
function limitIs({ verdict, complete, remedies, notes }: Report, limitMs: number): void {
  assert.equal(complete, true);
  assert.equal(verdict.kind, 'idle-limit', verdict.summary);
  const { lower, upper } = verdict.limitMs ?? { lower: 0, upper: null };
  assert.ok(lower < limitMs && limitMs <= (upper ?? 0), `${limitMs} is in ${lower} to ${upper}`);
  const isNarrow = (upper ?? Infinity) - lower <= 0.1 * limitMs + 100;
  assert.ok(
    isNarrow || notes.some((note) => note.startsWith('The limit is known to')),
    `${lower} to ${upper}`,
  );
  const [best] = remedies;
  assert.equal(best?.kind, 'ssh-keepalive');
  assert.ok((best.intervalSeconds ?? Infinity) * 1000 < limitMs);
  assert.ok((best.provenAliveMs ?? 0) > limitMs);
}

/** From `least` to `most`, both included. */
function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}
