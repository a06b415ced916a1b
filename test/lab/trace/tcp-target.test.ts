/** `tcp://host:port`: connections without login, and what an SSH port makes of them; `--require` and what is printed where. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { firewallRouter, plainRouter, scenario, server } from '../../../src/core/lab/scenario.ts';
import { whyNoLab } from '../needs-lab.ts';
import { emptied, QUIETLY, tryIn } from './try-in.ts';

const skip = await whyNoLab();

describe('a bare connection', { skip, concurrency: 3 }, () => {
  test('to a server that says nothing: the limit and the hop', async () => {
    await withLab(forgetsAt2(), async (lab) => {
      const port = await listen(lab, 's.resume()');

      const { report, status, stderr } = await tryIn(lab, [
        ...QUIETLY,
        '--max',
        '12s',
        '--connections',
        '8',
        '--require',
        '30s',
        `tcp://${lab.serverAddress}:${port}`,
      ]);

      assert.equal(status, 1, `4 s are less than the 30 s required\n${stderr}`);
      isForgottenAtHop2(report);
      assert.equal(report?.target.login, false);
      assert.deepEqual(await emptied(lab, 0, 500), []);
    });
  });

  test('to sshd, which would close it later than the firewall forgets it: the same', async () => {
    await withLab(forgetsAt2({ LoginGraceTime: '60' }), async (lab) => {
      const { report, status, stderr } = await tryIn(lab, [
        ...QUIETLY,
        '--max',
        '12s',
        '--connections',
        '6',
        '--require',
        '3s',
        `tcp://${lab.serverAddress}:22`,
      ]);

      assert.equal(status, 0, stderr);
      isForgottenAtHop2(report);
    });
  });

  test('to sshd, which closes it: LoginGraceTime is no idle limit', async () => {
    const plain = scenario({
      summary: 'a short LoginGraceTime',
      routers: [plainRouter()],
      server: server({ sshdOptions: new Map([['LoginGraceTime', '5']]) }),
    });
    await withLab(plain, async (lab) => {
      const { report, status, stderr } = await tryIn(lab, [
        ...QUIETLY,
        '--max',
        '12s',
        '--connections',
        '6',
        `tcp://${lab.serverAddress}:22`,
      ]);

      assert.equal(status, 0, stderr);
      assert.equal(report?.verdict.kind, 'not-idle');
      assert.equal(report.verdict.cause, 'sshd-login-grace-time');
      assert.deepEqual(report.remedies, []);
    });
  });

  test('to a port that refuses, and to a server that hangs up', async () => {
    await withLab(forgetsAt2(), async (lab) => {
      const port = await listen(lab, 's.end()');

      const refused = await tryIn(lab, [...QUIETLY, `tcp://${lab.serverAddress}:3`]);
      const hungUp = await tryIn(lab, [...QUIETLY, `tcp://${lab.serverAddress}:${port}`]);

      assert.equal(refused.status, 3);
      assert.match(refused.stderr, /cannot connect to 10\.3\.0\.2:3: connection refused/);
      assert.equal(hungUp.status, 3);
      assert.match(
        hungUp.stderr,
        /cannot hold a connection to tcp:.*: the server closed the connection at once/,
      );
    });
  });
});

describe('what is printed where', { skip, concurrency: 3 }, () => {
  const quick = ['--no-journal', '--max', '2s', '--connections', '2', '--logins', '4'];

  test('the report on stdout, progress as lines on stderr', async () => {
    await withLab(forgetsAt2(), async (lab) => {
      const tried = await tryIn(lab, ['trace', ...quick, '-F', lab.sshConfigPath, 'lab']);

      assert.match(tried.stderr, /^ *0:00 {2}logging in the first connection$/m);
      for (const line of tried.stderr.trimEnd().split('\n')) assert.match(line, /^ *\d+:\d\d {2}\S/);
      assert.doesNotMatch(tried.stdout, /logging in/);
      assert.match(tried.stdout, /\n$/);
    });
  });

  test('nothing but the report with --quiet', async () => {
    await withLab(forgetsAt2(), async (lab) => {
      const tried = await tryIn(lab, ['trace', '--quiet', ...quick, '-F', lab.sshConfigPath, 'lab']);

      assert.equal(tried.stderr, '');
      assert.equal(tried.status, 0);
    });
  });
});

function forgetsAt2(sshd: Readonly<Record<string, string>> = {}) {
  return scenario({
    summary: 'hop 2 forgets',
    routers: [plainRouter(), firewallRouter({ establishedSeconds: 4 })],
    server: server({ sshdOptions: new Map(Object.entries(sshd)) }),
  });
}

function isForgottenAtHop2(report: Awaited<ReturnType<typeof tryIn>>['report']): void {
  assert.equal(report?.verdict.kind, 'idle-limit', report?.verdict.summary);
  const { lower = 0, upper } = report.verdict.limitMs ?? {};
  assert.ok(
    lower < 4000 && typeof upper === 'number' && 4000 <= upper,
    JSON.stringify(report.verdict.limitMs),
  );
  assert.deepEqual(report.verdict.hop?.ttlRange, [2, 2]);
  assert.equal(report.verdict.clientFirst?.ending, 'silent');
  assert.equal(report.verdict.serverFirst, null, 'nobody can make that server speak');
  assert.ok(report.remedies.every(({ kind }) => kind !== 'ssh-keepalive'));
}

/** A server of our own on the lab's server: the port it listens at. */
async function listen(lab: Lab, does: string): Promise<number> {
  const script = `require('net').createServer((s) => { s.on('error', () => {}); ${does}; }).listen(7777, () => console.log('up'))`;
  const child = lab.execOn(lab.nodes.at(-1)!, [process.execPath, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return 7777;
}
