/** `idletrace fix` and `undo` as a person calls them. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once as onceOf } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { clientsSchema, type FixDocument, fixSchema } from '../../src/core/fix/documents.ts';
import { schemaText } from '../../src/cli/schema-command.ts';
import { projectPath } from '../expect-golden.ts';
import { childEnv } from './idletrace.ts';
import * as v from 'valibot';

const folder = mkdtempSync(join(tmpdir(), 'idletrace-fix-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const needsSsh = spawnSync('ssh', ['-V']).error === undefined ? false : 'needs ssh';
let places = 0;

/** A file of its own in a home of its own. */
function place(content: string | Uint8Array, name = 'config') {
  const home = join(folder, String((places += 1)));
  mkdirSync(home);
  const file = join(home, name);
  writeFileSync(file, content, { mode: 0o600 });
  const run = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [projectPath('build/src/main.js'), ...words],
      {
        encoding: 'utf8',
        env: { ...childEnv(), XDG_STATE_HOME: join(home, 'state') },
      },
    );
    return { status, stdout, stderr };
  };
  return {
    home,
    file,
    run,
    now: () => readFileSync(file, 'utf8'),
    json: (...words: readonly string[]) => documentOf(run(...words)),
  };
}

function documentOf({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): FixDocument {
  assert.notEqual(stdout, '', stderr);
  const document: unknown = JSON.parse(stdout);
  const ajv = new Ajv();
  const validate = ajv.compile(JSON.parse(schemaText('fix') ?? '') as object);
  assert.ok(validate(document), JSON.stringify(validate.errors));
  return v.parse(fixSchema, document);
}

const CONFIG = '# mine\r\nHost other\r\n\tPort 22\r\n\r\n# defaults\r\nHost *\r\n\tServerAliveInterval 300';

describe('the OpenSSH client', { skip: needsSsh }, () => {
  test('gets the keepalive above the block that would win, and gives it back to the byte', () => {
    const { file, run, now, json } = place(CONFIG);

    const { undoId, verifiedBy, changes } = json(
      'fix',
      'me@prod',
      '--file',
      file,
      '--interval',
      '60',
      '--yes',
      '--json',
    );

    assert.equal(
      now(),
      CONFIG.replace('# defaults', 'Host prod\r\n\tServerAliveInterval 60\r\n\r\n# defaults'),
    );
    assert.match(verifiedBy.join(), /serveraliveinterval 60.*other names resolve as before/);
    assert.match(changes[0]?.why ?? '', /before "Host \*" \(line 6\): the first value wins/);
    assert.equal(run('undo', undoId ?? '').status, 0);
    assert.equal(now(), CONFIG);
  });

  test('is left alone the second time, and a value of our own is replaced', () => {
    const { file, now, json } = place('');
    const fix = (interval: string) =>
      json('fix', 'prod', '--file', file, '--interval', interval, '--yes', '--json');

    fix('30');
    const once = now();
    assert.deepEqual(fix('30').changes, []);
    assert.equal(now(), once);
    fix('45');
    assert.equal(now(), once.replace('30', '45'));
    fix('20');
    assert.equal(now(), once.replace('30', '20'));
  });

  test('keeps a better value of somebody else, and says so', () => {
    const { file, now, json } = place('Host prod\n  ServerAliveInterval 15\n');

    const { changes, left } = json('fix', 'prod', '--file', file, '--interval', '60', '--json');

    assert.deepEqual(changes, []);
    assert.match(left[0]?.why ?? '', /every 15 s already/);
    assert.match(now(), /15/);
  });

  test('gets lines above everything where a value for all hosts stands first, and other hosts keep theirs', () => {
    const { file, now, json } = place('ServerAliveInterval 300\nUser me\nHost a\n  Port 2\n');

    json('fix', 'prod', '--file', file, '--interval', '60', '--yes', '--json');

    assert.equal(
      now(),
      'Host prod\n  ServerAliveInterval 60\n\nHost *\nServerAliveInterval 300\nUser me\nHost a\n  Port 2\n',
    );
  });

  test('that is for all hosts is said at the end, and hosts with a longer interval of their own are named', () => {
    const { file, now, json } = place('Host slow\n  ServerAliveInterval 600\n');

    const { notes } = json('fix', '--file', file, '--interval', '60', '--yes', '--json');

    assert.match(now(), /600\n\nHost \*\n {2}ServerAliveInterval 60\n {2}ServerAliveCountMax 3\n$/);
    assert.match(notes.join(), /slow: an interval of their own/);
  });

  test('stands right above the next block where the file has its blocks so', () => {
    const { file, now, json } = place('Host a\n  Port 2\nHost *\n  User me\n');

    json('fix', 'prod', '--file', file, '--interval', '60', '--yes', '--json');

    assert.equal(
      now(),
      'Host a\n  Port 2\nHost prod\n  ServerAliveInterval 60\n  ServerAliveCountMax 3\nHost *\n  User me\n',
    );
  });

  test('is not touched where ssh itself refuses the file', () => {
    const { file, run, now } = place('Nonsense yes\n');

    const { status, stderr } = run('fix', 'prod', '--file', file, '--interval', '60', '--yes');

    assert.equal(status, 2);
    assert.match(stderr, /ssh itself refuses the configuration: .*nonsense\n/i);
    assert.equal(now(), 'Nonsense yes\n');
  });

  test('a file that another program generates is not written into', () => {
    const generated = '# --- START CODER\nHost prod\n  Port 3\n# --- END CODER\n';
    const { file, now, json } = place(generated);

    json('fix', 'prod', '--file', file, '--interval', '60', '--yes', '--json');

    assert.ok(now().includes(generated), now());
  });
});

describe('asking', { skip: needsSsh }, () => {
  test('without a terminal it needs --yes; --dry-run shows a diff and writes nothing', () => {
    const { file, run, now, home } = place('');

    assert.equal(run('fix', 'prod', '--file', file, '--interval', '60').status, 2);
    const { status, stdout } = run('fix', 'prod', '--file', file, '--interval', '60', '--dry-run');
    assert.equal(status, 0);
    assert.match(stdout, /^\+Host prod$/m);
    assert.equal(now(), '');
    assert.ok(!existsSync(join(home, 'state')));
  });

  test('without a measurement the value is called a guess', () => {
    const { file, json } = place('');

    assert.equal(json('fix', 'prod', '--file', file, '--dry-run', '--json').interval?.basis, 'guess');
  });
});

describe('a report', () => {
  const report = (verdict: object, remedies: readonly object[]) =>
    JSON.stringify({
      schema: 'idletrace.report/1',
      verdict: {
        kind: 'idle-limit',
        summary: 'So it is.',
        because: ['e'],
        limitMs: { lower: 20_000, upper: 21_000 },
        policy: 'no',
        ...verdict,
      },
      remedies,
      evidence: [{ id: 'e', fact: 'TMOUT=20 was seen', source: 'arm shell' }],
    });

  test('gives the interval that it proved', { skip: needsSsh }, () => {
    const { file, home, json } = place('');
    const from = join(home, 'report.json');
    writeFileSync(from, report({}, [{ kind: 'ssh-keepalive', intervalSeconds: 5, provenAliveMs: 22_000 }]));

    const { interval, changes } = json('fix', 'prod', '--file', file, '--from', from, '--dry-run', '--json');

    assert.equal(interval?.basis, 'proven');
    assert.equal(changes[0]?.settings['ServerAliveInterval'], 5);
  });

  test("about somebody's decision changes nothing, and says whom to ask and on what evidence", () => {
    const { file, home, run } = place('');
    const from = join(home, 'report.json');
    writeFileSync(
      from,
      report({ policy: 'yes' }, [{ kind: 'ask-the-owner', why: 'ask whoever runs that server' }]),
    );

    const { status, stdout } = run('fix', 'prod', '--file', file, '--from', from, '--yes', '--json');

    assert.equal(status, 1);
    const { refused } = JSON.parse(stdout) as FixDocument;
    assert.match(refused?.why ?? '', /ask whoever runs/);
    assert.deepEqual(refused?.evidence, ['TMOUT=20 was seen (arm shell)']);
  });
});

test('verify asks for a target, or takes that of a report, where somebody logs in', () => {
  const { home, run } = place('');
  const from = join(home, 'report.json');
  writeFileSync(
    from,
    JSON.stringify({ target: { spec: 'tcp://192.0.2.1:80' }, verdict: { kind: 'idle-limit' } }),
  );

  const none = run('verify');
  const bare = run('verify', '--from', from);

  assert.deepEqual([none.status, bare.status], [2, 2]);
  assert.match(none.stderr, /needs a TARGET[\s\S]*--from REPORT/);
  assert.match(bare.stderr, /is on tcp:\/\/192\.0\.2\.1:80, where nobody logs in/);
});

describe('another program', () => {
  test('a registry export in UTF-16 comes back in UTF-16, changed for the named session alone', () => {
    const text =
      '\uFEFFWindows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\one]\r\n"PingInterval"=dword:00000005\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\two%20b]\r\n"HostName"="h"\r\n';
    const { file, json } = place(Buffer.from(text, 'utf16le'), 'x.reg');

    const { changes } = json(
      'fix',
      'two b',
      '--client',
      'putty',
      '--file',
      file,
      '--interval',
      '70',
      '--yes',
      '--json',
    );

    assert.equal(changes[0]?.encoding, 'utf-16le');
    assert.equal(
      readFileSync(file, 'utf16le'),
      `${text}"PingInterval"=dword:00000001\r\n"PingIntervalSecs"=dword:0000000a\r\n`,
    );
  });

  test('typed characters are reported with what they do, and left for the person to end', () => {
    const { file, now, json } = place('S:"Idle String"=\\r\nD:"Idle Check"=00000001\n', 'a.ini');

    const { typed } = json(
      'fix',
      '--client',
      'securecrt',
      '--file',
      file,
      '--interval',
      '60',
      '--yes',
      '--json',
    );

    assert.match(typed[0]?.harm ?? '', /vim/);
    assert.match(
      now(),
      /Idle Check"=00000001\nD:"Idle NO-OP Check"=00000001\nD:"Idle NO-OP Timeout"=0000003c\n$/,
    );
  });

  test('that runs and would write its file back is refused, unless it is forced', {
    skip: !existsSync('/proc/self/comm'),
  }, async () => {
    const { home, file, run, now } = place(
      'profiles:\n  - type: ssh\n    name: prod\n    options:\n      host: h\n      keepaliveInterval: 0\n',
      'config.yaml',
    );
    copyFileSync(
      execFileSync('sh', ['-c', 'command -v sleep'], { encoding: 'utf8' }).trim(),
      join(home, 'tabby'),
    );
    chmodSync(join(home, 'tabby'), 0o755);
    const tabby = spawn(join(home, 'tabby'), ['600'], { stdio: 'ignore' });
    await onceOf(tabby, 'spawn');
    const fix = ['fix', '--client', 'tabby', '--file', file, '--interval', '60', '--yes'];

    try {
      const { status, stderr } = run(...fix);
      assert.equal(status, 3);
      assert.match(stderr, new RegExp(`Tabby is running \\(process ${tabby.pid}\\)[\\s\\S]*--force`));
      assert.match(now(), /keepaliveInterval: 0$/m);
      assert.equal(run(...fix, '--force').status, 0);
      assert.match(now(), /keepaliveInterval: 60000$/m);
    } finally {
      tabby.kill('SIGKILL');
    }
  });

  test('that has no such setting is answered with what to do instead', () => {
    const { status, stderr } = place('').run('fix', '--client', 'wezterm', '--interval', '60');

    assert.equal(status, 3);
    assert.match(stderr, /real ssh/);
  });

  test('a library gets its lines', () => {
    const { status, stdout } = place('').run('fix', '--snippet', 'ssh2', '--interval', '45');

    assert.equal(status, 0);
    assert.match(stdout, /keepaliveInterval: 45_000/);
  });
});

describe('undo', () => {
  test('takes back the last change that was made, not one that could not be made', () => {
    const { home, file, run, now } = place('PingInterval=0\n', 'prod');
    const fix = (one: string) => run('fix', '--client', 'putty', '--file', one, '--interval', '60', '--yes');
    const other = join(home, 'other');
    writeFileSync(other, 'PingInterval=0\n');
    linkSync(other, join(home, 'second-name'));

    assert.deepEqual([fix(file).status, fix(other).status], [0, 2]);
    assert.equal(run('undo').status, 0);

    assert.equal(now(), 'PingInterval=0\n');
  });

  test('refuses a file that was edited since, and shows three ways', () => {
    const { file, run, now, json } = place('PingInterval=0\n', 'prod');
    const { undoId } = json(
      'fix',
      '--client',
      'putty',
      '--file',
      file,
      '--interval',
      '60',
      '--yes',
      '--json',
    );
    writeFileSync(file, `${now()}Theirs=1\n`);

    const { status, stderr } = run('undo', undoId ?? '');

    assert.equal(status, 3);
    assert.match(stderr, /^- PingInterval=1\n[\s\S]*^\+ PingInterval=0\n[\s\S]*^ \+Theirs=1$/m);
    assert.match(now(), /Theirs/);
  });

  test('lists what was changed and how it stands', () => {
    const { file, run } = place('PingInterval=0\n', 'prod');
    run('fix', '--client', 'putty', '--file', file, '--interval', '60', '--yes');

    assert.match(run('undo', '--list').stdout, /prod: as idletrace wrote it/);
    assert.equal(run('undo').status, 0);
    assert.match(run('undo', '--list').stdout, /taken back[\s\S]*as it was before/);
    assert.equal(run('undo').status, 3);
  });
});

test('clients are listed with their sessions, and what is typed', () => {
  const { home, run } = place('PingIntervalSecs=20\nHostName=h\n', 'prod');

  const sessions = spawnSync(process.execPath, [projectPath('build/src/main.js'), 'clients', '--json'], {
    encoding: 'utf8',
    env: { ...childEnv(), XDG_STATE_HOME: join(home, 'state'), PUTTYSESSIONS: home, HOME: home },
  });

  const { clients } = v.parse(clientsSchema, JSON.parse(sessions.stdout));
  const putty = clients.find(({ id }) => id === 'putty');
  const session = putty?.sessions.find(({ session: name }) => name === 'prod');
  assert.deepEqual([session?.kind, session?.seconds, session?.beatsLimit], ['ssh-message', 20, 'unknown']);
  assert.equal(run('clients').status, 0);
});
