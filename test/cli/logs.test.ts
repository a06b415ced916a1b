/** `idletrace logs` and `idletrace explain` as the program itself. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { schemaText } from '../../src/cli/schema-command.ts';
import { projectPath } from '../expect-golden.ts';
import { childEnv, idletrace } from './idletrace.ts';

const LOG = [
  'Nov  7 11:40:00 srv sshd[100]: Accepted publickey for bob from 192.0.2.7 port 5022 ssh2',
  'Nov  7 11:45:50 srv sshd[120]: Timeout, client not responding from user bob 192.0.2.7 port 5022',
  'Nov  7 11:46:00 srv sshd[200]: Invalid user admin from 192.0.2.9 port 40000',
  'Nov  7 11:46:01 srv sshd[200]: Connection closed by invalid user admin 192.0.2.9 port 40000 [preauth]',
  '',
].join('\n');

test('a log is read from a file, packed or not, and the document keeps its schema', (t) => {
  const plain = fileWith(t, LOG);
  const packed = fileWith(t, gzipSync(LOG));

  for (const file of [plain, packed]) {
    const { status, stdout, stderr } = idletrace('logs', '--json', file);

    assert.deepEqual([status, stderr], [0, '']);
    const document = JSON.parse(stdout) as { ends: unknown; sessions: { end: string }[] };
    assert.deepEqual(document.ends, { 'sshd-client-alive': 1, 'pre-auth': 1 });
    assert.equal(document.sessions.length, 2);
    assertKeepsSchema('logs', document);
  }
});

test('--jsonl writes a line a session, and --user leaves the others out', (t) => {
  const { stdout } = idletrace('logs', '--jsonl', '--user', 'bob', fileWith(t, LOG));

  const sessions = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { user: string });
  assert.deepEqual(
    sessions.map(({ user }) => user),
    ['bob'],
  );
});

test('--since and --host leave out what is older, or of another', (t) => {
  const file = fileWith(t, LOG);

  assert.equal(idletrace('logs', '--jsonl', '--since', '2100-01-01', file).stdout, '');
  assert.equal(idletrace('logs', '--jsonl', '--host', '192.0.2.9', file).stdout.split('\n').length, 2);
  assert.equal(idletrace('logs', '--jsonl', '--host', 'srv', file).stdout.split('\n').length, 3);
});

test('without --json a person reads who was lost, and how many only knocked', (t) => {
  const { status, stdout } = idletrace('logs', fileWith(t, LOG));

  assert.equal(status, 0);
  assert.match(
    stdout,
    /1 session did not end in order; 0 did, 0 have no end in the log, 1 connection\s+ended/,
  );
  assert.match(stdout, /after 350\.0 s\s+sshd-client-alive\s+bob 192\.0\.2\.7/);
});

for (const { argv, says } of [
  { argv: ['logs'], says: /no FILE given/ },
  {
    argv: ['logs', '/nowhere/auth.log'],
    says: /cannot read the log \/nowhere\/auth\.log: there is no such file/,
  },
  { argv: ['logs', '/'], says: /it is a directory/ },
  { argv: ['logs', '--since', 'yesterday', 'x'], says: /--since takes a duration such as 24h or a date/ },
]) {
  test(`"idletrace ${argv.join(' ')}" is wrong usage or unreadable, exit status 2`, () => {
    const { status, stdout, stderr } = idletrace(...argv);

    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, says);
  });
}

for (const program of ['xz', 'zstd']) {
  const pack = spawnSync(program, ['-c'], { input: LOG });
  const skip = pack.error === undefined ? false : `${program} is not installed`;

  test(`a log packed with ${program} is read as the plain one`, { skip }, (t) => {
    const plain = idletrace('logs', '--json', fileWith(t, LOG));
    const packed = idletrace('logs', '--json', fileWith(t, pack.stdout));

    assert.deepEqual([packed.status, packed.stderr], [0, '']);
    const [a, b] = [plain, packed].map(({ stdout }) => JSON.parse(stdout) as { sessions: object[] });
    assert.deepEqual(
      a?.sessions.map((session) => ({ ...session, file: '' })),
      b?.sessions.map((session) => ({ ...session, file: '' })),
    );
  });

  test(`a log cut short after packing with ${program} is unreadable, in one line and a hint`, {
    skip,
  }, (t) => {
    const half = pack.stdout.subarray(0, pack.stdout.length - 12);
    const { status, stdout, stderr } = idletrace('logs', fileWith(t, half));

    assert.deepEqual([status, stdout], [2, '']);
    assert.match(
      stderr,
      /^idletrace: cannot read the log \S+: it cannot be unpacked: .*\n {2}is it whole.*\n$/,
    );
  });

  test(`where ${program} is missing one line says so`, { skip }, (t) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [projectPath('build/src/main.js'), 'logs', fileWith(t, pack.stdout)],
      { encoding: 'utf8', env: { ...childEnv(), PATH: '/nowhere' } },
    );

    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`it is packed, and ${program}, which unpacks it, cannot be started\n`));
  });
}

test('what comes packed through a pipe is refused, and no log without sessions', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [projectPath('build/src/main.js'), 'logs', '-'],
    { encoding: 'utf8', env: childEnv(), input: gzipSync(LOG) },
  );

  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /cannot read the log -: it is packed\n {2}give it as a file, or unpack it: /);
});

test('a log longer than the pieces that it is read in is read whole', (t) => {
  const lines = 2900;
  const many = Array.from(
    { length: lines },
    (_, at) =>
      `Nov  7 11:40:00 srv sshd[${at}]: Timeout, client not responding from user bob 192.0.2.7 port ${at + 1}\n`,
  );
  const document = JSON.parse(idletrace('logs', '--json', fileWith(t, many.join(''))).stdout) as {
    ends: unknown;
    files: { lines: number }[];
    sessions: { lines: number[]; port: number }[];
  };

  assert.deepEqual([document.ends, document.files[0]?.lines], [{ 'sshd-client-alive': lines }, lines]);
  assert.ok(document.sessions.every(({ lines: [line], port }) => line === port));
});

test('what is packed badly is said so', (t) => {
  const { status, stderr } = idletrace('logs', fileWith(t, gzipSync(LOG).subarray(0, 40)));

  assert.equal(status, 2);
  assert.match(stderr, /^idletrace: cannot read the log /);
});

test('an explanation keeps its schema, whatever was asked', () => {
  for (const what of [['350s'], ['TMOUT'], ['client_loop: send disconnect: Broken pipe'], []]) {
    const { status, stdout } = idletrace('explain', '--json', ...what);

    assert.equal(status, 0);
    assertKeepsSchema('explain', JSON.parse(stdout));
  }
});

test('what nothing is known of is an empty list and exit status 3', () => {
  const { status, stdout, stderr } = idletrace('explain', '--json', 'qwertyuiop');

  assert.equal(status, 3);
  assert.deepEqual((JSON.parse(stdout) as { matches: unknown }).matches, []);
  assert.match(stderr, /^idletrace: nothing is known of "qwertyuiop"\n {2}to find out: /);
});

test('several words are one text', () => {
  const { stdout } = idletrace('explain', '--json', 'Timeout,', 'client', 'not', 'responding.');

  assert.equal((JSON.parse(stdout) as { matches: { id: string }[] }).matches[0]?.id, 'sshd-client-alive');
});

function assertKeepsSchema(name: string, document: unknown): void {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(schemaText(name) ?? '') as object);

  assert.ok(validate(document), JSON.stringify(validate.errors));
}

function fileWith(t: TestContext, content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'idletrace-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'auth.log');
  writeFileSync(file, content);
  return file;
}
