import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { armArguments, handOverCommand, throughJumps } from '../../../src/core/ssh/arm-arguments.ts';

const NO_PASSTHROUGH = { configFile: undefined, options: [], port: undefined, identityFiles: [] };

const login = {
  passthrough: NO_PASSTHROUGH,
  destination: 'user@host',
  proxyCommand: handOverCommand('idletrace-ff', 4711),
  canonicalize: false,
  localCommand: 'true',
  knownKeywords: new Set<string>(),
  serverAliveSeconds: undefined,
  remoteCommand: 'exec sh',
  mayAsk: false,
};

test('the destination cannot be taken for an option', () => {
  const words = armArguments({ ...login, destination: 'host' });

  assert.equal(words[words.indexOf('host') - 1], '--');
});

test('an arm is as silent as it is meant to be, whatever the configuration says', () => {
  const words = armArguments(login);

  for (const option of ['ServerAliveInterval=0', 'TCPKeepAlive=no', 'ControlMaster=no', 'ControlPath=none'])
    assert.ok(words.includes(option), option);
});

test("ours stands before the person's own, for ssh takes the first", () => {
  const words = armArguments({
    ...login,
    passthrough: { ...NO_PASSTHROUGH, options: ['ServerAliveInterval=9'] },
  });

  assert.ok(words.indexOf('ServerAliveInterval=0') < words.indexOf('ServerAliveInterval=9'));
});

test('keywords that an old ssh does not know are kept from it', () => {
  const keyword = 'ObscureKeystrokeTiming=no';

  assert.ok(!armArguments(login).includes(keyword));
  assert.ok(armArguments({ ...login, knownKeywords: new Set(['obscurekeystroketiming']) }).includes(keyword));
});

test('a shell gets a terminal, a command none; who may not be asked is not', () => {
  assert.ok(armArguments({ ...login, remoteCommand: undefined }).includes('-tt'));
  assert.ok(armArguments(login).includes('-T'));
  assert.ok(armArguments(login).includes('BatchMode=yes'));
  assert.ok(!armArguments({ ...login, mayAsk: true }).includes('BatchMode=yes'));
});

const ssh = spawnSync('ssh', ['-V']).status === 0;

test('the real ssh takes every word of it', { skip: ssh ? false : 'needs ssh' }, () => {
  const known = spawnSync('ssh', ['-G', '-F', 'none', 'host'], { encoding: 'utf8' }).stdout;
  const knownKeywords = new Set(known.split('\n').map((line) => line.split(' ', 1)[0] ?? ''));
  const words = armArguments({
    ...login,
    knownKeywords,
    passthrough: { ...NO_PASSTHROUGH, configFile: 'none' },
  });

  const { status, stderr, stdout } = spawnSync('ssh', ['-G', ...words], { encoding: 'utf8' });

  assert.equal(status, 0, stderr);
  assert.match(stdout, /^serveraliveinterval 0$/m);
});

for (const jumps of [1, 2, 3]) {
  test(`through ${jumps} jump host(s) every shell on the way hands the command on unread`, () => {
    const legs = Array.from({ length: jumps }, (_, i) => ({
      destination: `user@jump-${i + 1}`,
      port: i === 1 ? '2200' : undefined,
    }));
    const innermost = `/bin/sh -c 'echo "100%% it'"'"'s $$"'`;

    let command = throughJumps(innermost, legs, { configFile: '/etc/with a blank', mayAsk: false });
    const met: string[] = [];
    for (let depth = jumps; depth > 0; depth--) {
      // What the outer ssh makes of it: tokens filled in, then a shell splits it into words.
      const tokens: Readonly<Record<string, string>> = { h: 'srv', p: '22', '%': '%' };
      const words = wordsOf(command.replaceAll(/%(.)/g, (_, token: string) => tokens[token] ?? ''));
      assert.equal(words[0], 'ssh');
      met.push(words.at(-1) ?? '');
      const inner = words.find((word) => word.startsWith('ProxyCommand='));
      assert.ok(inner !== undefined);
      assert.equal(words[words.indexOf('-W') + 1], '[srv]:22');
      assert.ok(words.includes('/etc/with a blank'));
      command = inner.slice('ProxyCommand='.length);
    }

    assert.deepEqual(met, legs.map(({ destination }) => destination).toReversed());
    assert.equal(command, innermost);
  });
}

test('the hand-over says its process number on stderr, nothing on stdout, and waits no longer than its owner lives', async () => {
  const owner = spawn('sleep', ['600']);
  const helper = spawn('sh', ['-c', handOverCommand('idletrace-ff', owner.pid ?? 0)]);
  let said = '';
  let carried = '';
  helper.stdout.on('data', (octets: Buffer) => (carried += octets.toString()));
  const ended = once(helper, 'close');

  await new Promise<void>((resolve) => {
    helper.stderr.on('data', (octets: Buffer) => {
      said += octets.toString();
      if (said.endsWith('\n')) resolve();
    });
  });
  const waited = helper.exitCode === null;
  owner.kill();
  await ended;

  assert.ok(waited);
  assert.match(said, /^idletrace-ff \d+\n$/);
  assert.equal(carried, '');
});

/** As a real shell splits them. */
function wordsOf(command: string): readonly string[] {
  const { stdout, status } = spawnSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  assert.equal(status, 0);
  return stdout.split('\0').slice(0, -1);
}
