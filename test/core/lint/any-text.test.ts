/** Whatever is in a file: it is of some kind or none, and the rules come to an end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { kindOf } from '../../../src/core/lint/file-kind.ts';
import { findingsOfClient, findingsOfServer, findingsOfSettings } from './lint-in.ts';

const words = [
  'Host',
  'Match',
  'Include',
  'ServerAliveInterval',
  'ClientAliveCountMax',
  'TCPKeepAlive',
  'a',
  '*',
  '!',
  '"',
  "'",
  '\\',
  '#',
  '=',
  ' ',
  '\n',
  '\r\n',
  '\0',
  'exec',
  'final',
  'all',
  'none',
  '0',
  '60',
  '1h',
  '[SSH]',
  'D:"Idle Check"=',
  '<key>',
  'dword:',
  '\xff\xfe',
  '\xef\xbb\xbf',
  '\xc3\xa9',
  'AntiIdle\\',
  'autossh -M 0',
  'PingIntervalSecs=',
] as const;
const text = fc.oneof(
  fc.array(fc.constantFrom(...words), { maxLength: 50 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...words), { maxLength: 50 }).map((parts) => parts.join(' ')),
  fc
    .array(fc.integer({ min: 0, max: 255 }), { maxLength: 200 })
    .map((codes) => String.fromCharCode(...codes)),
);
const SETTINGS = [
  'putty-session',
  'putty-reg',
  'kitty-session',
  'kitty-ini',
  'securecrt',
  'xshell',
  'iterm2',
  'mobaxterm',
  'tabby',
  'winscp',
  'filezilla',
  'ansible',
  'dropbear-uci',
  'autossh',
] as const;

test('no text throws or hangs, and every finding has a place in it', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('ssh_config', 'x.ini', 'config', 'y.reg', 'z'), (each, name) => {
      kindOf(name, each);
      const lines = each.split('\n').length;
      const findings = [
        ...findingsOfClient(each),
        ...findingsOfServer(each),
        ...SETTINGS.flatMap((kind) => findingsOfSettings(kind, each)),
      ];
      for (const { line, column, message, fix } of findings) {
        assert.ok(line >= 1 && line <= Math.max(1, lines) && column >= 1);
        assert.ok(message !== '' && fix !== '');
      }
    }),
    { numRuns: 500 },
  );
});

const kinds: readonly (readonly [path: string, text: string, kind: string])[] = [
  ['/home/me/.ssh/config', '', 'ssh_config'],
  ['/home/me/.ssh/config.d/work', 'Port 2\n', 'ssh_config'],
  ['/etc/ssh/sshd_config.d/50-x.conf', 'PermitTTY no\n', 'sshd_config'],
  ['my.sshd_config', '', 'sshd_config'],
  ['whatever', 'Host a\n  ServerAliveInterval 5\n', 'ssh_config'],
  ['whatever', 'ClientAliveInterval 5\nUsePAM yes\n', 'sshd_config'],
  ['session', 'HostName=a\nPingInterval=0\n', 'putty-session'],
  [
    'all.reg',
    'REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\a]\r\n',
    'putty-reg',
  ],
  ['Default.ini', '\xef\xbb\xbfS:"Hostname"=a\r\n', 'securecrt'],
  ['a.xsh', '\xff\xfe[\0C\0O\0N\0N\0E\0C\0T\0I\0O\0N\0]\0', 'xshell'],
  ['WinSCP.ini', '[Sessions\\a]\r\nPingType=1\r\n', 'winscp'],
  ['profiles.json', '{ "Guid": "x" }', 'iterm2'],
  ['config.yaml', 'version: 7\nprofiles:\n', 'tabby'],
  ['ansible.cfg', '[ssh_connection]\n', 'ansible'],
  ['dropbear', 'config dropbear\n\toption Port 22\n', 'dropbear-uci'],
  ['tunnel.service', '[Service]\nExecStart=autossh -M 0 host\n', 'autossh'],
  ['sshConfigs.xml', '<?xml version="1.0"?>\n', 'unknown'],
  ['letter', 'Dear Sir,\n', 'unknown'],
];

for (const [path, bytes, kind] of kinds) {
  test(`${path} with ${JSON.stringify(bytes.slice(0, 30))} is ${kind}`, () => {
    assert.equal(kindOf(path, bytes), kind);
  });
}
