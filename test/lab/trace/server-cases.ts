/**
 * Who ends an idle session at the server's end: the SSH server, the shell, a
 * proxy before it, somebody who restarts it. Each with the real program, and
 * with its truth: what must be said of it follows from what was drawn.
 */
import assert from 'node:assert/strict';
import {
  firewallRouter,
  natRouter,
  plainRouter,
  scenario,
  server,
  type Scenario,
} from '../../../src/core/lab/scenario.ts';
import {
  account,
  type Account,
  type Incident,
  type ProxyProgram,
  type ShellName,
} from '../../../src/core/lab/server-side.ts';
import type { Report } from '../../../src/core/report/model.ts';
import type { Random } from '../../simulation/random.ts';
import type { Case, Drawn } from './cases.ts';

export const SERVER_CASES: readonly Case[] = [
  shell('bash', 'bash-tmout', (seconds) => ({ loginLines: [`TMOUT=${seconds}`] })),
  shell('bash', 'bash-tmout', (seconds) => ({
    interactiveLines: [`readonly TMOUT=${seconds}`, 'export TMOUT'],
  })),
  shell('mksh', 'ksh-tmout', (seconds) => ({ loginLines: [`TMOUT=${seconds}`] })),
  shell('zsh', 'zsh-tmout', (seconds) => ({ interactiveLines: [`TMOUT=${seconds}`] })),
  {
    name: 'a NAT with a limit, and TMOUT with a smaller one: the first is the verdict',
    truth: 'bash-tmout',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      return {
        told: `TMOUT ${seconds} s, NAT ${seconds + 8} s`,
        scenario: {
          ...plain(random, { account: account({ shell: 'bash', loginLines: [`TMOUT=${seconds}`] }) }),
          routers: [natRouter({ establishedSeconds: seconds + 8, loose: false }), plainRouter()],
        },
        maxIdle: '25s',
        limitMs: seconds * 1000,
        check: ownersLimit('bash-tmout', 'shell', seconds),
      };
    },
  },
  {
    name: 'a NAT with a limit, and TMOUT with a larger one: the first is the verdict',
    truth: 'nat-expiry-blackhole',
    draw: (random) => {
      const seconds = whole(random, 4, 6);
      return {
        told: `NAT ${seconds} s, TMOUT ${seconds + 6} s`,
        scenario: {
          ...plain(random, { account: account({ shell: 'bash', loginLines: [`TMOUT=${seconds + 6}`] }) }),
          routers: [firewallRouter({ establishedSeconds: seconds }), plainRouter()],
        },
        maxIdle: '25s',
        limitMs: seconds * 1000,
        check: ({ verdict }) => {
          assert.equal(verdict.cause, 'nat-expiry-blackhole', verdict.summary);
          holds(verdict.limitMs, seconds * 1000);
        },
      };
    },
  },
  channelTimeout('session:*'),
  channelTimeout('session:shell'),
  {
    name: 'dropbear with an idle timeout',
    truth: 'dropbear-idle-timeout',
    draw: (random) => {
      const seconds = whole(random, 4, 7);
      return {
        told: `-I ${seconds}`,
        scenario: plain(random, { dropbear: { idleSeconds: seconds, keepaliveSeconds: undefined } }),
        maxIdle: '25s',
        limitMs: seconds * 1000,
        // Its clock has whole seconds.
        check: ownersLimit('dropbear-idle-timeout', 'sshd', seconds, 1),
      };
    },
  },
  proxy('haproxy', 'haproxy-timeout'),
  proxy('nginx', 'nginx-stream-timeout'),
  proxy('socat', 'haproxy-timeout'),
  proxy('stunnel', 'stunnel-timeoutidle'),
  proxy('squid', 'http-connect-proxy'),
  incident('kill-sessions', 'admin-kill'),
  incident('restart', 'sshd-session-killed'),
  incident('reboot', 'server-reboot'),
  {
    name: 'an account whose forced command ends',
    truth: 'admin-kill',
    draw: (random) => {
      const seconds = whole(random, 8, 10);
      return {
        told: `${seconds} s`,
        scenario: plain(random, {
          account: account({ forcedCommand: `exec timeout ${seconds} sh -c "$SSH_ORIGINAL_COMMAND"` }),
        }),
        maxIdle: '30s',
        check: ({ verdict, remedies }) => {
          assert.deepEqual([verdict.kind, verdict.cause], ['not-idle', 'admin-kill'], verdict.summary);
          assert.deepEqual(remedies, []);
        },
      };
    },
  },
  outage('sshd asks for signs of life and gives up while the path is down', 'sshd-client-alive', {
    sshdOptions: new Map([
      ['ClientAliveInterval', '2'],
      ['ClientAliveCountMax', '1'],
    ]),
  }),
  outage('dropbear asks for signs of life and gives up while the path is down', 'dropbear-keepalive', {
    dropbear: { idleSeconds: undefined, keepaliveSeconds: 3 },
  }),
];

