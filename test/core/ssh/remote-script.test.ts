/** The one line that runs on the server, run for real under the shells that are here. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  endpointText,
  isKnownShell,
  parseHello,
  remoteCommand,
} from '../../../src/core/ssh/remote-script.ts';

const shells = ['sh', 'dash', 'bash', 'ksh', 'mksh', 'zsh', 'csh', 'tcsh', 'fish'].filter(
  (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);

for (const shell of shells) {
  test(`under ${shell} it echoes, speaks when asked, and leaves nothing behind`, async () => {
    const token = newToken();
    const control = start(shell, remoteCommand(token, undefined, 60_000));
    const controlPid = await helloOf(control, token);
    const silent = start(shell, remoteCommand(token, controlPid, 60_000));
    const silentPid = await helloOf(silent, token);

    control.say('p1');
    assert.equal(await control.nextLine(), 'p1', 'a line comes back');
    silent.say('a word with  blanks and $HOME');
    assert.equal(await silent.nextLine(), 'a word with  blanks and $HOME', 'as it was');
    for (let time = 0; time < 3; time++) {
      control.say(`k${silentPid}`);
      assert.equal(await silent.nextLine(), 'S', 'the silent one speaks');
      assert.equal(await control.nextLine(), 'A', 'and says that it has');
    }
    silent.say('still there');
    assert.equal(await silent.nextLine(), 'still there');

    silent.process.stdin?.end();
    control.process.stdin?.end();
    await Promise.all([silent.ended, control.ended]);
    await nothingLeft(token);
  });

  test(`under ${shell} the control runs a script beside its echoes, which begin again before it ends`, async () => {
    const token = newToken();
    const control = start(shell, remoteCommand(token, undefined, 60_000));
    const pid = await helloOf(control, token);

    // The script waits for what the echo's answer lets us do: it cannot have been waited for.
    const folder = mkdtempSync(join(tmpdir(), 'idletrace-test-'));
    const go = join(folder, 'go');
    const script = ['echo login $2', 'cat <<"E"', "  a\\b %s $HOME '", 'E'];
    const waits = `until [ -e ${go} ] || ! kill -0 $2; do sleep 0.05; done`;
    control.say(['i', ...script, waits, 'echo over', '.'].join('\n'));
    assert.equal(await control.nextLine(), `login ${pid}`);
    assert.equal(await control.nextLine(), "  a\\b %s $HOME '", 'every character as it was');
    control.say('p1');
    assert.equal(await control.nextLine(), 'p1');
    writeFileSync(go, '');
    assert.equal(await control.nextLine(), 'over');

    control.process.stdin?.end();
    await control.ended;
    await nothingLeft(token);
    rmSync(folder, { recursive: true });
  });

  test(`under ${shell} no process without the token is ever signalled`, async () => {
    const token = newToken();
    const bystander = spawn('sleep', ['60']);
    const control = start(shell, remoteCommand(token, undefined, 60_000));
    await helloOf(control, token);

    for (const pid of [bystander.pid, 999_999_999]) {
      control.say(`k${pid}`);
      assert.equal(await control.nextLine(), `n${pid}`);
    }

    assert.equal(bystander.exitCode ?? bystander.signalCode, null, 'the bystander lives');
    bystander.kill();
    control.process.stdin?.end();
    await control.ended;
    await nothingLeft(token);
  });

  test(`under ${shell} it ends by itself when its time is over, though the connection stays open`, async () => {
    const token = newToken();
    const one = start(shell, remoteCommand(token, undefined, 1000));
    await helloOf(one, token);

    await one.ended;

    await nothingLeft(token);
    one.process.stdin?.end();
  });
}

test('an exported TMOUT, which bash as sh would heed, does not end the script', {
  skip: !shells.includes('bash'),
}, async () => {
  const token = newToken();
  // As where /bin/sh is bash: the script runs under it.
  const one = start(
    'bash',
    remoteCommand(token, undefined, 60_000).replace('exec sh -c', 'TMOUT=1 exec bash -c'),
  );
  await helloOf(one, token);
  await new Promise((resolve) => setTimeout(resolve, 1500));

  one.say('still there');

  assert.equal(await one.nextLine(), 'still there');
  one.process.stdin?.end();
  await one.ended;
  await nothingLeft(token);
});

test('the command has nothing in it that csh or fish would read otherwise than sh', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e8 }),
      fc.option(fc.integer({ min: 2, max: 4e6 })),
      (lifetimeMs, pid) => {
        const command = remoteCommand('idletrace-00ff', pid ?? undefined, lifetimeMs);

        assert.doesNotMatch(command, /[\n\\]/);
        assert.equal(command.split("'").length, 3, 'one quoted word');
      },
    ),
  );
});

const hellos: readonly { readonly name: string; readonly line: string; readonly expected: unknown }[] = [
  {
    name: 'IPv4',
    line: 'T 4711 192.0.2.7 40022 198.51.100.9 22 /bin/bash',
    expected: {
      pid: 4711,
      serverSees: '192.0.2.7:40022',
      serverIs: '198.51.100.9:22',
      origin: undefined,
      shell: '/bin/bash',
    },
  },
  {
    name: 'with the start of kernel and server program',
    line: 'T 4711 192.0.2.7 40022 198.51.100.9 22 /bin/bash @5f3a-11/812-4077',
    expected: {
      pid: 4711,
      serverSees: '192.0.2.7:40022',
      serverIs: '198.51.100.9:22',
      origin: { kernel: '5f3a-11', program: '812-4077' },
      shell: '/bin/bash',
    },
  },
  {
    name: 'a system without /proc',
    line: 'T 4711 ? /bin/sh @/',
    expected: {
      pid: 4711,
      serverSees: undefined,
      serverIs: undefined,
      origin: { kernel: '', program: '' },
      shell: '/bin/sh',
    },
  },
  {
    name: 'IPv6',
    line: 'T 4711 2001:db8::7 40022 2001:db8::9 22 /bin/zsh',
    expected: {
      pid: 4711,
      serverSees: '[2001:db8::7]:40022',
      serverIs: '[2001:db8::9]:22',
      origin: undefined,
      shell: '/bin/zsh',
    },
  },
  {
    name: 'a server that tells nothing',
    line: 'T 4711 ? ?',
    expected: { pid: 4711, serverSees: undefined, serverIs: undefined, origin: undefined, shell: undefined },
  },
  {
    name: 'a profile that prints without a line break',
    line: 'Welcome!\u001b[0m T 4711 ? /bin/sh',
    expected: { pid: 4711, serverSees: undefined, serverIs: undefined, origin: undefined, shell: '/bin/sh' },
  },
  { name: 'a greeting', line: 'Last login: Sun Nov 22 from 192.0.2.7', expected: undefined },
  { name: 'an echo of the command', line: 'exec sh -c T', expected: undefined },
  { name: 'the token without a number', line: 'T fortune', expected: undefined },
  { name: 'nothing', line: '', expected: undefined },
];

for (const { name, line, expected } of hellos) {
  test(`the hello is read, or nothing is: ${name}`, () => {
    assert.deepEqual(parseHello(line, 'T'), expected);
  });
}

test('property: no line of a profile makes the hello throw', () => {
  fc.assert(fc.property(fc.string(), (line) => void parseHello(line, 'T')));
});

test('only shells that take a newline for nothing are typed into', () => {
  for (const path of ['/bin/bash', '/usr/bin/fish', 'sh', '/usr/local/bin/tcsh'])
    assert.ok(isKnownShell(path), path);
  for (const path of ['/usr/sbin/nologin', '/opt/menu', '/bin/false', '/usr/bin/git-shell', '', undefined])
    assert.ok(!isKnownShell(path), path);
});

test('an IPv6 endpoint has its address in brackets', () => {
  assert.equal(endpointText('2001:db8::7', 22), '[2001:db8::7]:22');
  assert.equal(endpointText('192.0.2.7', '22'), '192.0.2.7:22');
});

interface Session {
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  say(line: string): void;
  nextLine(): Promise<string>;
}

/** As sshd starts it: `SHELL -c COMMAND`. */
function start(shell: string, command: string): Session {
  const child = spawn(shell, ['-c', command], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      HOME: '/',
      SSH_CONNECTION: '192.0.2.7 40022 198.51.100.9 22',
      SHELL: '/bin/sh',
    },
  });
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let pending = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    const parts = `${pending}${text}`.split('\n');
    pending = parts.pop() ?? '';
    for (const line of parts) {
      const first = waiting.shift();
      if (first === undefined) lines.push(line);
      else first(line);
    }
  });
  return {
    process: child,
    ended: new Promise((resolve) => child.on('exit', () => resolve())),
    say: (line) => void child.stdin.write(`${line}\n`),
    nextLine: () => {
      const line = lines.shift();
      return line === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(line);
    },
  };
}

async function helloOf(session: Session, token: string): Promise<number> {
  const hello = parseHello(await session.nextLine(), token);
  assert.equal(hello?.serverSees, '192.0.2.7:40022');
  assert.equal(hello.shell, '/bin/sh');
  return hello.pid;
}

/** Waits until no process carries the token any more; the test's own time-out is the limit. */
async function nothingLeft(token: string): Promise<void> {
  if (!existsSync('/proc/self/cmdline')) return;
  while (carriers(token).length > 0) await new Promise((resolve) => setImmediate(resolve));
}

function carriers(token: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(token);
      } catch {
        return false;
      }
    });
}

function newToken(): string {
  return `idletrace-${randomBytes(8).toString('hex')}`;
}
