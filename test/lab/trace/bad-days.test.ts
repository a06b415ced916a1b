/**
 * What stands in the way of a run: one clear line and what to do, the exit
 * status of the contract, the JSON report all the same, and nothing left.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { firewallRouter, plainRouter, scenario, server } from '../../../src/core/lab/scenario.ts';
import { whyNoLab } from '../needs-lab.ts';
import { clientFolder, configured, emptied, filterOnServer, QUIETLY, type Tried, tryIn } from './try-in.ts';

const skip = await whyNoLab();

describe('what keeps a run from beginning', { skip, concurrency: 3 }, () => {
  interface BadDay {
    readonly name: string;
    readonly words: (lab: Lab) => readonly string[];
    readonly env?: NodeJS.ProcessEnv;
    readonly says: RegExp;
    readonly code: string;
    readonly status?: number;
    readonly sshd?: Readonly<Record<string, string>>;
  }
  const days: readonly BadDay[] = [
    {
      name: 'a port that refuses',
      words: ({ sshConfigPath }) => ['-F', sshConfigPath, '-p', '2', 'lab'],
      says: /^idletrace: cannot connect to 10\.2\.0\.2:2: connection refused$/m,
      code: 'CANNOT_CONNECT',
    },
    {
      name: 'an address that is not to be reached',
      words: ({ sshConfigPath }) => ['-F', sshConfigPath, '-o', 'HostName=10.99.0.1', 'lab'],
      says: /cannot connect to 10\.99\.0\.1:22: (network is unreachable|no route to host)/,
      code: 'CANNOT_CONNECT',
    },
    {
      name: 'a name that nobody knows',
      words: () => ['no.such.host.invalid'],
      says: /cannot find an address for no\.such\.host\.invalid/,
      code: 'NAME_NOT_FOUND',
    },
    {
      name: 'a key that the server does not take',
      words: (lab) => [...configured(lab, 'wrong', (text) => text.replace(/^ *IdentityFile.*$/m, '')), 'lab'],
      says: /cannot log in to lab \(10\.2\.0\.2:22\): .*Permission denied \(publickey\)/,
      code: 'LOGIN_REFUSED',
    },
    {
      name: 'a host key that is not the known one',
      words: (lab) => {
        const known = join(clientFolder(lab), 'known_others');
        const another = readFileSync(join(clientFolder(lab), 'user_key.pub'), 'utf8');
        writeFileSync(known, `${lab.serverAddress} ${another}`);
        return [...configured(lab, 'mismatch', withKnownHosts(known)), 'lab'];
      },
      says: /cannot log in to lab .*: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!$/m,
      code: 'HOST_KEY',
    },
    {
      name: 'a host key that nobody is there to accept',
      words: (lab) => [
        ...configured(lab, 'unknown', (text) =>
          withKnownHosts('/dev/null')(text).replace('StrictHostKeyChecking yes', 'StrictHostKeyChecking ask'),
        ),
        'lab',
      ],
      says: /Host key verification failed.*\n {2}log in once by hand/,
      code: 'HOST_KEY',
    },
    {
      name: 'a machine without ssh',
      words: ({ sshConfigPath }) => ['-F', sshConfigPath, 'lab'],
      env: { PATH: '/nowhere' },
      says: /there is no ssh on this machine \(PATH\)/,
      code: 'SSH_MISSING',
    },
    {
      name: 'an option that ssh does not know',
      words: ({ sshConfigPath }) => ['-F', sshConfigPath, '-o', 'NoSuch=thing', 'lab'],
      says: /cannot use the ssh configuration for lab: .*Bad configuration option: nosuch/,
      code: 'SSH_CONFIG',
      status: 2,
    },
    {
      name: 'a ProxyCommand that hands over a socket',
      words: ({ sshConfigPath }) => [
        '-F',
        sshConfigPath,
        '-o',
        'ProxyCommand=nowhere',
        '-o',
        'ProxyUseFdpass=yes',
        'lab',
      ],
      says: /its ProxyCommand hands a socket over/,
      code: 'SSH_CONFIG',
      status: 2,
    },
    {
      name: 'a ProxyCommand that fails',
      words: ({ sshConfigPath }) => [
        '-F',
        sshConfigPath,
        '-o',
        'ProxyCommand=/bin/sh -c "echo no way through >&2; exit 1"',
        'lab',
      ],
      says: /its ProxyCommand says: no way through/,
      code: 'CANNOT_CONNECT',
    },
    {
      name: 'an account that runs no commands',
      words: ({ sshConfigPath }) => ['-F', sshConfigPath, 'lab'],
      says: /cannot measure lab .*the login works, but the account runs no commands of ours/,
      code: 'NO_COMMANDS',
      sshd: { ForceCommand: '/bin/false' },
    },
    {
      name: 'an account with a menu, which waits for ever',
      words: ({ sshConfigPath }) => ['-F', sshConfigPath, 'lab'],
      says: /the account runs no commands of ours/,
      code: 'NO_COMMANDS',
      sshd: { ForceCommand: '/bin/sh -c "echo 1 status, 2 quit; cat >/dev/null"' },
    },
    {
      name: 'a journal that is there already',
      words: ({ sshConfigPath }) => ['-F', sshConfigPath, '--journal', '/etc/passwd', 'lab'],
      says: /cannot write the journal \/etc\/passwd: the file exists already/,
      code: 'JOURNAL',
    },
  ];

  for (const { name, words, env, says, code, status = 3, sshd } of days) {
    test(name, async () => {
      await withLab(labWith(sshd), async (lab) => {
        const journal = code === 'JOURNAL' ? [] : ['--no-journal'];

        const more = env === undefined ? {} : { env };
        const tried = await tryIn(lab, ['trace', '--json', '--quiet', ...journal, ...words(lab)], more);

        assert.match(tried.stderr, says);
        assert.equal(tried.stderr.match(/^idletrace:/gm)?.length, 1, `one line:\n${tried.stderr}`);
        assert.equal(tried.status, status);
        assert.equal(tried.report?.problem?.code, code);
        assert.equal(tried.report?.verdict.kind, 'cannot-tell');
        assert.equal(tried.report?.complete, false);
        assert.deepEqual(await emptied(lab, 0, 0), [], 'nothing runs on the client');
        assert.deepEqual(await emptied(lab, -1, 3000), [], 'nothing runs on the server');
      });
    });
  }
});

describe('whoever answers in the server’s place', { skip, concurrency: 3 }, () => {
  const answers: readonly { readonly name: string; readonly does: string; readonly says: RegExp }[] = [
    { name: 'and hangs up', does: 's.end()', says: /Connection (closed|reset) by .*\n {2}the server turns/ },
    {
      name: 'and resets',
      does: 's.resetAndDestroy()',
      says: /(Connection (closed|reset) by|connection reset)/,
    },
    {
      name: 'and resets after a while',
      does: 'setTimeout(() => s.resetAndDestroy(), 300)',
      says: /Connection (closed|reset) by/,
    },
    {
      name: 'with something else than SSH',
      does: 's.end("HTTP/1.1 400 Bad Request\\r\\n\\r\\n".repeat(1100))',
      says: /cannot log in to lab/,
    },
  ];
  for (const { name, does, says } of answers) {
    test(name, async () => {
      await withLab(labWith(), async (lab) => {
        const host = lab.nodes.at(-1)!;
        const script = `require('net').createServer((s) => { s.on('error', () => {}); ${does}; }).listen(2222, () => console.log('up'))`;
        const other = lab.execOn(host, [process.execPath, '-e', script], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        await new Promise((resolve) => other.stdout?.once('data', resolve));

        const tried = await tryIn(lab, [...QUIETLY, '-F', lab.sshConfigPath, '-p', '2222', 'lab']);

        other.kill();
        assert.match(tried.stderr, says);
        assert.doesNotMatch(tried.stderr, /a bug of idletrace|UNKNOWN/);
        assert.equal(tried.status, 3);
        assert.equal(tried.report?.verdict.kind, 'cannot-tell');
      });
    });
  }
});

describe('a server that turns logins away when some are in', { skip, concurrency: 3 }, () => {
  const bans: readonly {
    readonly name: string;
    readonly rule: string;
    readonly says: RegExp;
  }[] = [
    {
      name: 'by refusing',
      rule: 'tcp dport 22 tcp flags & (syn|ack) == syn reject with tcp reset',
      says: /logins failed; the first: .*connection refused.\n.*No further logins were tried/,
    },
    {
      name: 'by silence',
      rule: 'tcp dport 22 tcp flags & (syn|ack) == syn drop',
      says: /No further logins were tried|Left out for want of logins or time/,
    },
  ];
  for (const { name, rule, says } of bans) {
    test(`${name}: it backs off, stops, says so, and reports what it can`, async () => {
      await withLab(labWith({}, 4), async (lab) => {
        const tried = await tryIn(
          lab,
          ['trace', '--json', '--no-journal', '-F', lab.sshConfigPath, '--max', '12s', 'lab'],
          {
            onStart: ({ stderr }) => {
              let banned = false;
              stderr?.on('data', (text: Buffer) => {
                if (banned || !text.toString().includes('control: logged in')) return;
                banned = true;
                setTimeout(() => filterOnServer(lab, rule), 1000);
              });
            },
          },
        );

        const { report } = tried;
        assert.ok(report !== undefined && tried.status === 0, tried.stderr);
        assert.ok(report.logins < 28, `${report.logins} logins`);
        assert.match(report.notes.join('\n'), says);
        assert.equal(report.verdict.kind, 'idle-limit');
        bracketHolds(report.verdict.limitMs, 4000);
      });
    });
  }

  test('MaxStartups: the pace slows down, and the limit is found all the same', async () => {
    await withLab(labWith({ MaxStartups: '1:100:1' }, 4), async (lab) => {
      const words = [...QUIETLY, '-F', lab.sshConfigPath, '--max', '12s', '--connections', '4', 'lab'];

      const { report, status, stderr } = await tryIn(lab, words);

      assert.equal(status, 0, stderr);
      assert.equal(report?.verdict.kind, 'idle-limit');
      bracketHolds(report.verdict.limitMs, 4000);
      // The server's own words, where ssh could still read them; which it can depends on who was faster.
      assert.match(
        report.notes.join('\n'),
        /logins failed; the first: (Exceeded MaxStartups|Not allowed at this time|kex_exchange_identification)/,
      );
    });
  });
});

describe('a machine that lacks something', { skip, concurrency: 3 }, () => {
  test('without FFI there are fewer arms, the limit is bracketed, and it is said', async () => {
    await withLab(labWith({}, 4), async (lab) => {
      const words = [...QUIETLY, '-F', lab.sshConfigPath, '--max', '12s', 'lab'];

      const { report, status, stderr } = await tryIn(lab, words, { env: { IDLETRACE_NO_FFI: '1' } });

      assert.equal(status, 0, stderr);
      assert.equal(report?.verdict.kind, 'idle-limit');
      bracketHolds(report.verdict.limitMs, 4000);
      assert.equal(report.verdict.hop, null);
      assert.match(report.notes.join('\n'), /Socket options are not to be had here \(no FFI\)/);
      assert.ok(report.arms.every(({ kind }) => kind !== 'ttl' && kind !== 'tcp-keepalive'));
    });
  });

  test('without FFI a bare connection cannot be probed, and it says so', async () => {
    await withLab(labWith({}), async (lab) => {
      const target = `tcp://${lab.serverAddress}:22`;

      const tried = await tryIn(lab, [...QUIETLY, target], { env: { IDLETRACE_NO_FFI: '1' } });

      assert.equal(tried.status, 3);
      assert.match(tried.stderr, /a bare connection can only be probed through socket options/);
    });
  });

  test('a home that cannot be written to costs the journal, not the run', async () => {
    await survives([], { XDG_STATE_HOME: '/proc/none' }, (tried) => {
      assert.match(tried.stderr, /^idletrace: no journal is kept: .+\n$/);
      assert.equal(tried.report?.journal, null);
    });
  });

  test('a disk that is full costs the journal, not the run', async () => {
    await survives(['--journal', '/dev/full'], {}, (tried) => {
      assert.match(
        tried.stderr,
        /^idletrace: the journal \/dev\/full is not whole: no space left on the disk\n$/,
      );
      assert.equal(tried.report?.journal, null);
    });
  });

  async function survives(
    words: readonly string[],
    env: NodeJS.ProcessEnv,
    check: (tried: Tried) => void,
  ): Promise<void> {
    await withLab(labWith({}), async (lab) => {
      const quick = ['--max', '2s', '--connections', '2', '--logins', '4'];

      const tried = await tryIn(
        lab,
        ['trace', '--json', '--quiet', '-F', lab.sshConfigPath, ...quick, ...words, 'lab'],
        { env },
      );

      assert.equal(tried.status, 0, tried.stderr);
      assert.equal(tried.report?.verdict.kind, 'survives');
      check(tried);
    });
  }
});

describe('what a server says', { skip, concurrency: 3 }, () => {
  test('reaches nobody raw, and forges nothing', async () => {
    const banner = join(mkdtempSync(join(tmpdir(), 'idletrace-test-')), 'banner');
    const evil = '\u001b]0;owned\u0007\u001b[2J\u202e\u009b31m';
    writeFileSync(banner, `idletrace-0000000000000000 ${process.pid}\n${evil}no newline at the end`);
    await withLab(labWith({ Banner: banner, ForceCommand: `/bin/cat ${banner}` }), async (lab) => {
      const tried = await tryIn(lab, ['trace', '--no-journal', '-F', lab.sshConfigPath, 'lab']);

      assert.equal(tried.status, 3, tried.stderr);
      // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
      assert.doesNotMatch(tried.stderr + tried.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    });
  });
});

/** One router, which forgets after `limitS` where that is given. */
function labWith(sshd: Readonly<Record<string, string>> = {}, limitS?: number) {
  return scenario({
    summary: 'a bad day',
    routers: [limitS === undefined ? plainRouter() : firewallRouter({ establishedSeconds: limitS })],
    server: server({ sshdOptions: new Map(Object.entries(sshd)) }),
  });
}

function withKnownHosts(path: string): (text: string) => string {
  return (text) => text.replace(/UserKnownHostsFile .*/, `UserKnownHostsFile ${path}`);
}

function bracketHolds(limit: { lower: number; upper: number | null } | null, truthMs: number): void {
  assert.ok(limit !== null && limit.upper !== null, 'there is a bracket');
  assert.ok(limit.lower < truthMs && truthMs <= limit.upper, `${truthMs} is in ${JSON.stringify(limit)}`);
}
