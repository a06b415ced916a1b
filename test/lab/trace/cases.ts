/**
 * Every kind of path that the trace must tell apart, each with its truth: the
 * network is drawn from a seed, what must be said of it follows from it.
 */
import assert from 'node:assert/strict';
import {
  firewallRouter,
  natRouter,
  plainRouter,
  scenario,
  type Router,
  type Scenario,
  server,
  tracking,
} from '../../../src/core/lab/scenario.ts';
import type { Lab } from '../../../src/adapters/lab/lab.ts';
import type { Report } from '../../../src/core/report/model.ts';
import type { Random } from '../../simulation/random.ts';

export interface Case {
  readonly name: string;
  /** The cause that must be named, an id of the catalogue; or that nothing ends a session, or that paths differ. */
  readonly truth: string;
  readonly draw: (random: Random) => Drawn;
}

export interface Drawn {
  /** What was drawn, for the test's name. */
  readonly told: string;
  readonly scenario: Scenario;
  readonly maxIdle: string;
  /** The silence after which it ends; left out: there is no such limit, or it is not that which is asked. */
  readonly limitMs?: number;
  /** The hop that forgets; left out: it is none. */
  readonly hop?: number;
  /** More words for the command line. */
  readonly words?: readonly string[];
  /** An outage to make once the run is under way: link and length. */
  readonly outage?: { readonly link: number; readonly afterMs: number; readonly forMs: number };
  /** What is traced; left out: the lab's host, with a login. */
  readonly target?: (lab: Lab) => string;
  /** Done in the lab before the trace begins. */
  readonly prepare?: (lab: Lab) => Promise<void>;
  /** Done in the lab while it runs. */
  readonly meanwhile?: (lab: Lab) => Promise<void>;
  readonly check: (report: Report) => void;
}

