import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { explain } from '../../../src/core/explain/explain.ts';
import type { Match } from '../../../src/core/explain/match.ts';
import { renderExplanation } from '../../../src/core/explain/terminal.ts';
import { CAUSES } from '../../../src/core/facts/causes.ts';
import { MESSAGES } from '../../../src/core/facts/messages.ts';
import { PRODUCTS } from '../../../src/core/facts/products.ts';
import { QUESTIONS } from '../../../src/core/facts/questions.ts';
import { SETTINGS } from '../../../src/core/facts/settings.ts';
import { plainStyle } from '../../../src/core/report/style.ts';
import { expectGolden, projectPath } from '../../expect-golden.ts';
import { missingShared } from '../../shared-file.ts';

const PASTED: readonly { how: string; as: (text: string) => string }[] = [
  { how: 'as it stands', as: (text) => text },
  { how: 'with the words of a real session', as: filled },
  {
    how: 'behind the prefix of a log',
    as: (text) => `May 13 13:00:25 host sshd-session[2426]: ${filled(text)}`,
  },
  { how: 'in the journal', as: (text) => `2026-05-13T13:00:25+0200 host sshd[2426]: ${filled(text)}` },
  { how: 'in capitals, quoted', as: (text) => `"${filled(text).toUpperCase()}"` },
  { how: 'broken by a narrow terminal', as: (text) => filled(text).replaceAll(/(.{37})/g, '$1\n') },
];

for (const { how, as } of PASTED) {
  test(`every text of the catalogue, ${how}, finds the cause that prints or logs it`, () => {
    const lost = CAUSES.flatMap((cause) =>
      [...cause.clientTexts, ...cause.logTexts]
        .filter(({ text }) => /\w{4}.*\w{4}/s.test(text) && !text.startsWith('('))
        .filter(({ text }) => !idsFor(as(text)).includes(cause.id))
        .map(({ text }) => `${cause.id}: ${text}`),
    );

    assert.deepEqual(lost, []);
  });
}

test('every message finds its own explanation', () => {
  const lost = MESSAGES.flatMap(({ id, texts }) =>
    texts.filter((text) => !idsFor(filled(text)).includes(id)),
  );

  assert.deepEqual(lost, []);
});

test('every id, setting and question finds exactly that first', () => {
  const names = [
    ...CAUSES.map(({ id }) => id),
    ...PRODUCTS.map(({ id }) => id),
    ...QUESTIONS.map(({ id }) => id),
    ...SETTINGS.map(({ name }) => name),
  ];

  assert.deepEqual(
    names.filter((name) => idsFor(name)[0] !== name),
    [],
  );
});

test('every product is found by its default, and nothing that is far from it', () => {
  for (const { id, defaultSeconds } of PRODUCTS) {
    if (defaultSeconds === undefined) continue;
    assert.ok(idsFor(`${defaultSeconds}s`).includes(id), id);
    assert.ok(!idsFor(`${defaultSeconds * 1.1 + 5}s`).includes(id), id);
  }
});

const first: readonly { what: string; id: string }[] = [
  { what: 'Timeout, server host not responding.', id: 'client-server-alive-timeout' },
  { what: 'Timeout, client not responding.', id: 'sshd-client-alive' },
  { what: 'Timeout, client not responding from user bob 192.0.2.7 port 5022', id: 'sshd-client-alive' },
  { what: 'timed out waiting for input: auto-logout', id: 'bash-tmout' },
  {
    what: 'terminating inactive connection from user bob 192.0.2.7 port 5',
    id: 'sshd-unused-connection-timeout',
  },
  { what: 'Exit (root) from <192.0.2.7:5022>: Idle timeout', id: 'dropbear-idle-timeout' },
  { what: 'zsh: timeout', id: 'zsh-tmout' },
  { what: 'Corrupted MAC on input.', id: 'corrupted-mac' },
  { what: 'Connection to prod closed.', id: 'normal-end' },
  { what: 'Network error: Software caused connection abort', id: 'connection-abort' },
  { what: 'clint_loop: sned disconnect: Brokn pipe', id: 'nat-expiry-blackhole' },
  { what: 'serveraliveintervall', id: 'ServerAliveInterval' },
  {
    what: 'net.ipv4.netfilter.ip_conntrack_tcp_timeout_established = 600',
    id: 'nf_conntrack_tcp_timeout_established',
  },
  { what: 'export TMOUT=900', id: 'TMOUT' },
  { what: 'AWS NLB', id: 'aws-nlb' },
  { what: 'fritz!box', id: 'fritzbox' },
  { what: 'is there a default timeout at all?', id: 'is-there-a-default-timeout' },
  { what: 'why the firewall', id: 'why-the-firewall' },
  { what: 'why not change the server?', id: 'why-not-change-the-server' },
  { what: 'difference between TCPKeepAlive, ClientAlive, ServerAlive and TMOUT', id: 'keepalives-compared' },
  { what: 'aws-nlb', id: 'aws-nlb' },
];

for (const { what, id } of first) {
  test(`"${what}" is explained by ${id} first`, () => {
    assert.equal(idsFor(what)[0], id);
  });
}

const limits: readonly { what: string; has: string }[] = [
  { what: '350s', has: 'aws-nlb' },
  { what: '350', has: 'aws-nat-gateway' },
  { what: '5 min 50 s', has: 'aws-nitro-v6' },
  { what: '5:50', has: 'aws-nlb' },
  { what: '349-351 s', has: 'aws-nlb' },
  { what: '5 minutes', has: 'docker-vpnkit' },
  { what: '2h4m', has: 'rfc-5382' },
  { what: 'about 4 minutes', has: 'azure-load-balancer' },
  { what: '120 seconds', has: 'sshd-login-grace-time' },
];

