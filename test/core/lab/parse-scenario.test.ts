import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { OperationalError } from '../../../src/core/errors.ts';
import { parseScenario } from '../../../src/core/lab/parse-scenario.ts';
import { firewallRouter, natRouter, plainRouter, server, tracking } from '../../../src/core/lab/scenario.ts';

const HEAD = 'summary = "s"\n';
const ROUTER = '[[router]]\n';

test('a file that says little gets a plain IPv4 network', () => {
  const scenario = parseScenario(`${HEAD}${ROUTER}${ROUTER}`, 'f.toml');

  assert.deepEqual(scenario, {
    summary: 's',
    family: 4,
    routers: [plainRouter(), plainRouter()],
    client: { firewall: undefined },
    server: server(),
    proxy: undefined,
    outages: [],
    expect: undefined,
  });
});

test('a file that says everything is read key by key', () => {
  const scenario = parseScenario(
    `${HEAD}
family = 6
[[router]]
role = "nat"
icmp = false
established_s = 7
loose = false
unknown = "reject"
ports = "random"
wan_input = "drop"
[[router]]
role = "firewall"
[client.firewall]
established_s = 3
[server]
lifetime_s = 60
[server.firewall]
unknown = "accept"
[server.sshd]
ClientAliveInterval = 2
PrintMotd = true
SetEnv = "TMOUT=5"
[[outage]]
link = 3
after_s = 0
for_s = 4
[expect]
client_first = "reset"
server_first = "fin"
hop = 3`,
    'f.toml',
  );

  assert.deepEqual(scenario, {
    summary: 's',
    family: 6,
    routers: [
      natRouter({
        icmp: false,
        establishedSeconds: 7,
        loose: false,
        unknown: 'reject',
        ports: 'random',
        wanInput: 'drop',
      }),
      firewallRouter(),
    ],
    client: { firewall: tracking({ establishedSeconds: 3 }) },
    server: server({
      firewall: tracking({ unknown: 'accept' }),
      sshdOptions: new Map([
        ['ClientAliveInterval', '2'],
        ['PrintMotd', 'yes'],
        ['SetEnv', 'TMOUT=5'],
      ]),
      lifetimeSeconds: 60,
    }),
    proxy: undefined,
    outages: [{ link: 3, afterSeconds: 0, forSeconds: 4 }],
    expect: { clientFirst: 'reset', serverFirst: 'fin', hop: 3 },
  });
});