export const CASES: readonly Case[] = [
  {
    name: 'a silent firewall at one hop of several',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const at = place(random);
      return drawn(at, firewallRouter({ establishedSeconds: at.limitS }), (report) => {
        limitIs(report, at, { cause: ['nat-expiry-blackhole'], client: 'silent', server: 'silent' });
      });
    },
  },
  {
    name: 'a NAT that picks nothing up (loose off)',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const at = place(random);
      return drawn(at, natRouter({ establishedSeconds: at.limitS, loose: false }), (report) => {
        limitIs(report, at, { cause: ['nat-expiry-blackhole'], client: 'silent', server: 'silent' });
        assert.equal(report.path.nat.translated, 'yes');
      });
    },
  },
  {
    name: 'a NAT as Linux makes it: typing revives, late output is reset',
    truth: 'nat-expiry-server-first-rst',
    draw: (random) => {
      const at = place(random);
      return drawn(at, natRouter({ establishedSeconds: at.limitS }), (report) => {
        limitIs(report, at, { cause: ['nat-expiry-server-first-rst'], client: undefined, server: 'reset' });
      });
    },
  },
  {
    name: 'a NAT as Linux makes it with a mute outside: late output is held back until one types',
    truth: 'nat-expiry-server-first-drop',
    draw: (random) => {
      const at = place(random);
      return drawn(at, natRouter({ establishedSeconds: at.limitS, wanInput: 'drop' }), (report) => {
        limitIs(report, at, { cause: ['nat-expiry-server-first-drop'], client: undefined, server: 'silent' });
      });
    },
  },
  {
    name: 'a NAT that comes back with another port',
    truth: 'nat-port-remap-rst',
    draw: (random) => {
      const at = place(random);
      return drawn(at, natRouter({ establishedSeconds: at.limitS, ports: 'random' }), (report) => {
        limitIs(report, at, { cause: ['nat-port-remap-rst'], client: 'reset', server: 'reset' });
        assert.equal(report.path.nat.portKept, 'no');
      });
    },
  },
  {
    name: 'a firewall that rejects with reset',
    truth: 'firewall-reject-rst',
    draw: (random) => {
      const at = place(random);
      return drawn(at, firewallRouter({ establishedSeconds: at.limitS, unknown: 'reject' }), (report) => {
        limitIs(report, at, { cause: ['firewall-reject-rst'], client: 'reset', server: 'reset' });
      });
    },
  },
  {
    name: 'two hops that forget: the nearer and shorter is the culprit, both are in the profile',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const limitS = whole(random, 4, 6);
      const fartherS = limitS + whole(random, 2, 4);
      const routers: Router[] = [
        natRouter({ establishedSeconds: limitS, loose: false }),
        plainRouter(),
        firewallRouter({ establishedSeconds: fartherS }),
      ];
      const at = { hop: 1, hops: 3, limitS };
      return {
        told: `hop 1 after ${limitS} s, hop 3 after ${fartherS} s`,
        scenario: scenario({ summary: 'two forgetful hops', routers }),
        maxIdle: '40s',
        limitMs: limitS * 1000,
        hop: 1,
        check: (report) => {
          limitIs(report, at, { cause: ['nat-expiry-blackhole'], client: 'silent', server: 'silent' });
          const beyond = report.profile.filter(({ ttl }) => ttl === 1 || ttl === 2);
          assert.equal(beyond.length, 2, 'the hops after 1 and after 2 are in the profile');
          for (const { limitMs } of beyond) {
            assert.ok(
              limitMs.lower < fartherS * 1000 && fartherS * 1000 <= (limitMs.upper ?? 0),
              `the profile has ${JSON.stringify(limitMs)}`,
            );
          }
        },
      };
    },
  },
  {
    name: 'connection tracking on the server host',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const at = { ...place(random), hop: -1 };
      return {
        told: toldOf({ ...at, hop: at.hops + 1 }),
        scenario: scenario({
          summary: 'server host',
          routers: plain(at.hops),
          server: server({ firewall: tracking({ establishedSeconds: at.limitS, loose: false }) }),
        }),
        maxIdle: '30s',
        limitMs: at.limitS * 1000,
        hop: at.hops + 1,
        check: (report) =>
          limitIs(
            report,
            { ...at, hop: at.hops + 1 },
            { cause: ['nat-expiry-blackhole'], client: 'silent', server: 'silent', layer: 'server-host' },
          ),
      };
    },
  },
  {
    name: 'connection tracking on the client host',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const at = place(random);
      return {
        told: toldOf({ ...at, hop: 0 }),
        scenario: scenario({
          summary: 'client host',
          routers: plain(at.hops),
          client: { firewall: tracking({ establishedSeconds: at.limitS, loose: false }) },
        }),
        maxIdle: '30s',
        limitMs: at.limitS * 1000,
        check: (report) =>
          limitIs(
            report,
            { ...at, hop: 0 },
            { cause: ['nat-expiry-blackhole'], client: 'silent', server: 'silent', layer: 'client-host' },
          ),
      };
    },
  },
  {
    name: 'a firewall at a hop that sends no ICMP',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const at = place(random);
      return drawn(at, firewallRouter({ establishedSeconds: at.limitS, icmp: false }), (report) => {
        limitIs(report, at, {
          cause: ['nat-expiry-blackhole'],
          client: 'silent',
          server: 'silent',
          mute: true,
        });
        assert.equal(report.path.hops[at.hop - 1]?.address, null, 'the mute hop is shown as mute');
      });
    },
  },
  {
    name: 'a silent firewall over IPv6',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const at = place(random);
      return drawn(
        at,
        firewallRouter({ establishedSeconds: at.limitS }),
        (report) =>
          limitIs(report, at, { cause: ['nat-expiry-blackhole'], client: 'silent', server: 'silent' }),
        6,
      );
    },
  },
  {
    name: 'no limit at all',
    truth: 'survives',
    draw: (random) => {
      const hops = whole(random, 1, 4);
      return {
        told: `${hops} hops`,
        scenario: scenario({ summary: 'no limit', routers: plain(hops) }),
        maxIdle: '8s',
        check: survives(7900),
      };
    },
  },
  {
    name: 'an outage of 3 s and no limit',
    truth: 'survives',
    draw: (random) => {
      const hops = whole(random, 1, 4);
      const afterMs = whole(random, 6000, 10_000);
      return {
        told: `${hops} hops, ${afterMs} ms into the run`,
        scenario: scenario({ summary: 'outage', routers: plain(hops) }),
        maxIdle: '14s',
        outage: { link: whole(random, 1, hops + 1), afterMs, forMs: 3000 },
        check: survives(13_900),
      };
    },
  },
  {
    name: 'an outage of 3 s beside a firewall that forgets',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const at = { ...place(random), limitS: whole(random, 8, 11) };
      return {
        ...drawn(at, firewallRouter({ establishedSeconds: at.limitS }), (report) => {
          limitIs(report, at, {
            cause: ['nat-expiry-blackhole'],
            client: 'silent',
            server: 'silent',
          });
        }),
        outage: { link: 1, afterMs: whole(random, 6000, 12_000), forMs: 3000 },
      };
    },
  },
  {
    name: 'sessions that end at a certain age, busy or not',
    truth: 'sshd-session-killed',
    draw: (random) => {
      const hops = whole(random, 1, 3);
      const lifetimeSeconds = whole(random, 7, 12);
      return {
        told: `${lifetimeSeconds} s`,
        scenario: scenario({
          summary: 'lifetime',
          routers: plain(hops),
          server: server({ lifetimeSeconds }),
        }),
        maxIdle: '30s',
        check: ({ verdict, remedies }) => {
          assert.equal(verdict.kind, 'not-idle');
          assert.equal(verdict.cause, 'sshd-session-killed');
          assert.deepEqual(remedies, []);
        },
      };
    },
  },
  {
    name: 'a server that keeps the connection busy itself',
    truth: 'survives',
    draw: (random) => {
      const at = place(random);
      // sshd 9.2 to 9.4 sends after once to twice the interval.
      const interval = whole(random, 1, Math.floor((at.limitS - 1) / 2));
      const routers = plain(at.hops).with(at.hop - 1, firewallRouter({ establishedSeconds: at.limitS }));
      return {
        told: `ClientAliveInterval ${interval} below ${at.limitS} s`,
        scenario: scenario({
          summary: 'client alive',
          routers,
          server: server({ sshdOptions: new Map([['ClientAliveInterval', String(interval)]]) }),
        }),
        maxIdle: '12s',
        check: ({ verdict, remedies }) => {
          assert.equal(verdict.kind, 'survives');
          assert.ok(
            (verdict.limitMs?.lower ?? Infinity) <= (2 * interval + 1) * 1000,
            `no silence was longer than the server's own beat: ${JSON.stringify(verdict.limitMs)}`,
          );
          assert.equal(verdict.limitMs?.upper, null);
          assert.deepEqual(remedies, []);
        },
      };
    },
  },
];

