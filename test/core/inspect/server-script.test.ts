/** The script that an inspection runs, under the shells that are here. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { serverFacts } from '../../../src/core/inspect/inspection.ts';
import { type Fact, factOf } from '../../../src/core/inspect/fact.ts';
import { CLIENT_SCRIPT } from '../../../src/core/inspect/client-script.ts';
import { parseSections } from '../../../src/core/inspect/sections.ts';
import { SERVER_SCRIPT } from '../../../src/core/inspect/server-script.ts';
import { suspicionsOf } from '../../../src/core/inspect/suspects.ts';

const shells = [['sh'], ['dash'], ['bash'], ['busybox', 'sh'], ['ksh'], ['mksh']].filter(
  ([name = '']) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);
const isLinux = process.platform === 'linux';

for (const shell of shells) {
  test(`under ${shell.join(' ')} it gets through, says nothing on stderr, and every line of it is read`, (t) => {
    const { output, stderr } = runUnder(t, shell, {});
    const sections = parseSections(output);

    assert.equal(stderr, '');
    assert.equal(sections.complete, true);
    for (const name of ['who', 'system', 'ancestors', 'place', 'timer-lines', 'login-shell'])
      assert.ok(sections.get(name), name);
    if (isLinux) {
      const facts = serverFacts({ banner: undefined, output, obstacle: undefined });
      assert.match(String(valueOf(facts, 'uptime')), /^\d+$/);
      // A shell that reads byte by byte gets one byte of such a file.
      const keepalive = spawnSync('cat', ['/proc/sys/net/ipv4/tcp_keepalive_time'], { encoding: 'utf8' });
      assert.equal(valueOf(facts, 'tcp_keepalive_time'), Number(keepalive.stdout));
    }
  });
}

const timers: readonly {
  readonly name: string;
  readonly shell: string;
  readonly files: Readonly<Record<string, string>>;
  readonly value?: number;
  readonly status: Fact['status'];
  readonly source?: RegExp;
  readonly suspect?: string;
}[] = [
  {
    name: 'TMOUT of a bash, from its profile',
    shell: '/bin/bash',
    files: { '.bash_profile': '# mine\nexport TMOUT=300\n' },
    value: 300,
    status: 'read',
    source: /\.bash_profile:2$/,
    suspect: 'bash-tmout',
  },
  {
    name: 'the TMOUT that wins, where two files set it',
    shell: '/bin/bash',
    files: { '.bash_profile': 'TMOUT=60\n. ~/.bashrc\n', '.bashrc': 'TMOUT=900\n' },
    value: 900,
    status: 'read',
    source: /\.bashrc:1$/,
    suspect: 'bash-tmout',
  },
  { name: 'no TMOUT', shell: '/bin/bash', files: { '.bashrc': '# TMOUT=5 once\n' }, status: 'absent' },
  {
    name: 'a TMOUT that is only set on a terminal: not sure, and not cleared',
    shell: '/bin/bash',
    files: { '.bash_profile': 'if [ -t 0 ]; then TMOUT=300; fi\n' },
    status: 'unknown',
  },
  {
    name: 'a profile that never comes to an end: not known',
    shell: '/bin/bash',
    files: { '.bash_profile': 'while :; do sleep 60; done\n' },
    status: 'unknown',
  },
  {
    name: 'a TMOUT that dash does not heed',
    shell: '/bin/dash',
    files: { '.profile': 'TMOUT=5\n' },
    status: 'absent',
  },
];

for (const { name, shell, files, value, status, source, suspect } of timers) {
  test(`it tells ${name}`, { skip: !spawnSync(shell, ['-c', ':']).pid }, (t) => {
    const { output } = runUnder(t, ['sh'], { shell, files });
    const facts = serverFacts({ banner: 'OpenSSH_9.2p1', output, obstacle: undefined });
    const tmout = factOf(facts, 'server', 'TMOUT');
    const { suspects, cleared } = suspicionsOf(facts);

    assert.equal(tmout?.status, status);
    assert.equal(tmout?.value, value);
    assert.equal(tmout?.idleLimitMs, value === undefined ? undefined : value * 1000);
    if (source !== undefined) assert.match(tmout?.source ?? '', source);
    assert.deepEqual(
      suspects.filter(({ cause }) => cause.endsWith('-tmout')).map(({ cause }) => cause),
      suspect === undefined ? [] : [suspect],
    );
    assert.equal(
      cleared.some(({ cause }) => cause === 'bash-tmout'),
      status === 'absent',
    );
  });
}

test('noise of a login does not confuse what is read', (t) => {
  const files = { '.bash_profile': 'printf "%s" "welcome"; echo; echo "= x"; TMOUT=120\n' };
  const { output } = runUnder(t, ['sh'], { shell: '/bin/bash', files });
  const facts = serverFacts({ banner: undefined, output, obstacle: undefined });

  assert.equal(valueOf(facts, 'TMOUT'), 120);
});

test('the files of sshd are read with all that they include', (t) => {
  const folder = newFolder(t);
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'main'), `Include "${folder}/more/*.conf"\nClientAliveInterval 7\n`);
  writeFileSync(join(folder, 'more/a.conf'), `include=${folder}/more/deep\nClientAliveCountMax 2\n`);
  writeFileSync(join(folder, 'more/b.conf'), 'TCPKeepAlive no\n');
  writeFileSync(join(folder, 'more/deep'), `Include ${folder}/main\n`);
  // A parent that looks like the listening sshd, with that file.
  const listener = join(folder, 'sshd');
  writeFileSync(listener, `#!/bin/bash\ncase $1 in -T|-V) exit 1;; esac\n/bin/sh; exit\n`);
  chmodSync(listener, 0o755);
  const { stdout } = spawnSync(
    'bash',
    ['-c', `exec -a "${listener}" bash ${listener} -D -f ${folder}/main`],
    {
      input: SERVER_SCRIPT,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder, SHELL: '/bin/dash' },
    },
  );
  const files = parseSections(stdout).all.filter(({ name }) => name === 'sshd-config');

  assert.deepEqual(
    files.map(({ where }) => where.slice(folder.length)),
    ['/main', '/more/a.conf', '/more/b.conf', '/more/deep'],
  );
  assert.deepEqual(files[0]?.lines, [`Include "${folder}/more/*.conf"`, 'ClientAliveInterval 7']);
});

test('the script for this machine gets through as well', () => {
  const { stdout, stderr } = spawnSync('sh', [], {
    input: CLIENT_SCRIPT,
    encoding: 'utf8',
    env: process.env,
  });

  assert.equal(stderr, '');
  assert.equal(parseSections(stdout).complete, true);
});

function valueOf(facts: readonly Fact[], id: string): Fact['value'] {
  return factOf(facts, 'server', id)?.value;
}

test('a program above the login that only speaks of dropbear is none', {
  skip: isLinux ? false : 'reads the names of processes from /proc',
}, (t) => {
  const { output } = runUnder(
    t,
    ['bash', '-c', "exec -a 'node fix/dropbear.test.js' bash -c 'sh; true'"],
    {},
  );
  const sections = parseSections(output);

  assert.match(sections.get('ancestors')?.lines.join() ?? '', /node fix\/dropbear\.test\.js/);
  assert.ok(sections.get('sshd'), 'sshd is looked for');
});

function runUnder(
  t: TestContext,
  [command = 'sh', ...words]: readonly string[],
  { shell = '/bin/sh', files = {} }: { shell?: string; files?: Readonly<Record<string, string>> },
): { readonly output: string; readonly stderr: string } {
  const home = newFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  const { stdout, stderr } = spawnSync(command, words, {
    input: SERVER_SCRIPT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home, SHELL: shell, SSH_CONNECTION: '192.0.2.1 40000 192.0.2.2 22' },
  });
  return { output: stdout, stderr };
}

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'idletrace-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
