import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { expandProxyCommand, parseResolved, type ResolvedSsh } from '../../../src/core/ssh/resolved.ts';

const resolved = (...lines: readonly string[]): ResolvedSsh => {
  const value = parseResolved(['hostname srv.example', 'port 2222', 'user me', ...lines, ''].join('\n'));
  assert.ok(value !== undefined);
  return value;
};

test('host, port and user are what ssh would take', () => {
  const { host, port, user, addressFamily, jumps, proxyCommand } = resolved();

  assert.deepEqual(
    { host, port, user, addressFamily, jumps, proxyCommand },
    {
      host: 'srv.example',
      port: 2222,
      user: 'me',
      addressFamily: 'any',
      jumps: [],
      proxyCommand: undefined,
    },
  );
});

const jumpCases: readonly (readonly [string, ResolvedSsh['jumps']])[] = [
  ['none', []],
  ['bastion', [{ destination: 'bastion', port: undefined }]],
  ['me@bastion:2200', [{ destination: 'me@bastion', port: '2200' }]],
  ['ssh://me@bastion:2200', [{ destination: 'me@bastion', port: '2200' }]],
  ['[2001:db8::1]:2200', [{ destination: '2001:db8::1', port: '2200' }]],
  ['me@[2001:db8::1]', [{ destination: 'me@2001:db8::1', port: undefined }]],
  [
    'one,two:22',
    [
      { destination: 'one', port: undefined },
      { destination: 'two', port: '22' },
    ],
  ],
];

for (const [text, expected] of jumpCases) {
  test(`the jump hosts of "${text}"`, () => {
    assert.deepEqual(resolved(`proxyjump ${text}`).jumps, expected);
  });
}

test('none, in any case, is none', () => {
  const { bindAddress, proxyCommand } = resolved('bindaddress None', 'proxycommand none');

  assert.equal(bindAddress, undefined);
  assert.equal(proxyCommand, undefined);
});

test('what the person has set against silence is known', () => {
  assert.equal(resolved('serveraliveinterval 300', 'tcpkeepalive no').own.serverAliveSeconds, 300);
  assert.equal(resolved('tcpkeepalive no').tcpKeepAlive, false);
  assert.equal(resolved().tcpKeepAlive, true);
});

test('the first of two answers counts, as for ssh itself', () => {
  assert.equal(
    resolved('identityfile ~/.ssh/a', 'identityfile ~/.ssh/b', 'addressfamily inet6').addressFamily,
    'inet6',
  );
});

test('what is no output of ssh -G is refused, and nothing makes it throw', () => {
  assert.equal(parseResolved(''), undefined);
  assert.equal(parseResolved('unknown option -- G\nusage: ssh'), undefined);
  assert.equal(parseResolved('hostname a\nport many'), undefined);
  fc.assert(fc.property(fc.string(), (text) => void parseResolved(text)));
});

const ssh = spawnSync('ssh', ['-V']).status === 0;

test('the real ssh -G is understood', { skip: ssh ? false : 'needs ssh' }, () => {
  const options = ['-F', 'none', '-o', 'AddressFamily=inet', '-o', 'ServerAliveInterval=7', '-p', '2222'];
  const { stdout } = spawnSync('ssh', ['-G', ...options, '-J', 'me@bastion:2200,inner', 'you@srv.example'], {
    encoding: 'utf8',
  });

  const value = parseResolved(stdout);

  assert.equal(value?.host, 'srv.example');
  assert.equal(value.port, 2222);
  assert.equal(value.user, 'you');
  assert.equal(value.addressFamily, 'inet');
  assert.equal(value.own.serverAliveSeconds, 7);
  assert.deepEqual(value.jumps, [
    { destination: 'me@bastion', port: '2200' },
    { destination: 'inner', port: undefined },
  ]);
  assert.ok(value.knownKeywords.has('serveraliveinterval'));
});

test("a ProxyCommand's tokens are filled in as ssh_config(5) says, and others left alone", () => {
  const value = resolved();

  assert.equal(expandProxyCommand('nc %h %p', value, 'alias'), 'nc srv.example 2222');
  assert.equal(expandProxyCommand('x %r@%n 100%% %z', value, 'alias'), 'x me@alias 100% %z');
});
