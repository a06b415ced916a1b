/**
 * What befalls sessions beside limits: settings that are said to end them and
 * do not, a server that is slow or full, a path that loses packets or its
 * state. They stand in the matrix (`make matrix`), not among the tests that
 * run each time.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lab } from '../../../src/adapters/lab/lab.ts';
import { firewallRouter, jumpHost, plainRouter, scenario } from '../../../src/core/lab/scenario.ts';
import type { Case, Drawn } from './cases.ts';
import { holds, notIdle, outage, ownersLimit, plain, whole } from './server-cases.ts';

export const BEFALLING_CASES: readonly Case[] = [
  {
    name: 'a bare connection to sshd, which allows so much time to log in (LoginGraceTime)',
    truth: 'sshd-login-grace-time',
    draw: (random) => {
      const seconds = whole(random, 4, 7);
      return {
        told: `${seconds} s`,
        scenario: plain(random, { sshdOptions: new Map([['LoginGraceTime', String(seconds)]]) }),
        maxIdle: '15s',
        words: ['--connections', '6'],
        target: ({ serverAddress }) => `tcp://${serverAddress}:22`,
        check: notIdle('sshd-login-grace-time'),
      };
    },
  },
  {
    name: 'a server that is full of those who have not logged in yet (MaxStartups)',
    truth: 'sshd-max-startups',
    draw: (random) => ({
      told: 'one at a time, and there is one',
      scenario: plain(random, { sshdOptions: new Map([['MaxStartups', '1:100:1']]) }),
      maxIdle: '10s',
      prepare: async (lab) => {
        const knocks = `exec 3<>/dev/tcp/${lab.serverAddress}/22; read -r line <&3; echo in; exec sleep 100`;
        const child = lab.exec(['bash', '-c', knocks], { stdio: ['ignore', 'pipe', 'inherit'] });
        await new Promise((resolve) => child.stdout?.once('data', resolve));
      },
      check: ({ verdict, problem }) => {
        assert.deepEqual([verdict.kind, verdict.cause], ['cannot-tell', 'sshd-max-startups']);
        assert.match(problem?.message ?? '', /Exceeded MaxStartups|Not allowed at this time/);
      },
    }),
  },
  outage(
    'the server’s kernel asks for signs of life and gives up while the path is down',
    'sshd-tcpkeepalive',
    {
      tcpKeepalive: { timeSeconds: 2, intervalSeconds: 1, probes: 3 },
    },
  ),
  {
    name: 'UnusedConnectionTimeout, which means nothing to a session',
    truth: 'survives',
    draw: (random) => ({
      told: '4 s',
      scenario: plain(random, { sshdOptions: new Map([['UnusedConnectionTimeout', '4']]) }),
      maxIdle: '10s',
      check: survives(9900),
    }),
  },
  {
    name: 'a server that makes new keys all the time (RekeyLimit)',
    truth: 'survives',
    draw: (random) => ({
      told: 'every 3 s',
      scenario: plain(random, { sshdOptions: new Map([['RekeyLimit', 'default 3']]) }),
      maxIdle: '10s',
      check: ({ verdict }) => assert.equal(verdict.kind, 'survives', verdict.summary),
    }),
  },
  {
    name: 'a server that stands still for 8 s',
    truth: 'survives',
    draw: (random) => ({
      told: 'stopped, and continued',
      scenario: plain(random, {}),
      maxIdle: '14s',
      meanwhile: async (lab) => {
        await delay(5000);
        await on(lab, -1, signalAll('STOP'));
        await delay(8000);
        await on(lab, -1, signalAll('CONT'));
      },
      check: survives(13_000),
    }),
  },
  {
    name: 'a person’s own keepalive that gives up too soon, on a path that only stalls',
    truth: 'survives',
    draw: (random) => ({
      told: 'ServerAliveInterval 1, ServerAliveCountMax 1, cut for 4 s',
      scenario: plain(random, {}),
      maxIdle: '14s',
      // Few, so that the one with the person's own keepalive is in when it happens.
      words: ['-o', 'ServerAliveInterval=1', '-o', 'ServerAliveCountMax=1', '--connections', '6'],
      outage: { link: 1, afterMs: whole(random, 9000, 10_000), forMs: 4000 },
      check: (report) => {
        survives(13_000)(report);
        assert.match(report.notes.join('\n'), /gave up after .* too hasty/);
      },
    }),
  },
  {
    name: 'ControlMaster and ControlPersist in a person’s configuration',
    truth: 'survives',
    draw: (random) => ({
      told: 'ControlPersist 3',
      scenario: plain(random, {}),
      maxIdle: '8s',
      words: ['-o', 'ControlMaster=auto', '-o', 'ControlPath=/nowhere/%C', '-o', 'ControlPersist=3'],
      check: (report) => {
        survives(7900)(report);
        assert.match(report.notes.join('\n'), /closed 3 s after the last of them \(ControlPersist\)/);
      },
    }),
  },
  {
    name: 'a keepalive that never counts: Host * comes before it and says another',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      return {
        ...forgetful(seconds, [plainRouter(), firewallRouter({ establishedSeconds: seconds })]),
        prepare: async ({ sshConfigPath }) => {
          const text = readFileSync(sshConfigPath, 'utf8');
          writeFileSync(sshConfigPath, `Host *\n  ServerAliveInterval 60\n${text}  ServerAliveInterval 2\n`);
        },
        check: ({ verdict, notes }) => {
          assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
          holds(verdict.limitMs, seconds * 1000);
          assert.match(notes.join('\n'), /ServerAliveInterval 60\), but too seldom/);
          assert.match(notes.join('\n'), /ServerAliveInterval 2 \(.*:\d+\) never counts/);
        },
      };
    },
  },
  {
    name: 'a firewall that forgets, on a path that loses packets',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const seconds = whole(random, 6, 9);
      return {
        ...forgetful(seconds, [plainRouter(), firewallRouter({ establishedSeconds: seconds })]),
        told: `after ${seconds} s, 4 % lost each way`,
        prepare: async (lab) => on(lab, 1, loses(4)),
        check: ({ verdict }) => {
          assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
          holds(verdict.limitMs, seconds * 1000);
        },
      };
    },
  },
  {
    name: 'an address that changes',
    truth: 'client-address-change',
    draw: (random) => ({
      told: 'after 6 s',
      scenario: plain(random, {}),
      maxIdle: '30s',
      words: ['--connections', '6'],
      meanwhile: async (lab) => {
        await delay(whole(random, 6000, 8000));
        await on(lab, 0, 'ip addr flush dev right; ip addr add 10.9.0.2/30 dev right');
      },
      check: notIdle('client-address-change'),
    }),
  },
  {
    name: 'a link that goes down and stays down',
    truth: 'path-outage',
    draw: (random) => ({
      told: 'for good',
      scenario: plain(random, {}),
      maxIdle: '30s',
      meanwhile: async (lab) => {
        await delay(whole(random, 6000, 8000));
        await on(lab, 1, 'ip link set right down');
      },
      check: notIdle('path-outage'),
    }),
  },
  {
    name: 'a firewall whose table is emptied',
    truth: 'conntrack-flush-or-full',
    draw: (random) => ({
      told: 'conntrack -F',
      scenario: scenario({ summary: 'a table', routers: [plainRouter(), firewallRouter()] }),
      maxIdle: '30s',
      meanwhile: async (lab) => {
        await delay(whole(random, 6000, 9000));
        await on(lab, 2, 'conntrack -F 2>/dev/null');
      },
      check: notIdle('conntrack-flush-or-full'),
    }),
  },
  {
    name: 'a firewall that drops entries now and then, whatever their age',
    truth: 'several-paths',
    draw: (random) => ({
      told: 'one in eight, every 2 s',
      scenario: scenario({ summary: 'a full table', routers: [plainRouter(), firewallRouter()] }),
      maxIdle: '20s',
      meanwhile: async (lab) => {
        for (let i = 0; i < 6; i += 1) {
          await delay(2000);
          await on(lab, 2, evicts(whole(random, 0, 7)));
        }
      },
      check: ({ verdict, remedies }) => {
        assert.notEqual(verdict.confidence, 'proven', verdict.summary);
        assert.equal(verdict.kind, 'cannot-tell', verdict.summary);
        assert.ok(remedies.every(({ provenAliveMs }) => provenAliveMs === null));
      },
    }),
  },
  {
    name: 'a jump host that closes forwardings which carry nothing (ChannelTimeout)',
    truth: 'sshd-channel-timeout',
    draw: (random) => {
      const seconds = whole(random, 5, 8);
      const sshdOptions = new Map([['ChannelTimeout', `direct-tcpip=${seconds}`]]);
      return {
        ...forgetful(seconds, [plainRouter(), jumpHost('bastion', { sshdOptions }), plainRouter()]),
        words: ['--connections', '10'],
        check: ({ verdict }) => {
          assert.equal(verdict.kind, 'idle-limit', verdict.summary);
          assert.ok(
            [verdict.cause, ...verdict.alternatives].includes('sshd-channel-timeout'),
            `${verdict.cause}, ${verdict.alternatives.join()}: ${verdict.summary}`,
          );
          holds(verdict.limitMs, seconds * 1000 - 500, 500);
        },
      };
    },
  },
  {
    name: 'sshd’s ChannelTimeout for commands, which means nothing to a shell',
    truth: 'sshd-channel-timeout',
    draw: (random) => {
      const seconds = whole(random, 5, 8);
      return {
        told: `${seconds} s`,
        scenario: plain(random, { sshdOptions: new Map([['ChannelTimeout', `session:command=${seconds}`]]) }),
        maxIdle: '25s',
        limitMs: seconds * 1000,
        check: ownersLimit('sshd-channel-timeout', 'sshd', seconds - 0.5, 0.5),
      };
    },
  },
  {
    name: 'a path that loses large packets and tells nobody',
    truth: 'pmtu-blackhole',
    draw: () => ({
      told: '600 octets',
      scenario: scenario({
        summary: 'a black hole',
        routers: [plainRouter({ icmp: false }), plainRouter()],
      }),
      maxIdle: '10s',
      prepare: async (lab) => on(lab, 1, 'ip link set right mtu 600'),
      check: ({ verdict, problem }) => {
        assert.equal(verdict.kind, 'cannot-tell', verdict.summary);
        assert.match(`${problem?.message}: ${problem?.hint}`, /while logging in: .*MTU/);
      },
    }),
  },
];

function forgetful(
  seconds: number,
  routers: Parameters<typeof scenario>[0]['routers'],
): Omit<Drawn, 'check'> {
  return {
    told: `after ${seconds} s`,
    scenario: scenario({ summary: 'one forgets', routers }),
    maxIdle: '25s',
    limitMs: seconds * 1000,
  };
}

function survives(leastMs: number): Drawn['check'] {
  return ({ verdict, remedies }) => {
    assert.deepEqual([verdict.kind, verdict.cause], ['survives', null], verdict.summary);
    assert.ok((verdict.limitMs?.lower ?? 0) >= leastMs, JSON.stringify(verdict.limitMs));
    assert.deepEqual(remedies, []);
  };
}

/** A line of shell on a host of the lab; `$0` is its namespace. */
async function on(lab: Lab, at: number, line: string): Promise<void> {
  const node = lab.nodes.at(at);
  if (node === undefined) throw new RangeError(`no node ${at}`);
  const child = lab.execOn(node, ['sh', '-c', line, node.namespace], { stdio: 'inherit' });
  const status = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(status, 0, line);
}

/** Every process of the host but the one that does it. */
function signalAll(signal: 'STOP' | 'CONT'): string {
  return `for pid in $(ip netns pids "$0"); do [ "$pid" = $$ ] || kill -${signal} "$pid" 2>/dev/null; done; true`;
}

/** Both ways, by chance. */
function loses(percent: number): string {
  return `nft -f - <<'RULES'
table inet idletrace_loss {
  chain c { type filter hook forward priority -300; meta l4proto tcp numgen random mod 100 < ${percent} drop; }
}
RULES`;
}

/** Every eighth entry goes, by the client's port: Linux counts that up by two. */
function evicts(which: number): string {
  return [
    `conntrack -L -p tcp --dport 22 2>/dev/null | sed -n 's/.*ESTABLISHED.* sport=\\([0-9]*\\) dport=22 src.*/\\1/p'`,
    `while read -r port; do [ $(( port / 2 % 8 )) = ${which} ] && conntrack -D -p tcp --sport "$port" >/dev/null 2>&1; done; true`,
  ].join(' | ');
}
