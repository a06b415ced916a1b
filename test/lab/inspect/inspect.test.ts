/** What an inspection reads through real servers, accounts of all kinds and real networks, and that it makes one login for it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { withLab } from '../../../src/adapters/lab/lab.ts';
import { realIds } from '../../../src/adapters/lab/privilege.ts';
import {
  natRouter,
  plainRouter,
  type Scenario,
  scenario,
  server,
  tracking,
} from '../../../src/core/lab/scenario.ts';
import { account } from '../../../src/core/lab/server-side.ts';
import { whyNoLab } from '../needs-lab.ts';
import { configured } from '../trace/try-in.ts';
import { accountProgram, type Inspected, inspectIn } from './inspect-in.ts';

const skip = await whyNoLab();
const isRoot = realIds() === undefined;
const skipUnlessRoot = skip || (isRoot ? false : 'accounts of other kinds take a real root');
const whyNoBusybox = spawnSync('busybox', ['true']).status === 0 ? false : 'needs busybox';

const ROUTERS = [plainRouter()];
const LIMITED = new Map([
  ['ClientAliveInterval', '45'],
  ['ClientAliveCountMax', '2'],
  ['ChannelTimeout', 'session:*=10m'],
  ['TCPKeepAlive', 'no'],
]);

/** Whom nothing of the server's belongs to. */
const ORDINARY = [
  'export HOME=/ SHELL=/bin/bash SSH_ORIGINAL_COMMAND',
  'exec setpriv --reuid=65534 --regid=65534 --clear-groups sh -c "$SSH_ORIGINAL_COMMAND"',
];

interface Case {
  readonly name: string;
  readonly lab: Partial<Scenario>;
  readonly words?: readonly string[];
  readonly needs?: string | false;
  readonly check: (inspected: Inspected) => void;
}