interface Place {
  /** The hop that forgets; 0 is the client host, `hops` + 1 the server host. */
  readonly hop: number;
  readonly hops: number;
  readonly limitS: number;
}

function place(random: Random): Place {
  const hops = whole(random, 1, 5);
  return { hops, hop: whole(random, 1, hops), limitS: whole(random, 4, 9) };
}

function drawn(at: Place, router: Router, check: Drawn['check'], family: 4 | 6 = 4): Drawn {
  return {
    told: toldOf(at),
    scenario: scenario({
      summary: 'one forgetful hop',
      family,
      routers: plain(at.hops).with(at.hop - 1, router),
    }),
    maxIdle: '30s',
    limitMs: at.limitS * 1000,
    hop: at.hop,
    check,
  };
}

function toldOf({ hop, hops, limitS }: Place): string {
  return `hop ${hop} of ${hops} after ${limitS} s`;
}

interface Expected {
  readonly cause: readonly string[];
  /** What one meets who speaks first after the limit; undefined: nothing bad. */
  readonly client: 'silent' | 'reset' | undefined;
  readonly server: 'silent' | 'reset' | undefined;
  readonly layer?: 'client-host' | 'server-host';
  readonly mute?: boolean;
}

function limitIs(report: Report, { hop, limitS }: Place, expected: Expected): void {
  const { verdict, remedies } = report;
  const limitMs = limitS * 1000;
  assert.equal(report.complete, true);
  assert.equal(verdict.kind, 'idle-limit', verdict.summary);
  assert.ok(expected.cause.includes(verdict.cause ?? ''), `cause is ${verdict.cause}`);
  assert.equal(verdict.layer, expected.layer ?? 'path');
  assert.equal(verdict.policy, 'no');
  // On a machine that is busy with other things, or stands still, connections are too few: then the report says so itself.
  const says = (start: string): boolean => report.notes.some((note) => note.startsWith(start));
  bracketHolds(verdict.limitMs, limitMs, says('The limit is known to') ? ROUGH : 0.06);
  for (const [who, said, ending] of [
    ['this side', verdict.clientFirst, expected.client],
    ['the server', verdict.serverFirst, expected.server],
  ] as const) {
    assert.ok(said !== null, 'both directions were measured');
    assert.equal(said.ending, ending ?? null);
    if (ending === undefined) {
      assert.equal(said.upper, null);
      assert.ok(said.lower > limitMs);
    } else bracketHolds(said, limitMs, says(`Where ${who} speaks first`) ? ROUGH : 0.3);
  }
  if (hop === 0) assert.equal(verdict.hop, null);
  else {
    assert.deepEqual(verdict.hop?.ttlRange, [hop, hop], `it is hop ${hop}: ${verdict.summary}`);
    assert.equal(verdict.hop.address, report.path.hops[hop - 1]?.address ?? null);
    if (expected.mute !== true) assert.ok(verdict.hop.address !== null);
  }
  assert.equal(verdict.confidence, 'proven');
  const [best] = remedies;
  assert.equal(best?.kind, 'ssh-keepalive');
  assert.ok((best.intervalSeconds ?? Infinity) * 1000 < limitMs, `every ${best.intervalSeconds} s`);
  assert.ok((best.provenAliveMs ?? 0) > limitMs, 'the cure outlived the limit');
  assert.ok(
    remedies.some(({ kind }) => kind === 'tcp-keepalive'),
    'and so did the TCP variant',
  );
}