const MISTAKES: readonly { readonly name: string; readonly text: string; readonly says: RegExp }[] = [
  { name: 'no TOML', text: 'summary = ', says: /^f\.toml:1:11: / },
  { name: 'no summary', text: ROUTER, says: /^f\.toml: summary is missing$/ },
  { name: 'no router', text: HEAD, says: /^f\.toml: a lab has 1 to 6 routers \(\[\[router\]\]\), not 0$/ },
  { name: 'seven routers', text: HEAD + ROUTER.repeat(7), says: /not 7$/ },
  {
    name: 'one table',
    text: `${HEAD}[router]\nrole = "nat"`,
    says: /^f\.toml: router must be written as \[\[router\]\]$/,
  },
  {
    name: 'a typing error',
    text: `${HEAD}${ROUTER}establised_s = 5`,
    says: /^f\.toml: router 1 .*unknown key "establised_s"/,
  },
  {
    name: 'a key on top that is none',
    text: `${HEAD}famly = 6\n${ROUTER}`,
    says: /^f\.toml: unknown key "famly"; here stand summary, /,
  },
  {
    name: 'a key of another role',
    text: `${HEAD}${ROUTER}${ROUTER}role = "firewall"\nports = "random"`,
    says: /^f\.toml: router 2 \(role "firewall"\): unknown key "ports"/,
  },
  {
    name: 'a timeout with a unit',
    text: `${HEAD}${ROUTER}role = "nat"\nestablished_s = "5s"`,
    says: /^f\.toml: router 1: established_s must be a whole number from 1 to 2147483, not "5s"$/,
  },
  {
    name: 'half a second',
    text: `${HEAD}${ROUTER}role = "nat"\nestablished_s = 0.5`,
    says: /must be a whole number/,
  },
  {
    name: 'a jump host without a name',
    text: `${HEAD}${ROUTER}role = "jump"`,
    says: /^f\.toml: router 1: name is missing$/,
  },
  {
    name: 'a jump host called as the server is',
    text: `${HEAD}${ROUTER}role = "jump"\nname = "lab"`,
    says: /^f\.toml: router 1: name must be a word/,
  },
  {
    name: 'two jump hosts of one name',
    text: `${HEAD}${ROUTER}role = "jump"\nname = "a"\n${ROUTER}role = "jump"\nname = "a"`,
    says: /^f\.toml: two jump hosts are called "a"$/,
  },
  {
    name: 'a port that is none',
    text: `${HEAD}${ROUTER}role = "nat"\n[router.by_port]\nssh = 5`,
    says: /^f\.toml: router 1: by_port: "ssh" is no port$/,
  },
  {
    name: 'a manner of routers on a host',
    text: `${HEAD}${ROUTER}[client.firewall]\nunknown = "revived-by-server"`,
    says: /^f\.toml: client: firewall: unknown = "revived-by-server" is a router's/,
  },
  {
    name: 'a role that is none',
    text: `${HEAD}${ROUTER}role = "proxy"`,
    says: /^f\.toml: router 1: role must be one of "none", "nat", "firewall", "jump", not "proxy"$/,
  },
  {
    name: 'a flag that is none',
    text: `${HEAD}${ROUTER}icmp = "no"`,
    says: /icmp must be true or false, not "no"$/,
  },
  { name: 'IP version 5', text: `${HEAD}family = 5\n${ROUTER}`, says: /family must be one of 4, 6, not 5$/ },
  {
    name: 'a link that is none',
    text: `${HEAD}${ROUTER}[[outage]]\nlink = 3\nafter_s = 1\nfor_s = 1`,
    says: /^f\.toml: outage 1: link must be a whole number from 1 to 2/,
  },
  {
    name: 'half an outage',
    text: `${HEAD}${ROUTER}[[outage]]\nlink = 1\nafter_s = 1`,
    says: /^f\.toml: outage 1: for_s is missing$/,
  },
  {
    name: 'half an expectation',
    text: `${HEAD}${ROUTER}[expect]\nhop = 1`,
    says: /^f\.toml: expect: client_first is missing$/,
  },
  {
    name: 'two lines in one of sshd_config',
    text: `${HEAD}${ROUTER}[server.sshd]\nBanner = "a\\nPermitEmptyPasswords yes"`,
    says: /Banner must be one line$/,
  },
  {
    name: 'no keyword of sshd_config',
    text: `${HEAD}${ROUTER}[server.sshd]\n"Match all" = 1`,
    says: /"Match all" is no keyword/,
  },
];

for (const { name, text, says } of MISTAKES) {
  test(`refused in one line that names the place: ${name}`, () => {
    assert.throws(
      () => parseScenario(text, 'f.toml'),
      (error: unknown) => {
        assert.ok(error instanceof OperationalError);
        assert.equal(error.code, 'LAB_SCENARIO');
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });
}

test('property: whatever stands in a file, it is a scenario or one clear line', () => {
  const key = fc.constantFrom(
    'role',
    'icmp',
    'established_s',
    'loose',
    'ports',
    'link',
    'hop',
    'family',
    'x',
  );
  const value = fc.constantFrom('1', '-1', '1e3', '"nat"', '"firewall"', 'true', '[]', '{}', '1979-05-27');
  const line = fc.oneof(
    fc.tuple(key, value).map(([name, text]) => `${name} = ${text}`),
    fc.constantFrom('[[router]]', '[server]', '[server.sshd]', '[client.firewall]', '[[outage]]', '[expect]'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      try {
        parseScenario([HEAD, ...lines].join('\n'), 'f.toml');
      } catch (error) {
        assert.ok(error instanceof OperationalError && error.code === 'LAB_SCENARIO', String(error));
      }
    }),
  );
});

test('every scenario that comes with idletrace is readable and says what to expect', () => {
  const files = readdirSync('lab');

  assert.ok(files.length >= 12);
  for (const file of files) {
    const { summary, expect } = parseScenario(readFileSync(`lab/${file}`, 'utf8'), file);
    assert.ok(summary.length > 0 && summary.length <= 72, file);
    assert.notEqual(expect, undefined, file);
  }
});
