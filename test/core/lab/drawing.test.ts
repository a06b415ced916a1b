import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawScenario } from '../../../src/core/lab/drawing.ts';
import { sshConfigText, sshdConfigText } from '../../../src/core/lab/ssh-files.ts';
import { firewallRouter, natRouter, plainRouter, scenario, server } from '../../../src/core/lab/scenario.ts';

test('a drawing has the path in its first line and under each box what it does', () => {
  const drawing = drawScenario(
    scenario({
      routers: [natRouter({ establishedSeconds: 4 }), plainRouter(), firewallRouter({ icmp: false })],
      server: server({ lifetimeSeconds: 60 }),
    }),
  );

  assert.deepEqual(drawing, [
    'client --- r1 ------------- r2 --- r3 --------- server',
    '           nat                     firewall     ends sessions: 60 s',
    '           forgets: 4 s            no ICMP',
  ]);
});

test('a line of the scenario’s own comes before the lab’s, since sshd takes the first it reads', () => {
  const text = sshdConfigText({
    serverAddress: 'fd00:2::2',
    hostKeyPath: '/a b/host',
    authorizedKeysPath: '/a b/keys',
    sshdOptions: new Map([['LogLevel', 'DEBUG3']]),
  });

  const lines = text.split('\n');
  assert.ok(lines.indexOf('LogLevel DEBUG3') < lines.indexOf('LogLevel VERBOSE'));
  assert.ok(lines.includes('ListenAddress [fd00:2::2]:22'));
  assert.ok(lines.includes('HostKey "/a b/host"'));
});

test('the client’s file names a port only where it is another than 22', () => {
  const file = { serverAddress: '10.2.0.2', loginName: 'root', userKeyPath: '/k', knownHostsPath: '/h' };

  assert.doesNotMatch(sshConfigText({ ...file, port: 22 }), /Port/);
  assert.match(sshConfigText({ ...file, port: 2222 }), /^ {2}Port 2222$/m);
});
