/** From what was read to facts, suspects and cleared causes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { cloudOf } from '../../../src/core/inspect/cloud.ts';
import { factOf } from '../../../src/core/inspect/fact.ts';
import { inspectionOf, serverFacts, type Readings } from '../../../src/core/inspect/inspection.ts';
import { systemdSeconds } from '../../../src/core/inspect/logind-facts.ts';
import { asksAtHalfRate, softwareOf } from '../../../src/core/inspect/openssh-version.ts';
import { pathFacts, rangeOf } from '../../../src/core/inspect/path-facts.ts';
import { parseSections } from '../../../src/core/inspect/sections.ts';
import { shellTimeoutSeconds, sshdSeconds } from '../../../src/core/inspect/sshd-time.ts';
import { suspicionsOf } from '../../../src/core/inspect/suspects.ts';
import { CAUSES } from '../../../src/core/facts/causes.ts';

const START = 1_700_000_000;

/** What the script prints where sshd was asked by root; `changedAt`: when its file was. */
function printed(settings: Readonly<Record<string, string>>, changedAt = START - 100): string {
  const lines = Object.entries(settings).map(([key, value]) => `%i | ${key.toLowerCase()} ${value}`);
  return [
    '%i = stat-boot read /proc/stat',
    `%i | btime ${START - 1000}`,
    '%i = ancestors read /proc',
    '%i | 9 1 sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups',
    `%i | stat 9 (sshd) S 1 ${Array.from({ length: 17 }, () => '0').join(' ')} 100000 0`,
    '%i = sshd read /usr/sbin/sshd',
    '%i | listener 9',
    '%i = sshd-config-time ran 0 /etc/ssh/sshd_config',
    `%i | ${changedAt}`,
    '%i = sshd-effective ran 0 /usr/sbin/sshd -T -f /etc/ssh/sshd_config -C user=me',
    ...lines,
    '%i = place read /',
    '%i | proc yes',
    '%i = end read',
  ].join('\n');
}

function sshdOf(banner: string, settings: Readonly<Record<string, string>>, changedAt?: number) {
  const facts = serverFacts({ banner, output: printed(settings, changedAt), obstacle: undefined });
  const { suspects, cleared } = suspicionsOf(facts);
  return {
    fact: (id: string) => factOf(facts, 'server', id),
    suspects: suspects.map(({ cause, limitMs }) => [cause, limitMs]),
    cleared: new Set(cleared.map(({ cause }) => cause)),
  };
}

for (const [banner, suspects, cleared] of [
  ['OpenSSH_7.4', [['sshd-client-alive', 300_000]], false],
  ['OpenSSH_8.1', [['sshd-client-alive', 300_000]], false],
  ['OpenSSH_8.2p1 Ubuntu-4', [], true],
  ['OpenSSH_10.0', [], true],
] as const) {
  test(`ClientAliveCountMax 0 in ${banner} ${cleared ? 'ends nothing' : 'is an idle limit'}`, () => {
    const told = sshdOf(banner, { ClientAliveInterval: '300', ClientAliveCountMax: '0' });

    assert.deepEqual(told.suspects, suspects);
    assert.equal(told.cleared.has('sshd-client-alive'), cleared);
  });
}

test('a CountMax of 0 says nothing where the version is not told', () => {
  const told = sshdOf('OpenSSH', { ClientAliveInterval: '300', ClientAliveCountMax: '0' });

  assert.deepEqual(told.suspects, []);
  assert.match(told.fact('ClientAliveCountMax')?.note ?? '', /before OpenSSH 8.2/);
});

test('sshd of 9.2 to 9.4 asks half as often, and it is said', () => {
  assert.deepEqual(
    ['9.1', '9.2', '9.4', '9.5', '10.2'].filter((version) => {
      const release = softwareOf(`OpenSSH_${version}p1`)?.release;
      return release !== undefined && asksAtHalfRate(release);
    }),
    ['9.2', '9.4'],
  );
  assert.match(
    sshdOf('OpenSSH_9.3', { ClientAliveInterval: '60' }).fact('ClientAliveInterval')?.note ?? '',
    /half/,
  );
});