for (const { what, has } of limits) {
  test(`${what} is the limit of ${has}, and what has it is all a product or a cause`, () => {
    const { matches } = explain(what);

    assert.ok(matches.some(({ id }) => id === has));
    assert.ok(matches.every(({ kind }) => kind === 'product' || kind === 'cause'));
  });
}

for (const what of [
  'qwertyuiop',
  'the quick brown fox',
  'timeout',
  '17 s',
  '',
  '   ',
  'No space left on device',
  '🙂',
]) {
  test(`nothing is made up for "${what}"`, () => {
    assert.deepEqual(explain(what).matches, []);
  });
}

test('a text that many causes share names all of them and says first that it decides nothing', () => {
  const { matches } = explain('client_loop: send disconnect: Broken pipe');

  const shown = renderExplanation(
    explain('client_loop: send disconnect: Broken pipe'),
    plainStyle(false),
    80,
  );

  assert.ok(matches.filter(({ kind }) => kind === 'cause').length > 20);
  assert.match(shown, /cannot tell the causes apart/);
});

test('what is known can be listed, everything once', () => {
  const { knows, matches } = explain(undefined);

  assert.deepEqual(matches, []);
  assert.deepEqual(
    [knows?.causes.length, knows?.products.length, knows?.settings.length],
    [CAUSES.length, PRODUCTS.length, SETTINGS.length],
  );
});

for (const [name, what] of [
  ['broken-pipe', 'client_loop: send disconnect: Broken pipe'],
  ['tmout', 'TMOUT'],
  ['seconds', '7440 s'],
] as const) {
  test(`the answer to "${what}" is as it was approved`, () => {
    const shown = renderExplanation(explain(what), plainStyle(false), 80);

    for (const line of shown.split('\n')) assert.ok(line.length <= 80 || !line.trim().includes(' '), line);
    expectGolden(`test/golden/explain/${name}-80.txt`, shown);
  });
}

/** What a person who read the excerpt found (the header of the collected truth); any of these is right, first. */
const EXCERPTS: Readonly<Record<string, readonly string[]>> = {
  auth_log_timeout_client_not_responding_2009: ['sshd-client-alive'],
  'checkpoint_tmout-auto-logout': ['bash-tmout'],
  git_push_packet_write_wait: ['nat-expiry-blackhole'],
  'journal_clientalive-timeout-then-normal-logout': ['sshd-client-alive'],
  'journal_sshd-session_reset_with_wifi_errors': ['nat-expiry-server-first-rst'],
  journalctl_timeout_client_not_responding_2020: ['sshd-client-alive'],
  'mobaxterm_software-caused-connection-abort': ['connection-abort'],
  'putty-log_software-caused-connection-abort': ['connection-abort'],
  'scp_timeout-server-not-responding_2007': ['client-server-alive-timeout'],
  'ssh-vvv_serveralive_exchange': ['keepalive-answered'],
  'ssh-vvv_typescript_clean-exit': ['normal-end'],
  'ssh_corrupted-mac': ['corrupted-mac'],
  'ssh_poweroff_broken-pipe': ['server-reboot'],
  'ssh_read-operation-timed-out_then-host-unreachable': [
    'operation-timed-out',
    'client-tcp-keepalive-expiry',
  ],
  'sshd-d_mtu-hang_server': ['no-end-recorded'],
};

test('every collected excerpt finds its entry', { skip: missingShared('cases/logs') }, () => {
  const folder = projectPath('../shared/cases/logs');
  const files = readdirSync(folder).filter((name) => name.startsWith('excerpt__'));

  assert.ok(files.length > 0);
  for (const file of files) {
    const [id = ''] = idsFor(readFileSync(`${folder}/${file}`, 'utf8'));
    const name = file.replace(/^excerpt__|\.txt$/g, '');
    assert.ok(EXCERPTS[name]?.includes(id), `${file}: ${id}`);
  }
});

test('property: whatever is asked is answered, with every id once', () => {
  const words = fc.constantFrom(
    ...CAUSES.flatMap(({ clientTexts }) => clientTexts.map(({ text }) => text)),
    'HOST',
    '350s',
    '\u001b[2J',
    '\n',
    'TMOUT',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(words).map((all) => all.join(' ')),
      ),
      (what) => {
        const ids = idsFor(what);

        assert.equal(new Set(ids).size, ids.length);
      },
    ),
    { numRuns: 300 },
  );
});

test('property: a long paste takes no longer than its end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (times) => {
      const noise = 'kernel: [IPTABLES] IN=enp2s0 OUT= MAC=01:00:5e\n'.repeat(times * 500);

      assert.equal(idsFor(`${noise}Timeout, client not responding.`)[0], 'sshd-client-alive');
    }),
    { numRuns: 5 },
  );
});

function idsFor(what: string): readonly string[] {
  return explain(what).matches.map(({ id }: Match) => id);
}

/** The placeholders of a known text filled as a session would. */
function filled(text: string): string {
  return text
    .replaceAll('HOST', 'srv-1.example.com')
    .replaceAll('USER', 'alice')
    .replaceAll('"ID"', '"c42"')
    .replaceAll('#N', '#7')
    .replaceAll(/\bIP\b/g, '203.0.113.9')
    .replaceAll(/\bPORT\b/g, '51514')
    .replaceAll(/\bPID\b/g, '4711')
    .replaceAll(/\bN\b/g, '12')
    .replaceAll(/\b(?:NAME|REASON|TTY|ERR|ID)\b/g, 'main');
}
