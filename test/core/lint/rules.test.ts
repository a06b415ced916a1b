/** Each rule with a text that it speaks up about, where it does, and one so near that it must be silent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_RULES } from '../../../src/core/lint/all-rules.ts';
import type { Finding } from '../../../src/core/lint/rule.ts';
import type { SettingsKind } from '../../../src/core/lint/settings/entries.ts';
import { findingsOfClient, findingsOfServer, findingsOfSettings, type LintInput } from './lint-in.ts';

type Of = 'client' | 'server' | SettingsKind;

interface Case {
  readonly rule: string;
  readonly of: Of;
  readonly bad: string;
  /** `line:column` of each finding of the rule. */
  readonly at: readonly string[];
  readonly good: string;
  readonly input?: LintInput;
  readonly goodInput?: LintInput;
}

const OLD: LintInput = { build: { version: [8, 0], debian: false } };
const HALF: LintInput = { build: { version: [9, 2], debian: true } };

const cases: readonly Case[] = [
  {
    rule: 'shadowed-value',
    of: 'client',
    bad: 'Host *\n  ServerAliveInterval 60\nHost prod\n  ServerAliveInterval 15\n',
    at: ['4:3'],
    good: 'Host prod\n  ServerAliveInterval 15\nHost *\n  ServerAliveInterval 60\n',
  },
  {
    rule: 'shadowed-value',
    of: 'client',
    bad: 'Host w*\n  Port 1\nHost web?\n  Port 2\n',
    at: ['4:3'],
    good: 'Host webz\n  Port 1\nHost web?\n  Port 2\n',
  },
  {
    rule: 'shadowed-value',
    of: 'client',
    bad: 'ServerAliveInterval 5\nServerAliveInterval 9\n',
    at: ['2:1'],
    good: 'ServerAliveInterval 5\nServerAliveInterval 5\n',
  },
  {
    rule: 'shadowed-value',
    of: 'client',
    bad: 'Host *\n Port 1\nMatch host prod\n Port 2\n',
    at: ['4:2'],
    good: 'Match exec "x"\n Port 1\nHost prod\n Port 2\n',
  },
  {
    rule: 'shadowed-value',
    of: 'server',
    bad: 'ClientAliveInterval 30\nclientaliveinterval 60\n',
    at: ['2:1'],
    good: 'ClientAliveInterval 30\nMatch user bob\n  ClientAliveInterval 60\n',
  },
  {
    rule: 'shadowed-value',
    of: 'server',
    bad: 'Match user bob\n  PermitTTY no\n  PermitTTY yes\n',
    at: ['3:3'],
    good: 'Match user bob\n  PermitTTY no\nMatch user eve\n  PermitTTY yes\n',
  },
  {
    rule: 'shadowed-value',
    of: 'server',
    bad: 'Include /d/50\nClientAliveInterval 60\n',
    at: ['2:1'],
    good: 'ClientAliveInterval 60\n',
    input: { more: { '/d/50': 'ClientAliveInterval 30\n' } },
  },
  {
    rule: 'catch-all-first',
    of: 'client',
    bad: 'Host *\n  ServerAliveInterval 60\nHost prod\n  ServerAliveInterval 15\n',
    at: ['1:1'],
    good: 'Host *\n  ServerAliveInterval 60\nHost prod\n  Port 2222\n',
  },
  {
    rule: 'catch-all-first',
    of: 'client',
    bad: 'Match all\n  User a\nHost prod\n  User b\n',
    at: ['1:1'],
    good: 'Host * !prod\n  User a\nHost prod\n  User b\n',
  },
  {
    rule: 'include-in-block',
    of: 'client',
    bad: 'Host prod\n  Include more\n',
    at: ['2:3'],
    good: 'Include more\nHost *\n  Include more\n',
  },
  {
    rule: 'interval-none',
    of: 'client',
    bad: 'ServerAliveInterval none\n',
    at: ['1:21'],
    good: 'ServerAliveInterval 0\n',
  },
  {
    rule: 'control-master-joins',
    of: 'client',
    bad: 'ControlMaster auto\nControlPath ~/.ssh/%C\nServerAliveInterval 30\n',
    at: ['1:1'],
    good: 'ControlMaster auto\nControlPath none\nServerAliveInterval 30\n',
  },
  {
    rule: 'proxy-jump-none',
    of: 'client',
    bad: 'ProxyJump none # direct\n',
    at: ['1:11'],
    good: 'ProxyJump bastion # by way of it\nHost x\n  ProxyJump none\n',
  },
  {
    rule: 'host-never-matches',
    of: 'client',
    bad: 'Host !prod !web\n  Port 2\nHost a,b\n  Port 3\n',
    at: ['1:6', '3:6'],
    good: 'Host * !prod\n  Port 2\nHost a b\n  Port 3\n',
  },
  {
    rule: 'channel-timeout-type',
    of: 'server',
    bad: 'ChannelTimeout session=10m\n',
    at: ['1:16'],
    good: 'ChannelTimeout session:*=10m\n',
  },
  {
    rule: 'interval-too-long',
    of: 'client',
    bad: 'ServerAliveInterval 300\n',
    at: ['1:21'],
    good: 'ServerAliveInterval 60\n',
  },
  {
    rule: 'interval-too-long',
    of: 'client',
    bad: 'ServerAliveInterval 1h\n',
    at: ['1:21'],
    good: 'ServerAliveInterval 239\n',
  },
  {
    rule: 'interval-too-long',
    of: 'server',
    bad: 'ClientAliveInterval 10m\n',
    at: ['1:21'],
    good: 'ClientAliveInterval 120\n',
  },
  {
    rule: 'interval-too-long',
    of: 'server',
    bad: 'ClientAliveInterval 120\n',
    at: ['1:21'],
    good: 'ClientAliveInterval 60\n',
    input: HALF,
    goodInput: HALF,
  },
  {
    rule: 'interval-too-long',
    of: 'securecrt',
    bad: 'D:"Idle NO-OP Check"=00000001\nD:"Idle NO-OP Timeout"=0000012c\n',
    at: ['2:4'],
    good: 'D:"Idle NO-OP Check"=00000001\nD:"Idle NO-OP Timeout"=0000003c\n',
  },
  {
    rule: 'interval-too-long',
    of: 'xshell',
    bad: utf16('[CONNECTION:KEEPALIVE]\r\nKeepAlive=1\r\nKeepAliveInterval=300\r\n'),
    at: ['3:1'],
    good: utf16('[CONNECTION:KEEPALIVE]\r\nKeepAlive=1\r\nKeepAliveInterval=60\r\n'),
  },
  {
    rule: 'interval-too-long',
    of: 'dropbear-uci',
    bad: "config dropbear\n\toption SSHKeepAlive '300'\n",
    at: ['2:9'],
    good: "config dropbear\n\toption SSHKeepAlive '60'\n",
  },
  {
    rule: 'count-max-zero',
    of: 'client',
    bad: 'ServerAliveInterval 30\nServerAliveCountMax 0\n',
    at: ['2:21'],
    good: 'ServerAliveInterval 30\nServerAliveCountMax 3\n',
  },
  {
    rule: 'count-max-zero',
    of: 'server',
    bad: 'ClientAliveCountMax 0\n',
    at: ['1:21'],
    good: 'ClientAliveCountMax 3\n',
  },
  {
    rule: 'tcp-keepalive-alone',
    of: 'client',
    bad: 'TCPKeepAlive yes\n',
    at: ['1:14'],
    good: 'TCPKeepAlive yes\nServerAliveInterval 60\n',
  },
  {
    rule: 'tcp-keepalive-alone',
    of: 'server',
    bad: 'TCPKeepAlive yes\n',
    at: ['1:14'],
    good: 'TCPKeepAlive no\n',
  },
  {
    rule: 'gives-up-soon',
    of: 'client',
    bad: 'ServerAliveInterval 2\nServerAliveCountMax 1\n',
    at: ['1:21'],
    good: 'ServerAliveInterval 15\nServerAliveCountMax 3\n',
  },
  {
    rule: 'gives-up-soon',
    of: 'server',
    bad: 'ClientAliveInterval 5\n',
    at: ['1:21'],
    good: 'ClientAliveInterval 5\nClientAliveCountMax 20\n',
  },
  {
    rule: 'keyword-of-other-side',
    of: 'client',
    bad: 'Host prod\n  ClientAliveInterval 60\n',
    at: ['2:3'],
    good: 'Host prod\n  ServerAliveInterval 60\n',
  },
  {
    rule: 'keyword-of-other-side',
    of: 'server',
    bad: 'ServerAliveInterval 60\nServerAliveCountMax 3\n',
    at: ['1:1', '2:1'],
    good: 'ClientAliveInterval 60\n',
  },
  {
    rule: 'keyword-too-new',
    of: 'client',
    bad: 'Tag office\n',
    at: ['1:1'],
    good: 'Tag office\n',
    input: HALF,
  },
  {
    rule: 'keyword-too-new',
    of: 'server',
    bad: 'ChannelTimeout session:*=5m\n',
    at: ['1:1'],
    good: 'ChannelTimeout session:*=5m\n',
    input: OLD,
  },
  {
    rule: 'unknown-keyword',
    of: 'client',
    bad: 'ServerAliveIntervall 60\n',
    at: ['1:1'],
    good: 'IgnoreUnknown ServerAliveIntervall\nServerAliveIntervall 60\n',
  },
  {
    rule: 'unknown-keyword',
    of: 'server',
    bad: 'ClientAliveIntervall 60\n',
    at: ['1:1'],
    good: '# ClientAliveIntervall 60\n',
  },
  {
    rule: 'not-allowed-in-match',
    of: 'server',
    bad: 'Match user bob\n  TCPKeepAlive no\n',
    at: ['2:3'],
    good: 'TCPKeepAlive no\nMatch user bob\n  ClientAliveInterval 30\n',
  },
  {
    rule: 'bad-value',
    of: 'client',
    bad: 'ServerAliveInterval 1.5\nServerAliveCountMax 3m\nTCPKeepAlive 1\nServerAliveInterval 60 90\n',
    at: ['1:21', '2:21', '3:14', '4:24'],
    good: 'ServerAliveInterval 1m\nServerAliveCountMax 3\nTCPKeepAlive yes\n',
  },
  {
    rule: 'bad-value',
    of: 'server',
    bad: 'ClientAliveInterval none\nPort 0\n',
    at: ['1:21', '2:6'],
    good: 'ClientAliveInterval 1m30s\n',
  },
  {
    rule: 'bad-syntax',
    of: 'client',
    bad: 'User "half\nPort\n',
    at: ['1:6', '2:1'],
    good: 'User "whole"\nPort 22\n',
  },
  {
    rule: 'bad-match',
    of: 'client',
    bad: 'Match host\n  Port 2\nMatch what ever\n',
    at: ['1:7', '3:7'],
    good: 'Match host prod\n  Port 2\n',
  },
  {
    rule: 'bad-match',
    of: 'server',
    bad: 'Match address 10.0.0.1/8\n',
    at: ['1:7'],
    good: 'Match address 10.0.0.0/8\n',
  },
  {
    rule: 'bad-file',
    of: 'client',
    bad: 'Include /d/shared\n',
    at: ['1:1'],
    good: 'Include /d/shared\n',
    input: { more: { '/d/shared': 'Port 2\n' }, insecure: ['/d/shared'] },
    goodInput: { more: { '/d/shared': 'Port 2\n' } },
  },
  { rule: 'dead-keyword', of: 'client', bad: 'UseRoaming no\n', at: ['1:1'], good: 'User me\n' },
  {
    rule: 'dead-keyword',
    of: 'server',
    bad: 'UsePrivilegeSeparation sandbox\n',
    at: ['1:1'],
    good: 'UsePAM yes\n',
  },
  {
    rule: 'old-name',
    of: 'client',
    bad: 'KeepAlive no\nProtocolKeepAlives 30\n',
    at: ['1:1', '2:1'],
    good: 'TCPKeepAlive no\nServerAliveInterval 30\n',
  },
  { rule: 'byte-order-mark', of: 'client', bad: '\xef\xbb\xbfHost prod\n', at: ['1:1'], good: 'Host prod\n' },
  { rule: 'utf-16', of: 'client', bad: utf16('Host prod\r\n'), at: ['1:1'], good: 'Host prod\r\n' },
  { rule: 'nul-byte', of: 'client', bad: 'Host prod\n  Port 22\0 more\n', at: ['2:10'], good: 'Host prod\n' },
  { rule: 'line-passed-over', of: 'client', bad: '"Port 22\n', at: ['1:1'], good: '"Port" 22\n' },

  {
    rule: 'types-characters',
    of: 'kitty-session',
    bad: 'AntiIdle\\ %5Ck08%5C\\\n',
    at: ['1:1'],
    good: 'AntiIdle\\\\\nPingIntervalSecs\\60\\\n',
  },
  {
    rule: 'types-characters',
    of: 'kitty-ini',
    bad: '[KiTTY]\nantiidle= \\k08\\\n',
    at: ['2:1'],
    good: '[KiTTY]\n;antiidle= \\k08\\\n',
  },
  {
    rule: 'types-characters',
    of: 'securecrt',
    bad: 'D:"Idle Check"=00000001\n',
    at: ['1:4'],
    good: 'D:"Idle Check"=00000000\n',
  },
  {
    rule: 'types-characters',
    of: 'xshell',
    bad: utf16('[CONNECTION:KEEPALIVE]\r\nSendKeepAlive=1\r\n'),
    at: ['2:1'],
    good: utf16('[CONNECTION:KEEPALIVE]\r\nSendKeepAlive=0\r\n'),
  },
  {
    rule: 'types-characters',
    of: 'iterm2',
    bad: '{ "Idle Code": 0, "Send Code When Idle": true }\n',
    at: ['1:20'],
    good: '{ "Send Code When Idle": false }\n',
  },
  {
    rule: 'types-characters',
    of: 'iterm2',
    bad: '<key>Send Code When Idle</key>\n<true/>\n',
    at: ['1:6'],
    good: '<key>Send Code When Idle</key>\n<false/>\n',
  },
  {
    rule: 'ping-interval',
    of: 'putty-session',
    bad: 'PingInterval=0\nPingIntervalSecs=-3\n',
    at: ['2:1'],
    good: 'PingInterval=1\nPingIntervalSecs=-30\n',
  },
  {
    rule: 'ping-interval',
    of: 'putty-session',
    bad: 'PingInterval=60\nPingIntervalSecs=0\n',
    at: ['1:1'],
    good: 'PingInterval=0\nPingIntervalSecs=60\n',
  },
  {
    rule: 'ping-interval',
    of: 'putty-reg',
    bad: '[HKEY_CURRENT_USER\\x]\n"PingInterval"=dword:0000000a\n',
    at: ['2:2'],
    good: '[HKEY_CURRENT_USER\\x]\n"PingInterval"=dword:00000001\n',
  },
  {
    rule: 'ping-interval',
    of: 'winscp',
    bad: '[Sessions\\a]\nPingType=1\nPingIntervalSecs=600\n',
    at: ['3:1'],
    good: '[Sessions\\a]\nPingType=1\nPingIntervalSecs=30\n',
  },
  {
    rule: 'key-ignored',
    of: 'putty-session',
    bad: 'PingIntervalSecs = 30\npinginterval=1\n',
    at: ['1:1', '2:1'],
    good: 'PingIntervalSecs=30\nPingInterval=0\n',
  },
  {
    rule: 'key-ignored',
    of: 'putty-session',
    bad: 'PingIntervalSecs=30\nPingIntervalSecs=60\n',
    at: ['2:1'],
    good: 'PingIntervalSecs=30\n',
  },
  {
    rule: 'keepalive-off',
    of: 'winscp',
    bad: '[Sessions\\a]\nPingType=0\nPingIntervalSecs=30\n',
    at: ['2:1'],
    good: '[Sessions\\a]\nPingType=0\n',
  },
  {
    rule: 'keepalive-off',
    of: 'putty-session',
    bad: 'PingIntervalSecs=30\nBugIgnore2=2\n',
    at: ['2:1'],
    good: 'PingIntervalSecs=30\nBugIgnore2=0\n',
  },
  {
    rule: 'keepalive-off',
    of: 'filezilla',
    bad: '<FileZilla3>\n<Setting name="FTP Keep-alive commands">1</Setting>\n',
    at: ['2:16'],
    good: '<FileZilla3>\n<Setting name="FTP Keep-alive commands">0</Setting>\n',
  },
  {
    rule: 'milliseconds',
    of: 'tabby',
    bad: 'profiles:\n  - options:\n      keepaliveInterval: 60\n',
    at: ['3:7'],
    good: 'profiles:\n  - options:\n      keepaliveInterval: 5000\n',
  },
  {
    rule: 'ssh-options',
    of: 'ansible',
    bad: '[ssh_connection]\nssh_args = -o ServerAliveInterval=600\n',
    at: ['2:1'],
    good: '[ssh_connection]\nssh_args = -o ServerAliveInterval=60\n',
  },
  {
    rule: 'ssh-options',
    of: 'autossh',
    bad: 'ExecStart=/usr/bin/autossh -M 0 -N me@host\n',
    at: ['1:1'],
    good: 'ExecStart=/usr/bin/autossh -M 0 -o ServerAliveInterval=30 -N me@host\n',
  },
];