test('before 9.2 there is no ChannelTimeout to fear', () => {
  const told = sshdOf('OpenSSH_8.9p1', { ClientAliveInterval: '0' });

  assert.equal(told.fact('ChannelTimeout')?.status, 'absent');
  assert.ok(told.cleared.has('sshd-channel-timeout'));
});

test('a configuration that changed after sshd started clears nothing', () => {
  const told = sshdOf('OpenSSH_9.6', { ClientAliveInterval: '0' }, START + 60);

  assert.equal(told.fact('ClientAliveInterval')?.status, 'unknown');
  assert.match(told.fact('ClientAliveInterval')?.note ?? '', /newer than the running sshd/);
  assert.ok(!told.cleared.has('sshd-client-alive') && !told.cleared.has('sshd-channel-timeout'));
});

for (const [entries, seconds] of [
  ['none', undefined],
  ['session=5m', undefined],
  ['session:*=5m', 300],
  ['session:shell=90', 90],
  ['direct-tcpip=5m session:s*=1h30m', 5400],
  ['global=10m', 600],
  ['session:*=20m global=10m', 600],
  ['session:command=5m', undefined],
  ['*=0', undefined],
  ['session:shell=0 session:*=5m', undefined],
] as const) {
  test(`ChannelTimeout ${entries} closes a silent shell after ${seconds ?? 'no'} s`, () => {
    assert.equal(shellTimeoutSeconds(entries), seconds);
  });
}

for (const [text, seconds] of [
  ['0', 0],
  ['90', 90],
  ['1h30m', 5400],
  ['2W', 1_209_600],
  ['5x', undefined],
  ['', undefined],
] as const)
  test(`sshd reads "${text}" as ${seconds} s`, () => assert.equal(sshdSeconds(text), seconds));

for (const [text, seconds] of [
  ['30min', 1800],
  ['1h 30min', 5400],
  ['90', 90],
  ['infinity', undefined],
] as const)
  test(`systemd reads "${text}" as ${seconds} s`, () => assert.equal(systemdSeconds(text), seconds));

for (const [vendor, product, chassisTag, name, seconds] of [
  ['Amazon EC2', 'm8a.large', '', 'Amazon EC2 m8a.large', 350],
  ['Amazon EC2', 'c8gn.4xlarge', '', 'Amazon EC2 c8gn.4xlarge', 350],
  ['Amazon EC2', 't3.micro', '', 'Amazon EC2 t3.micro', 432_000],
  ['Amazon EC2', 'm9z.large', '', 'Amazon EC2 m9z.large', undefined],
  ['Google', 'Google Compute Engine', '', 'Google Compute Engine', 600],
  [
    'Microsoft Corporation',
    'Virtual Machine',
    '7783-7084-3265-9085-8269-3286-77',
    'Microsoft Azure',
    undefined,
  ],
  ['Microsoft Corporation', 'Virtual Machine', '', undefined, undefined],
  ['Hetzner', 'vServer', '', 'Hetzner Cloud', undefined],
  ['LENOVO', '20XW', '', undefined, undefined],
] as const) {
  test(`${vendor} ${product} ${chassisTag} is ${name ?? 'no cloud'}, which forgets after ${seconds ?? 'no known'} s`, () => {
    const cloud = cloudOf({ vendor, product, bios: '', chassisTag });

    assert.deepEqual([cloud?.name, cloud?.trackingSeconds], [name, seconds]);
  });
}

for (const [address, range] of [
  ['10.0.0.1', 'private'],
  ['172.15.0.1', undefined],
  ['172.16.0.1', 'private'],
  ['172.32.0.1', undefined],
  ['192.168.1.1', 'private'],
  ['100.63.255.255', undefined],
  ['100.64.0.1', 'shared'],
  ['100.127.0.1', 'shared'],
  ['100.128.0.1', undefined],
  ['fd00::1', 'private'],
  ['2001:db8::1', undefined],
] as const)
  test(`${address} is of ${range ?? 'no special'} range`, () => assert.equal(rangeOf(address), range));

