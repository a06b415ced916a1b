/** An inspection's two renderings, of one sample that has a bit of everything. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { schemaText } from '../../../src/cli/schema-command.ts';
import { inspectionOf } from '../../../src/core/inspect/inspection.ts';
import { buildInspection } from '../../../src/core/report/inspection-build.ts';
import { renderInspection } from '../../../src/core/report/inspection-text.ts';
import { plainStyle } from '../../../src/core/report/style.ts';
import { parseTarget } from '../../../src/core/target/target.ts';
import { expectGolden } from '../../expect-golden.ts';

const SERVER_OUTPUT = `%i = who read login
%i | user me
%i | shell /bin/bash
%i | program /usr/bin/bash
%i = system ran 0 uname
%i | Linux 6.1.0 x86_64
%i = uptime read /proc/uptime
%i | 864000.5 1.0
%i = ancestors read /proc
%i | 9 1 sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups
%i = sshd read /usr/sbin/sshd
%i | listener 9
%i = sshd-effective ran 1 /usr/sbin/sshd -T -f /etc/ssh/sshd_config -C user=me
%i | sshd: no hostkeys available -- exiting.
%i = tcp_keepalive_time read /proc/sys/net/ipv4/tcp_keepalive_time
%i | 7200
%i = nf_conntrack_tcp_timeout_established absent /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established
%i = nft ran 1 nft list ruleset
%i | Operation not permitted (you must be root)
%i = place read /
%i | proc yes
%i = dmi-sys_vendor read /sys/class/dmi/id/sys_vendor
%i | Amazon EC2
%i = dmi-product_name read /sys/class/dmi/id/product_name
%i | m8a.large
%i = timer-lines read start-up files
%i | /etc/profile.d/tmout.sh:2:readonly TMOUT=900
%i = login-shell ran 0 -lic /bin/bash
%i | TMOUT set 900
%i = end read
`;
const CLIENT_OUTPUT = `%i = ssh-version ran 0 ssh -V
%i | OpenSSH_9.6p1
%i = route ran 0 ip -o route get 203.0.113.9
%i | 203.0.113.9 via 192.168.1.1 dev wlan0 src 192.168.1.5
%i = links read /sys/class/net
%i | wlan0 up wireless
%i | wg0 unknown wireguard
%i = power-state read /sys/power/state
%i | freeze mem disk
%i = power read /sys/class/power_supply
%i | Battery
%i = nf_conntrack_tcp_timeout_established absent /proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established
%i = place read /
%i | proc yes
%i = end read
`;

const report = buildInspection(
  {
    target: parseTarget('prod'),
    startedAtIso: '2026-11-24T18:00:00.000Z',
    reached: { host: '203.0.113.9', port: 22 },
    durationMs: 812.4,
    banner: 'OpenSSH_8.9p1 Ubuntu-3',
    logins: 1,
    stoppedEarly: false,
  },
  inspectionOf({
    server: { banner: 'OpenSSH_8.9p1 Ubuntu-3', output: SERVER_OUTPUT, obstacle: undefined },
    path: {
      clientSees: '192.168.1.5:50000',
      goesTo: '203.0.113.9:22',
      sshConnection: '198.51.100.7 50000 203.0.113.9 22',
      hops: [
        { ttlHops: 1, address: '192.168.1.1', rttMs: 1, destination: false },
        { ttlHops: 2, address: '100.64.0.1', rttMs: 2, destination: false },
        { ttlHops: 3, address: undefined, rttMs: undefined, destination: false },
        { ttlHops: 4, address: '203.0.113.9', rttMs: 3, destination: true },
      ],
      jumps: [],
      proxyCommand: undefined,
    },
    clientOutput: CLIENT_OUTPUT,
    clientSettings: {
      values: new Map([
        ['serveraliveinterval', '0'],
        ['serveralivecountmax', '3'],
        ['tcpkeepalive', 'yes'],
        ['controlmaster', 'false'],
      ]),
      places: new Map([['tcpkeepalive', '~/.ssh/config:12']]),
      master: false,
    },
  }),
  undefined,
);

for (const columns of [80, 120]) {
  test(`an inspection in ${columns} columns is as it was approved`, () => {
    const text = renderInspection(report, plainStyle(false), columns);

    for (const line of text.split('\n')) assert.ok(line.length < columns, line);
    expectGolden(`test/golden/inspection/${columns}.txt`, text);
  });
}

test('an inspection keeps the published schema', () => {
  const ajv = new Ajv({ formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ } });
  const validate = ajv.compile(JSON.parse(schemaText('inspect') ?? '') as object);

  assert.ok(validate(JSON.parse(JSON.stringify(report))), JSON.stringify(validate.errors));
});

test('suspects stand in the order in which they would strike', () => {
  assert.deepEqual(
    report.suspects.map(({ cause, limitMs, weight }) => [cause, limitMs, weight]),
    [
      ['bash-tmout', 900_000, 'certain'],
      ['cloud-security-group-tracking', 350_000, 'likely'],
      ['cgnat-expiry', null, 'likely'],
      ['nat-expiry-blackhole', null, 'likely'],
      ['client-suspend', null, 'possible'],
    ],
  );
  assert.equal(report.next.command, 'idletrace trace --max 17m prod');
});
