/** What a scenario file says of the server's side: its program, its account, its proxy, its mishaps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperationalError } from '../../../src/core/errors.ts';
import { parseScenario } from '../../../src/core/lab/parse-scenario.ts';
import { account, type Proxy } from '../../../src/core/lab/server-side.ts';

const HEAD = 'summary = "s"\n[[router]]\n[[router]]\n';

function parsed(text: string) {
  return parseScenario(`${HEAD}${text}`, 'f.toml');
}

test('a server of few words is an sshd whose account is as it is on this machine', () => {
  const { server, proxy } = parsed('');

  assert.deepEqual(
    [server.dropbear, server.account, server.tcpKeepalive, server.incident, proxy],
    [undefined, account(), undefined, undefined, undefined],
  );
});

test('dropbear, its timers and what befalls it are read key by key', () => {
  const { server } = parsed(`[server]
program = "dropbear"
[server.dropbear]
idle_s = 5
keepalive_s = 2
[server.tcp_keepalive]
time_s = 3
interval_s = 1
probes = 2
[server.incident]
what = "reboot"
after_s = 8`);

  assert.deepEqual(
    [server.dropbear, server.tcpKeepalive, server.incident],
    [
      { idleSeconds: 5, keepaliveSeconds: 2 },
      { timeSeconds: 3, intervalSeconds: 1, probes: 2 },
      { kind: 'reboot', afterSeconds: 8 },
    ],
  );
});

test('an account has a shell, start-up lines and a forced command', () => {
  const { server } = parsed(`[server.account]
shell = "zsh"
login = ["umask 77"]
interactive = ["TMOUT=5", "readonly TMOUT"]
forced_command = 'timeout 8 sh -c "$SSH_ORIGINAL_COMMAND"'`);

  assert.deepEqual(server.account, {
    shell: 'zsh',
    loginLines: ['umask 77'],
    interactiveLines: ['TMOUT=5', 'readonly TMOUT'],
    forcedCommand: 'timeout 8 sh -c "$SSH_ORIGINAL_COMMAND"',
  });
});

test('a proxy stands on the server’s own host unless the file says where', () => {
  const proxies = ['', 'hop = 1'].map(
    (hop) => parsed(`[proxy]\nprogram = "haproxy"\nidle_s = 5\n${hop}`).proxy,
  );

  assert.deepEqual(
    proxies,
    [3, 1].map((hop): Proxy => ({ program: 'haproxy', idleSeconds: 5, hop })),
  );
});

for (const [text, message] of [
  ['[proxy]\nidle_s = 5', /^f\.toml: proxy: program is missing/],
  ['[proxy]\nprogram = "varnish"\nidle_s = 5', /^f\.toml: proxy: program must be one of .*"haproxy"/],
  ['[proxy]\nprogram = "socat"\nidle_s = 0', /idle_s must be a whole number from 1/],
  ['[proxy]\nprogram = "socat"\nidle_s = 5\nhop = 4', /hop must be a whole number from 1 to 3, not 4/],
  ['[server.account]\nshell = "fish"', /^f\.toml: server: account: shell must be one of/],
  ['[server.account]\nlogin = "TMOUT=5"', /login must be a list of lines/],
  ['[server.account]\nforced_command = "a\\nb"', /forced_command must be one line/],
  ['[server.dropbear]\nidle_s = 5', /stands beside program = "dropbear" alone/],
  ['[server]\nprogram = "dropbear"\n[server.sshd]\nUseDNS = true', /means nothing to dropbear/],
  ['[server.incident]\nwhat = "fire"\nafter_s = 1', /what must be one of .*"restart"/],
  ['[server.tcp_keepalive]\ntime_s = 3\ninterval_s = 1', /probes is missing/],
  ['[server.account]\nshel = "zsh"', /unknown key "shel"/],
] as const) {
  test(`refused, with the place and the key: ${text.replaceAll('\n', ' ')}`, () => {
    assert.throws(
      () => parsed(text),
      (error: unknown) => error instanceof OperationalError && message.test(error.message),
    );
  });
}