for (const { rule, of, bad, at, good, input, goodInput } of cases) {
  test(`${rule} speaks up about ${of}: ${JSON.stringify(bad).slice(0, 70)}`, () => {
    assert.deepEqual(placesOf(rule, findingsIn(of, bad, input)), at);
    assert.deepEqual(placesOf(rule, findingsIn(of, good, goodInput)), []);
  });
}

test('every rule has its texts here', () => {
  const missing = ALL_RULES.filter(({ id }) => !cases.some(({ rule }) => rule === id));

  assert.deepEqual(
    missing.map(({ id }) => id),
    [],
  );
});

test('every rule says what it is about and what it rests on', () => {
  for (const { id, title, cites } of ALL_RULES) {
    assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    assert.match(title, /\.$/, id);
    assert.ok(cites.length > 0, id);
  }
});

function findingsIn(of: Of, text: string, input: LintInput = {}): readonly Finding[] {
  if (of === 'client') return findingsOfClient(text, input);
  return of === 'server' ? findingsOfServer(text, input) : findingsOfSettings(of, text);
}

function placesOf(rule: string, findings: readonly Finding[]): readonly string[] {
  return findings.filter((finding) => finding.rule === rule).map(({ line, column }) => `${line}:${column}`);
}

/** As Windows writes it: with its mark, low byte first; one character for each byte. */
function utf16(text: string): string {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]).toString('latin1');
}