export function shell(
  name: ShellName,
  cause: string,
  lines: (seconds: number) => Partial<Account>,
  /** After its own timer it waits for so much longer. */
  graceSeconds = 0,
): Case {
  const [first = ''] = Object.values(lines(0)).flat();
  const which = 'loginLines' in lines(0) ? 'login shells' : 'interactive shells';
  return {
    name: `a login shell with a limit: ${name}, ${first.replace(/=0/, '')} for ${which}`,
    truth: cause,
    draw: (random) => {
      const set = whole(random, 4, 7);
      const seconds = set + graceSeconds;
      return {
        told: `${seconds} s`,
        scenario: plain(random, { account: account({ shell: name, ...lines(set) }) }),
        maxIdle: `${25 + graceSeconds}s`,
        limitMs: seconds * 1000,
        check: ownersLimit(cause, 'shell', seconds),
      };
    },
  };
}

function channelTimeout(type: string): Case {
  return {
    name: `sshd's ChannelTimeout for ${type}`,
    truth: 'sshd-channel-timeout',
    draw: (random) => {
      const seconds = whole(random, 5, 8);
      return {
        told: `${seconds} s`,
        scenario: plain(random, { sshdOptions: new Map([['ChannelTimeout', `${type}=${seconds}`]]) }),
        maxIdle: '25s',
        limitMs: seconds * 1000,
        // It fires within the second before (measured, OpenSSH 9.2).
        check: ownersLimit('sshd-channel-timeout', 'sshd', seconds - 0.5, 0.5),
      };
    },
  };
}

function proxy(program: ProxyProgram, cause: string): Case {
  return {
    name: `a proxy before the server: ${program}`,
    truth: cause,
    draw: (random) => {
      const seconds = whole(random, 4, 7);
      const base = plain(random, {});
      const hop = whole(random, 1, base.routers.length + 1);
      return {
        told: `at hop ${hop} of ${base.routers.length + 1}, ${seconds} s`,
        scenario: { ...base, proxy: { program, idleSeconds: seconds, hop } },
        maxIdle: '25s',
        limitMs: seconds * 1000,
        check: ({ verdict, remedies }) => {
          assert.equal(verdict.kind, 'idle-limit', verdict.summary);
          assert.equal(verdict.layer, 'proxy', verdict.summary);
          // Which of those that close in order it is, nobody outside can see: it is among those named.
          assert.ok([verdict.cause, ...verdict.alternatives].includes(cause), `${cause}: ${verdict.summary}`);
          // nginx's timers are coarse to 0.3 s, squid's to a second.
          holds(verdict.limitMs, seconds * 1000, program === 'squid' ? 1100 : 350);
          assert.deepEqual(
            remedies.map(({ kind }) => kind).filter((kind) => kind !== 'server-keepalive'),
            ['ssh-keepalive'],
            'a TCP keepalive means nothing to it',
          );
          assert.ok((remedies[0]?.provenAliveMs ?? 0) > seconds * 1000, 'the cure is proven');
        },
      };
    },
  };
}

function incident(kind: Incident['kind'], cause: string): Case {
  return {
    name: `not idle: ${kind}`,
    truth: cause,
    draw: (random) => {
      const afterSeconds = whole(random, 8, 11);
      return {
        told: `after ${afterSeconds} s`,
        scenario: plain(random, { incident: { kind, afterSeconds } }),
        maxIdle: '30s',
        check: notIdle(cause),
      };
    },
  };
}

export function outage(name: string, cause: string, parts: Parameters<typeof server>[0]): Case {
  return {
    name,
    truth: cause,
    draw: (random) => ({
      told: 'cut for 12 s',
      scenario: plain(random, parts),
      maxIdle: '30s',
      // Before three beats of the server's make the trace sure that it is never idle.
      outage: { link: 1, afterMs: whole(random, 6500, 7500), forMs: 12_000 },
      check: notIdle(cause),
    }),
  };
}

export function notIdle(cause: string): Drawn['check'] {
  return ({ verdict, remedies }) => {
    assert.deepEqual([verdict.kind, verdict.cause], ['not-idle', cause], verdict.summary);
    assert.deepEqual(remedies, []);
  };
}

/** Somebody's decision: it is named, and not evaded. */
export function ownersLimit(
  cause: string,
  layer: Report['verdict']['layer'],
  seconds: number,
  slackSeconds = 0,
): Drawn['check'] {
  return ({ verdict, remedies }) => {
    assert.equal(verdict.kind, 'idle-limit', verdict.summary);
    assert.deepEqual([verdict.cause, verdict.layer, verdict.policy], [cause, layer, 'yes'], verdict.summary);
    holds(verdict.limitMs, seconds * 1000, slackSeconds * 1000);
    assert.deepEqual(
      remedies.map(({ kind }) => kind),
      ['ask-the-owner'],
    );
  };
}

export function holds(bracket: Report['verdict']['limitMs'], limitMs: number, slackMs = 0): void {
  assert.ok(
    bracket !== null && bracket.lower - slackMs < limitMs && limitMs <= (bracket.upper ?? Infinity) + slackMs,
    `${limitMs} is in ${JSON.stringify(bracket)}`,
  );
}

export function plain(random: Random, parts: Parameters<typeof server>[0]): Scenario {
  const routers = Array.from({ length: whole(random, 1, 3) }, () => plainRouter());
  return scenario({ summary: 'the server’s side', routers, server: server(parts) });
}

/** From `least` to `most`, both included. */
export function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}
