/** From the measurement to the cure that holds: on the kernel's own connection tracking, through real programs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { natRouter, plainRouter, scenario } from '../../../src/core/lab/scenario.ts';
import type { FixDocument } from '../../../src/core/fix/documents.ts';
import type { VerifyDocument } from '../../../src/core/fix/verify.ts';
import type { Report } from '../../../src/core/report/model.ts';
import { whyNoLab } from '../needs-lab.ts';
import { clientFolder, configured, tryIn } from '../trace/try-in.ts';

const skip = await whyNoLab();
const FORGETFUL = scenario({ routers: [plainRouter(), natRouter({ establishedSeconds: 5, loose: false })] });

describe('behind a NAT that forgets after 5 s', { skip, concurrency: 3 }, () => {
  test('trace --fix measures, writes the keepalive, and shows that it cures', async () => {
    await withLab(FORGETFUL, async (lab) => {
      const [flag = '', file = ''] = configured(lab, 'own', (text) => text);

      const { stdout, stderr, status } = await tryIn(
        lab,
        [
          'trace',
          flag,
          file,
          '--fix',
          '--yes',
          '--json',
          '--quiet',
          '--max',
          '12s',
          '--connections',
          '8',
          'lab',
        ],
        { env: { XDG_STATE_HOME: join(clientFolder(lab), 'state') } },
      );

      assert.equal(status, 0, stderr);
      const { fix, verify } = JSON.parse(stdout) as Report & { fix: FixDocument; verify: VerifyDocument };
      assert.equal(fix.interval?.basis, 'proven');
      assert.match(readFileSync(file, 'utf8'), new RegExp(`ServerAliveInterval ${fix.interval.seconds}\\b`));
      assert.equal(verify.cured, 'yes', JSON.stringify(verify));
      assert.ok(verify.sessions.some((one) => one.with === 'no-keepalive' && one.outcome === 'dead'));
    });
  });

  test('verify says not cured where the configuration sends nothing', async () => {
    await withLab(FORGETFUL, async (lab) => {
      const { stdout, status, stderr } = await verifyIn(lab, lab.sshConfigPath);

      assert.equal(status, 1, stderr);
      assert.match((JSON.parse(stdout) as VerifyDocument).why, /no keepalive for this host/);
    });
  });

  test('verify cannot tell where the limit is not met', async () => {
    await withLab(scenario({ routers: [plainRouter()] }), async (lab) => {
      const { stdout, status, stderr } = await verifyIn(lab, lab.sshConfigPath);

      assert.equal(status, 3, stderr);
      assert.equal((JSON.parse(stdout) as VerifyDocument).cured, 'unknown');
    });
  });
});

function verifyIn(lab: Lab, file: string) {
  return tryIn(lab, ['verify', '-F', file, '--limit', '6s', '--json', 'lab'], {
    env: { XDG_STATE_HOME: join(clientFolder(lab), 'state') },
  });
}
