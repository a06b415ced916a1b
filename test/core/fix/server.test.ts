/** What is made of a server's answers: which sshd listens, and what shall become of its configuration. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { dropInPath, planServerChange, strayServerSetting } from '../../../src/core/fix/server-look.ts';
import { octetsOf, readScript, replaceScript, whoScript } from '../../../src/core/fix/server-scripts.ts';
import { listenerOf } from '../../../src/core/fix/server-words.ts';

describe('the words of the sshd that listens', () => {
  for (const [line, words, configPath] of [
    ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', [], undefined],
    ['/usr/sbin/sshd -D -u0', [], undefined],
    [
      'sshd: /usr/sbin/sshd -D -e -f /a/b -oPort=7 [listener] 0 of 10-100 startups',
      ['-f', '/a/b', '-o', 'Port=7'],
      '/a/b',
    ],
    ['/usr/sbin/sshd -4Dp 22 -f/c', ['-p', '22', '-f', '/c'], '/c'],
  ] as const)
    test(`are read from ${line}`, () => {
      const listener = listenerOf(9, line, undefined);

      assert.deepEqual([listener?.words, listener?.configPath], [words, configPath]);
    });

  for (const line of [
    'sshd: me [priv]',
    'sshd -D',
    'sshd: /usr/sbin/sshd -D -o Port 7 [listener] 0 of 10-100 startups',
    '/usr/sbin/sshd -f',
    '/usr/sbin/sshd -D -Z',
    '/usr/sbin/sshd -i',
    '',
  ])
    test(`are not guessed from "${line}"`, () => assert.equal(listenerOf(9, line, undefined), undefined));
});

describe('what a server gets', () => {
  const look = (text: string, settings = '') => ({
    path: '/etc/ssh/sshd_config',
    content: Buffer.from(text),
    objection: undefined,
    settings,
    version: 'OpenSSH_10.0',
  });
  const aim = { seconds: 60, isAskedFor: false, dropIn: undefined, mayDropIn: true, isOwn: () => false };

  test('is a drop-in where the folder is included above any value; a relative Include counts from /etc/ssh', () => {
    assert.equal(
      dropInPath(look('Include sshd_config.d/*.conf\n')),
      '/etc/ssh/sshd_config.d/00-idletrace.conf',
    );
    assert.equal(dropInPath(look('ClientAliveInterval 9\nInclude /a/*.conf\n')), undefined);
  });

  test('is nothing where sshd sends as often already, unless the value was ours', () => {
    const there = look('Port 22\n', 'clientaliveinterval 30\n');

    assert.equal(planServerChange(there, aim).kind, 'left');
    const own = planServerChange(there, { ...aim, isOwn: () => true });
    assert.equal(own.kind === 'change' ? own.afterText : '', 'Port 22\nClientAliveInterval 60\n');
  });

  test('is half the interval where sshd sends half as often, but for a person who named it', () => {
    const old = { ...look('Port 22\n'), version: 'OpenSSH_9.2p1' };

    assert.match(JSON.stringify(planServerChange(old, aim)), /ClientAliveInterval 30/);
    assert.match(
      JSON.stringify(planServerChange(old, { ...aim, isAskedFor: true })),
      /ClientAliveInterval 60/,
    );
  });

  test('is refused where sshd -T shows that something else would change, or that the value does not count', () => {
    const before = 'port 22\nclientaliveinterval 0\n';

    assert.equal(strayServerSetting(before, before.replace(' 0', ' 60'), 60), undefined);
    assert.match(strayServerSetting(before, before, 60) ?? '', /clientaliveinterval 0, not 60/);
    assert.match(
      strayServerSetting(before, 'port 23\nclientaliveinterval 60\n', 60) ?? '',
      /"port 23" would change/,
    );
  });
});

describe('the scripts for the server', {
  skip: spawnSync('sh', ['-c', 'od -An </dev/null']).status === 0 ? false : 'needs sh and od',
}, () => {
  test('are ones that sh accepts, whatever the path and the bytes', () => {
    const listener = {
      pid: 7,
      program: '/usr/sbin/sshd',
      words: ['-f', "/a'b c"],
      configPath: undefined,
      unit: undefined,
    };
    const octets = fc.option(fc.uint8Array({ maxLength: 700 }), { nil: undefined });
    const path = fc.string({ minLength: 1, maxLength: 20 }).map((name) => `/${name.replaceAll('\0', '')}`);
    fc.assert(
      fc.property(path, octets, octets, (name, before, after) => {
        const script = replaceScript({ path: name, before, after, id: 'i', oldBackup: undefined }, listener);

        const { status, stderr } = spawnSync('sh', ['-n'], {
          input: whoScript() + readScript(name) + script,
        });
        assert.equal(status, 0, stderr.toString());
      }),
      { numRuns: 60 },
    );
  });

  test('bring a file back byte for byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (octets) => {
        const said = spawnSync('sh', ['-c', "od -An -v -tx1 | tr -d ' \\n'"], {
          input: octets,
          encoding: 'utf8',
        });

        assert.deepEqual(octetsOf(said.stdout), octets);
      }),
      { numRuns: 30 },
    );
  });
});