const PATH: Readings['path'] = {
  clientSees: '192.168.1.5:50000',
  goesTo: '203.0.113.9:22',
  sshConnection: '198.51.100.7 50000 203.0.113.9 22',
  hops: [
    { ttlHops: 1, address: '192.168.1.1', rttMs: 1, destination: false },
    { ttlHops: 2, address: '100.64.0.1', rttMs: 2, destination: false },
    { ttlHops: 3, address: '203.0.113.9', rttMs: 3, destination: true },
  ],
  jumps: [],
  proxyCommand: undefined,
};

test('a carrier’s NAT is told by its addresses, and suspected before the rest', () => {
  const { suspects } = suspicionsOf(pathFacts(PATH));

  assert.deepEqual(
    suspects.map(({ cause }) => cause),
    ['cgnat-expiry', 'nat-expiry-blackhole'],
  );
});

for (const [name, change, nat, destination] of [
  ['no translation', { sshConnection: '192.168.1.5 50000 203.0.113.9 22' }, 'absent', 'read'],
  [
    'an address written as IPv6',
    { sshConnection: '::ffff:192.168.1.5 50000 203.0.113.9 22' },
    'absent',
    'read',
  ],
  ['a translated address', {}, 'read', 'read'],
  ['a jump host', { jumps: ['bastion'] }, 'unknown', 'unknown'],
  ['a server that does not tell', { sshConnection: undefined }, 'unknown', 'unknown'],
  ['a connection that is not ours', { clientSees: undefined, goesTo: undefined }, 'unknown', 'unknown'],
  ['a proxy on the server', { sshConnection: '127.0.0.1 40000 127.0.0.1 22' }, 'unknown', 'read'],
] as const) {
  test(`with ${name} the NAT is ${nat}`, () => {
    const facts = pathFacts({ ...PATH, ...change });
    const status = (id: string) => factOf(facts, 'path', id)?.status;

    assert.deepEqual([status('nat'), status('destination')], [nat, destination]);
  });
}

test('an empty connection table clears this machine only while a connection was held', () => {
  const output = [
    '%i = nf_conntrack_tcp_timeout_established read /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established',
    '%i | 432000',
    '%i = nf_conntrack_count read /proc/sys/net/netfilter/nf_conntrack_count',
    '%i | 0',
    '%i = end read',
  ].join('\n');
  const clearedWith = (clientSees: string | undefined) =>
    inspectionOf({
      server: { banner: undefined, output: undefined, obstacle: undefined },
      path: { ...PATH, clientSees },
      clientOutput: output,
      clientSettings: undefined,
    }).cleared.some(({ cause }) => cause === 'client-local-nat-expiry');

  assert.deepEqual([clearedWith('192.168.1.5:50000'), clearedWith(undefined)], [true, false]);
});

test('every cause that an inspection may name is in the catalogue', () => {
  const known = new Set(CAUSES.map(({ id }) => id));
  fc.assert(
    fc.property(readings(), (given) => {
      const { suspects, cleared } = inspectionOf(given);
      for (const { cause } of [...suspects, ...cleared]) assert.ok(known.has(cause), cause);
      for (const cause of suspects.flatMap(({ alternatives = [] }) => alternatives))
        assert.ok(known.has(cause), cause);
    }),
  );
});

test('whatever is printed, nothing throws, every id is there once, and nothing is both suspected and cleared', () => {
  fc.assert(
    fc.property(readings(), (given) => {
      const { facts, suspects, cleared } = inspectionOf(given);
      const keys = facts.map(({ side, id }) => `${side} ${id}`);
      assert.deepEqual(keys.length, new Set(keys).size, keys.join());
      const accused = new Set(suspects.map(({ cause }) => cause));
      assert.ok(cleared.every(({ cause }) => !accused.has(cause)));
      for (const { idleLimitMs } of facts) assert.ok(idleLimitMs === undefined || idleLimitMs >= 0);
    }),
    { numRuns: 500 },
  );
});

test('any text is sections without end or fault', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => void parseSections(text)));
});

