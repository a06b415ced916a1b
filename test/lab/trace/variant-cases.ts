/**
 * Variants of the other cases, and causes that take a minute each: they stand
 * in the matrix (`make matrix`), not among the tests that run each time.
 */
import assert from 'node:assert/strict';
import { firewallRouter, jumpHost, plainRouter, scenario } from '../../../src/core/lab/scenario.ts';
import { account } from '../../../src/core/lab/server-side.ts';
import type { Report } from '../../../src/core/report/model.ts';
import type { Case } from './cases.ts';
import { holds, ownersLimit, plain, shell, whole } from './server-cases.ts';

/** zsh(1) and bash(1) have none; ksh93 warns, and waits this long (measured, ksh93u+m 1.0.4). */
const KSH93_GRACE_S = 60;

export const VARIANT_CASES: readonly Case[] = [
  shell('bash', 'bash-tmout', (seconds) => ({ loginLines: [`readonly TMOUT=${seconds}`] })),
  shell('mksh', 'ksh-tmout', (seconds) => ({ interactiveLines: [`TMOUT=${seconds}`] })),
  shell('zsh', 'zsh-tmout', (seconds) => ({ loginLines: [`TMOUT=${seconds}`] })),
  shell('ksh', 'ksh-tmout', (seconds) => ({ loginLines: [`TMOUT=${seconds}`] }), KSH93_GRACE_S),
  {
    name: 'a login shell with a limit: tcsh, autologout',
    truth: 'tcsh-autologout',
    draw: (random) => ({
      told: '1 minute',
      scenario: plain(random, {
        account: account({ shell: 'tcsh', interactiveLines: ['set autologout = 1'] }),
      }),
      maxIdle: '90s',
      limitMs: 60_000,
      // alarm(2): whole seconds.
      check: ownersLimit('tcsh-autologout', 'shell', 60, 1),
    }),
  },
  {
    name: 'TMOUT of a shell whose sshd asks for signs of life all the time',
    truth: 'bash-tmout',
    draw: (random) => {
      const seconds = whole(random, 5, 7);
      return {
        told: `TMOUT ${seconds} s, ClientAliveInterval 2`,
        scenario: plain(random, {
          account: account({ shell: 'bash', loginLines: [`TMOUT=${seconds}`] }),
          sshdOptions: new Map([['ClientAliveInterval', '2']]),
        }),
        maxIdle: '15s',
        limitMs: seconds * 1000,
        check: ownersLimit('bash-tmout', 'shell', seconds, 0.5),
      };
    },
  },
  {
    name: 'tmux hides the TMOUT of the shell that started it',
    truth: 'survives',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      const start = `[ -n "$TMUX" ] || { TMOUT=${seconds}; TMUX_TMPDIR=$HOME tmux -L idle; exit; }`;
      return {
        told: `TMOUT ${seconds}`,
        scenario: plain(random, { account: account({ shell: 'bash', interactiveLines: [start] }) }),
        maxIdle: '12s',
        check: ({ verdict }) => assert.equal(verdict.kind, 'survives', verdict.summary),
      };
    },
  },
  {
    name: 'screen detaches an idle session',
    truth: 'tmux-server-gone',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      const start = `[ -n "$STY" ] || { printf 'idle ${seconds} detach\\n' > "$HOME/.screenrc"; SCREENDIR=$HOME/.screen exec screen; }`;
      return {
        told: `idle ${seconds} detach`,
        scenario: plain(random, { account: account({ shell: 'bash', interactiveLines: [start] }) }),
        maxIdle: '15s',
        limitMs: seconds * 1000,
        check: ({ verdict }) => {
          assert.equal(verdict.kind, 'idle-limit', verdict.summary);
          assert.deepEqual([verdict.cause, verdict.layer], ['tmux-server-gone', 'shell'], verdict.summary);
          holds(verdict.limitMs, seconds * 1000);
        },
      };
    },
  },
  {
    name: 'a proxy with a limit, and a firewall behind it with a larger one: the first is the verdict',
    truth: 'haproxy-timeout',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      const routers = [plainRouter(), plainRouter(), firewallRouter({ establishedSeconds: seconds + 6 })];
      return {
        told: `HAProxy ${seconds} s, firewall ${seconds + 6} s`,
        scenario: {
          ...scenario({ summary: 'a proxy and a firewall', routers }),
          proxy: { program: 'haproxy', idleSeconds: seconds, hop: 2 },
        },
        maxIdle: '25s',
        limitMs: seconds * 1000,
        check: ({ verdict }) => {
          assert.equal(verdict.kind, 'idle-limit', verdict.summary);
          assert.equal(verdict.layer, 'proxy', verdict.summary);
          assert.ok([verdict.cause, ...verdict.alternatives].includes('haproxy-timeout'), verdict.summary);
          holds(verdict.limitMs, seconds * 1000, 350);
        },
      };
    },
  },
  {
    name: 'a firewall before a proxy, with a smaller limit: the first is the verdict',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      const routers = [firewallRouter({ establishedSeconds: seconds }), plainRouter()];
      return {
        told: `firewall ${seconds} s, HAProxy ${seconds + 6} s`,
        scenario: {
          ...scenario({ summary: 'a firewall and a proxy', routers }),
          proxy: { program: 'haproxy', idleSeconds: seconds + 6, hop: 2 },
        },
        maxIdle: '25s',
        limitMs: seconds * 1000,
        hop: 1,
        check: (report) => blackholeIs(report, seconds),
      };
    },
  },
  {
    name: 'both legs of a jump forget, the second first',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      const routers = [
        firewallRouter({ establishedSeconds: seconds + 5 }),
        jumpHost('bastion'),
        firewallRouter({ establishedSeconds: seconds }),
      ];
      return {
        told: `${seconds + 5} s, then ${seconds} s`,
        scenario: scenario({ summary: 'two legs', routers }),
        maxIdle: '25s',
        limitMs: seconds * 1000,
        words: ['--connections', '10'],
        check: (report) => {
          blackholeIs(report, seconds);
          assert.deepEqual(report.verdict.leg?.index, 1);
        },
      };
    },
  },
  {
    name: 'both legs of a jump forget, the first first',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      const routers = [
        firewallRouter({ establishedSeconds: seconds }),
        jumpHost('bastion'),
        firewallRouter({ establishedSeconds: seconds + 5 }),
      ];
      return {
        told: `${seconds} s, then ${seconds + 5} s`,
        scenario: scenario({ summary: 'two legs', routers }),
        maxIdle: '25s',
        limitMs: seconds * 1000,
        words: ['--connections', '10'],
        check: (report) => {
          blackholeIs(report, seconds);
          // Where only the end of the way is left to tell by, no leg is named rather than a wrong one.
          assert.ok((report.verdict.leg?.index ?? 0) === 0, report.verdict.summary);
        },
      };
    },
  },
];

function blackholeIs({ verdict }: Report, seconds: number): void {
  assert.equal(verdict.kind, 'idle-limit', verdict.summary);
  assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
  holds(verdict.limitMs, seconds * 1000);
}