const cases: readonly Case[] = [
  {
    name: 'nothing is set: all that can be read is cleared, and only the path is suspected',
    lab: {},
    check({ report, suspects, cleared, fact, status }) {
      assert.equal(status, 0);
      assert.deepEqual(suspects, ['nat-expiry-blackhole']);
      for (const cause of ['bash-tmout', 'sshd-client-alive', 'sshd-channel-timeout', 'cgnat-expiry'])
        assert.ok(cleared.has(cause), cause);
      assert.equal(fact('path', 'nat').status, 'absent');
      assert.equal(fact('server', 'ClientAliveInterval').value, 0);
      assert.equal(fact('server', 'TMOUT').status, 'absent');
      assert.match(String(fact('path', 'hops').value), /^1 10\.1\.0\.1, 2 /);
      assert.equal(report.next.command, 'idletrace trace lab');
    },
  },
  {
    name: 'the settings of an sshd that root may ask',
    lab: { server: server({ sshdOptions: LIMITED }) },
    needs: skipUnlessRoot,
    check({ report, fact, suspects, cleared }) {
      assert.deepEqual(
        ['ClientAliveInterval', 'ClientAliveCountMax', 'TCPKeepAlive'].map((id) => fact('server', id).value),
        [45, 2, 'no'],
      );
      assert.equal(fact('server', 'ChannelTimeout').idleLimitMs, 600_000);
      assert.equal(suspects[0], 'sshd-channel-timeout');
      assert.equal(report.suspects[0]?.weight, 'certain');
      assert.ok(!cleared.has('sshd-channel-timeout'));
      assert.ok(!cleared.has('sshd-client-alive'), 'it asks: not an idle limit, and not nothing');
    },
  },
  {
    name: 'TMOUT that sshd itself gives to every session',
    lab: { server: server({ sshdOptions: new Map([['SetEnv', 'TMOUT=77']]) }) },
    check({ fact }) {
      assert.equal(fact('server', 'TMOUT').idleLimitMs, 77_000);
    },
  },
  {
    name: 'a NAT on the path, by its addresses',
    lab: { routers: [natRouter({ establishedSeconds: 9 }), plainRouter()] },
    check({ report, fact, suspects, cleared }) {
      assert.match(String(fact('path', 'nat').value), /^10\.1\.0\.2:\d+ becomes 10\.2\.0\.1:\d+$/);
      assert.equal(report.suspects[0]?.weight, 'likely');
      assert.equal(suspects[0], 'nat-expiry-blackhole');
      assert.ok(!cleared.has('nat-port-remap-rst'));
    },
  },
  {
    name: 'what both ends’ own packet filters forget',
    lab: {
      client: { firewall: tracking({ establishedSeconds: 50 }) },
      server: server({ firewall: tracking({ establishedSeconds: 40 }) }),
    },
    check({ fact, suspects, cleared }) {
      const id = 'nf_conntrack_tcp_timeout_established';
      assert.deepEqual([fact('client', id).idleLimitMs, fact('server', id).idleLimitMs], [50_000, 40_000]);
      assert.ok(suspects.includes('client-local-nat-expiry'));
      assert.ok(!cleared.has('client-local-nat-expiry'));
    },
  },
  {
    name: 'a proxy before the server',
    lab: { routers: [plainRouter(), plainRouter()], proxy: { program: 'haproxy', idleSeconds: 9, hop: 3 } },
    check({ fact, suspects }) {
      assert.equal(suspects[0], 'haproxy-timeout');
      assert.match(String(fact('path', 'destination').value), /becomes 127\.0\.0\.1:22$/);
      assert.equal(fact('path', 'nat').status, 'unknown');
    },
  },
  {
    name: 'dropbear, its limit and a shell that is BusyBox’s',
    lab: {
      server: server({
        dropbear: { idleSeconds: 33, keepaliveSeconds: 11 },
        account: account({ forcedCommand: busyboxAccount() }),
      }),
    },
    needs: skip || whyNoBusybox,
    check({ report, fact, suspects, cleared }) {
      assert.match(report.target.server ?? '', /^dropbear/);
      assert.equal(fact('server', 'dropbear-I').idleLimitMs, 33_000);
      assert.equal(fact('server', 'dropbear-K').value, 11);
      assert.equal(suspects[0], 'dropbear-idle-timeout');
      assert.equal(fact('server', 'tcp_keepalive_time').value, 7200);
      assert.equal(fact('server', 'TMOUT').value, 55);
      assert.ok(suspects.includes('ash-tmout'));
      assert.ok(cleared.has('sshd-client-alive'));
    },
  },
  {
    name: 'an ordinary account: what it may not read is denied, with what that would take',
    lab: asAccount(ORDINARY),
    needs: skipUnlessRoot,
    check({ fact, cleared }) {
      const interval = fact('server', 'ClientAliveInterval');
      assert.deepEqual([interval.status, interval.value], ['denied', null]);
      assert.match(interval.needs ?? '', /root on the server/);
      assert.ok(!cleared.has('sshd-client-alive') && !cleared.has('sshd-channel-timeout'));
      assert.equal(fact('server', 'TMOUT').status, 'absent');
      assert.equal(fact('server', 'tcp_keepalive_time').value, 7200);
    },
  },
  {
    name: 'a restricted shell that can start sh',
    lab: asAccount(['export SHELL=/bin/rbash', 'exec bash -r -c "$SSH_ORIGINAL_COMMAND"']),
    needs: skipUnlessRoot,
    check({ fact }) {
      assert.equal(fact('server', 'login-shell').value, '/bin/rbash');
      assert.equal(fact('server', 'ClientAliveInterval').value, 45);
    },
  },
  {
    name: 'a restricted shell that can start nothing: this side and the path are still told',
    lab: asAccount(['export PATH=/nowhere', 'exec /bin/bash -r -c "$SSH_ORIGINAL_COMMAND"']),
    needs: skipUnlessRoot,
    check: toldWithoutServer,
  },
  {
    name: 'an account with a forced command that is no shell',
    lab: asAccount(['echo Welcome; exec sleep 60']),
    needs: skipUnlessRoot,
    check: toldWithoutServer,
  },
  {
    name: 'a chroot without /proc: nothing of the server behind it is taken for known',
    lab: asAccount([
      'export SSH_ORIGINAL_COMMAND SHELL=/bin/dash',
      "exec unshare -m sh -c 'mkdir /run/jail && mount -t tmpfs none /run/jail && cd /run/jail && " +
        'for d in bin lib lib64 usr etc dev; do [ ! -d /$d ] || { mkdir $d && mount --rbind /$d $d; }; done; ' +
        'exec chroot . sh -c "$SSH_ORIGINAL_COMMAND"\'',
    ]),
    needs: skipUnlessRoot,
    check({ fact, cleared }) {
      for (const id of ['ClientAliveInterval', 'ChannelTimeout', 'tcp_keepalive_time', 'uptime'])
        assert.equal(fact('server', id).status, 'unknown', id);
      assert.equal(fact('server', 'nf_conntrack_tcp_timeout_established').status, 'unknown');
      assert.ok(!cleared.has('sshd-client-alive') && !cleared.has('sshd-channel-timeout'));
      assert.equal(fact('server', 'TMOUT').status, 'absent');
    },
  },
];

