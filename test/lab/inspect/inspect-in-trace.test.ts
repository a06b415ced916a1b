/** A trace reads the server through a login that it makes anyway, tells what it read, and uses it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { withLab } from '../../../src/adapters/lab/lab.ts';
import { plainRouter, scenario, server } from '../../../src/core/lab/scenario.ts';
import { whyNoLab } from '../needs-lab.ts';
import { tryIn } from '../trace/try-in.ts';

const skip = await whyNoLab();
const QUICK = ['trace', '--json', '--no-journal', '--max', '3s', '--connections', '2', '--logins', '6'];

describe('what a trace reads of the server', { skip, concurrency: 2 }, () => {
  test('clears causes, stands in the report, and takes no login of its own', async () => {
    await withLab(scenario({ summary: 'nothing set', routers: [plainRouter()] }), async (lab) => {
      const { report, stderr } = await tryIn(lab, [...QUICK, '-F', lab.sshConfigPath, 'lab']);

      assert.ok(report, stderr);
      const accepted = readFileSync(lab.serverLogPath, 'utf8').match(/Accepted publickey/g)?.length;
      assert.equal(accepted, report.logins);
      assert.ok(report.logins <= 6);
      for (const cause of ['bash-tmout', 'logind-stop-idle-session'])
        assert.ok(report.verdict.cleared.includes(cause), cause);
      assert.ok(report.inspection?.facts.some(({ id, status }) => id === 'TMOUT' && status === 'absent'));
      assert.ok(report.evidence.some(({ id }) => id === 'server-TMOUT'));
      const ours = report.inspection?.facts.filter(({ side }) => side === 'client') ?? [];
      assert.ok(ours.some(({ id, status }) => id === 'ServerAliveInterval' && status === 'read'));
      assert.ok(report.verdict.cleared.includes('client-channel-timeout'));
      assert.match(stderr, /\d:\d\d {2}here: ServerAliveInterval \d+/);
      assert.match(stderr, /\d:\d\d {2}the server: (?:no idle limit set|not everything)/);
    });
  });

  test('names a limit that is set there before it strikes', async () => {
    const limited = server({ sshdOptions: new Map([['SetEnv', 'TMOUT=2']]) });
    const lab = scenario({ summary: 'TMOUT', routers: [plainRouter()], server: limited });
    await withLab(lab, async (up) => {
      const { report, stderr } = await tryIn(up, [...QUICK, '-F', up.sshConfigPath, 'lab']);

      assert.match(stderr, /the server: TMOUT is 2 s in the login shell/);
      assert.ok(!report?.verdict.cleared.includes('bash-tmout'));
      assert.equal(report?.inspection?.suspects[0]?.limitMs, 2000);
    });
  });
});