/** Sections of the real names with lines of any kind. */
function readings(): fc.Arbitrary<Readings> {
  const name = fc.constantFrom(...NAMES);
  const status = fc.constantFrom('read', 'denied', 'absent', 'unknown', 'ran 0', 'ran 1', 'else');
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(...LINES),
    fc.tuple(fc.constantFrom(...LINES), fc.string({ maxLength: 20 })).map((parts) => parts.join('')),
  );
  const output = fc
    .array(fc.tuple(name, status, fc.array(line, { maxLength: 4 })), { maxLength: 30 })
    .map((sections) =>
      sections
        .map(([of, is, lines]) => [`%i = ${of} ${is} /x`, ...lines.map((each) => `%i | ${each}`)].join('\n'))
        .join('\n'),
    );
  return fc.record({
    server: fc.record({
      banner: fc.option(
        fc.constantFrom('OpenSSH_9.2p1', 'OpenSSH_7.4', 'dropbear_2022.83', 'Cisco-1.25', ''),
        {
          nil: undefined,
        },
      ),
      output: fc.option(output, { nil: undefined }),
      obstacle: fc.option(fc.string(), { nil: undefined }),
    }),
    path: fc.record({
      clientSees: fc.option(fc.constantFrom('10.0.0.1:5', '[::1]:5', 'x'), { nil: undefined }),
      goesTo: fc.option(fc.constantFrom('10.0.0.2:22', '[::2]:22', ''), { nil: undefined }),
      sshConnection: fc.option(
        fc.oneof(fc.string(), fc.constantFrom('10.0.0.1 5 10.0.0.2 22', '127.0.0.1 5 ::1 22')),
        {
          nil: undefined,
        },
      ),
      hops: fc.option(fc.constant([]), { nil: undefined }),
      jumps: fc.array(fc.string(), { maxLength: 2 }),
      proxyCommand: fc.option(
        fc.constantFrom('nc -X connect', 'aws ssm start-session', 'cloudflared access ssh'),
        {
          nil: undefined,
        },
      ),
    }),
    clientOutput: fc.option(output, { nil: undefined }),
    clientSettings: fc.option(
      fc.record({
        values: fc.constantFrom<ReadonlyMap<string, string>>(
          new Map(),
          new Map([
            ['serveraliveinterval', '0'],
            ['proxycommand', 'tsh proxy ssh'],
            ['controlmaster', 'auto'],
          ]),
        ),
        places: fc.constant(new Map<string, string>()),
        master: fc.option(fc.boolean(), { nil: undefined }),
      }),
      { nil: undefined },
    ),
  });
}

const NAMES = [
  'who',
  'system',
  'version',
  'release',
  'uptime',
  'boottime',
  'stat-boot',
  'ancestors',
  'sshd',
  'sshd-version',
  'sshd-effective',
  'sshd-config',
  'sshd-config-time',
  'tcp_keepalive_time',
  'bsd-keepalive',
  'nf_conntrack_tcp_timeout_established',
  'nf_conntrack_count',
  'conntrack-entry',
  'nft',
  'iptables',
  'pf',
  'place',
  'cgroup',
  'virt',
  'dmi-sys_vendor',
  'dmi-product_name',
  'logind',
  'logind-conf',
  'timer-lines',
  'login-shell',
  'ssh-version',
  'route',
  'links',
  'sockets',
  'power',
  'power-state',
  'callers',
  'ansible-config',
  'end',
];
const LINES = [
  'shell /bin/bash',
  'program /bin/busybox',
  'TMOUT set 300',
  'TMOUT  ',
  'autologout set 5',
  '/etc/profile:3:TMOUT=300',
  'denied /etc/profile',
  'listener 9',
  '9 1 /usr/sbin/dropbear -I 60 -K5',
  'stat 9 (sshd) S 1 2 3',
  'btime 1700000000',
  'clientaliveinterval 300',
  'clientalivecountmax 0',
  'channeltimeout session:*=5m',
  '432000',
  '0',
  'has /.dockerenv',
  'proc yes',
  'has /run/systemd/system',
  'IdleAction=suspend',
  'StopIdleSessionUSec=30min',
  'StopIdleSessionSec=15min',
  'Amazon EC2',
  'm8a.large',
  'ct state established accept',
  'tun0 up tun',
  'default via 10.0.0.1 dev tun0',
  'mem disk',
  'Battery',
  'ESTAB 0 0 10.0.0.1:5 10.0.0.2:22 users:(("ssh",pid=1,fd=3)) timer:(keepalive,119min,0)',
];