/** As a part of the truth; what is as wide as that is said to be. */
const ROUGH = 2;

/** The truth is in it, and it is no wider than a part of the truth. */
function bracketHolds(
  bracket: { lower: number; upper: number | null } | null,
  limitMs: number,
  widest: number,
): void {
  assert.ok(bracket !== null && bracket.upper !== null, 'there is a bracket');
  assert.ok(
    bracket.lower < limitMs && limitMs <= bracket.upper,
    `${limitMs} is in ${JSON.stringify(bracket)}`,
  );
  assert.ok(
    bracket.upper - bracket.lower <= widest * limitMs,
    `${JSON.stringify(bracket)} is narrow enough for ${limitMs}`,
  );
}

function survives(leastMs: number): Drawn['check'] {
  return ({ verdict, remedies }) => {
    assert.equal(verdict.kind, 'survives', verdict.summary);
    assert.equal(verdict.cause, null);
    assert.ok((verdict.limitMs?.lower ?? 0) >= leastMs, JSON.stringify(verdict.limitMs));
    assert.equal(verdict.limitMs?.upper, null);
    for (const said of [verdict.clientFirst, verdict.serverFirst]) assert.equal(said?.upper, null);
    assert.deepEqual(remedies, []);
  };
}

function plain(hops: number): Router[] {
  return Array.from({ length: hops }, () => plainRouter());
}

/** From `least` to `most`, both included. */
function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}