describe('an inspection tells', { skip, concurrency: 2 }, () => {
  for (const { name, lab: parts, needs = skip, check } of cases) {
    test(name, { skip: needs }, async () => {
      await withLab(scenario({ summary: name, routers: ROUTERS, ...parts }), async (lab) => {
        check(await inspectIn(lab));
      });
    });
  }

  test('where each setting of this side stands', async () => {
    await withLab(scenario({ summary: 'places', routers: ROUTERS }), async (lab) => {
      const config = configured(lab, 'places', (text) => `${text}  ServerAliveInterval 20\n`);
      const { fact } = await inspectIn(lab, [...config, '-o', 'TCPKeepAlive=no', 'lab']);
      const [interval, keepalive] = [fact('client', 'ServerAliveInterval'), fact('client', 'TCPKeepAlive')];

      assert.deepEqual([interval.value, keepalive.value], [20, 'no']);
      assert.match(interval.source, /\/places:\d+$/);
      assert.equal(keepalive.source, 'the command line');
      assert.equal(fact('client', 'ServerAliveCountMax').source, 'ssh -G');
    });
  });

  test('what the files of sshd say, Include and Match among them, where sshd -T is not allowed', {
    skip: skipUnlessRoot,
  }, async () => {
    const included = join(mkdtempSync('/tmp/idletrace-test-'), 'more.conf');
    chmodSync(dirname(included), 0o755);
    writeFileSync(
      included,
      'ClientAliveCountMax 5\nMatch Address 10.1.0.0/16\n  ClientAliveInterval 31\nMatch Address 192.0.2.0/24\n  ClientAliveInterval 7\n',
    );
    const { server: ordinary } = asAccount(ORDINARY);
    const options = new Map([['Include', included], ...(ordinary?.sshdOptions ?? [])]);
    const parts = { summary: 'files', routers: ROUTERS, server: server({ sshdOptions: options }) };
    await withLab(scenario(parts), async (lab) => {
      for (const folder of [dirname(lab.serverLogPath), dirname(dirname(lab.serverLogPath))])
        chmodSync(folder, 0o755);

      const { fact, suspects } = await inspectIn(lab);

      const interval = fact('server', 'ClientAliveInterval');
      assert.deepEqual([interval.value, interval.status], [31, 'read']);
      assert.equal(interval.source, `${included}:3`);
      assert.equal(fact('server', 'ClientAliveCountMax').source, `${included}:1`);
      assert.equal(fact('server', 'ChannelTimeout').idleLimitMs, 600_000);
      assert.equal(suspects[0], 'sshd-channel-timeout');
    });
  });

  test('why nobody got in, with all that it takes no login for', async () => {
    await withLab(scenario({ summary: 'refused', routers: ROUTERS }), async (lab) => {
      const refused = configured(lab, 'refused', (text) =>
        text.replace(/IdentityFile .*/, 'IdentityFile /dev/null'),
      );
      const { report, status, stderr } = await inspectIn(lab, [...refused, 'lab']);

      assert.equal(status, 3, stderr);
      assert.equal(report.problem?.code, 'LOGIN_REFUSED');
      assert.ok(report.facts.some(({ side }) => side === 'client'));
    });
  });
});

/** What stays where the account runs no commands of ours. */
function toldWithoutServer({ report, fact, cleared, status }: Inspected): void {
  assert.equal(status, 0);
  assert.match(report.target.server ?? '', /^OpenSSH/);
  assert.equal(fact('server', 'account').status, 'denied');
  assert.equal(fact('client', 'ServerAliveInterval').value, 0);
  assert.match(String(fact('path', 'hops').value), /^1 /);
  assert.ok(!cleared.has('bash-tmout') && !cleared.has('sshd-client-alive'));
}

function asAccount(lines: readonly string[]): Partial<Scenario> {
  return {
    server: server({ sshdOptions: new Map([...LIMITED, ['ForceCommand', accountProgram(lines)]]) }),
  };
}

/** Everything it starts is BusyBox. */
function busyboxAccount(): string {
  const applets =
    'B=$(mktemp -d) && for a in sh ash cat sed grep tr id ps readlink stat sleep uname setsid nothing; do ln -s "$(command -v busybox)" "$B/$a"; done';
  return accountProgram([
    applets,
    'echo "TMOUT=55" > "$B/.profile"',
    'export PATH="$B" HOME="$B" SHELL="$B/ash" SSH_ORIGINAL_COMMAND',
    'exec sh -c "$SSH_ORIGINAL_COMMAND"',
  ]);
}
