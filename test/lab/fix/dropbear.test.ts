/** dropbear with the arguments that fix wrote, and dbclient at the other end: the server's keepalive is on the wire, answered, and holds. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { natRouter, plainRouter, scenario, server } from '../../../src/core/lab/scenario.ts';
import { projectPath } from '../../expect-golden.ts';
import { whyNoLab } from '../needs-lab.ts';
import { clientFolder } from '../trace/try-in.ts';
import { silentSession } from './silent-session.ts';

const noLab = await whyNoLab();
const lacking = ['dropbear', 'dbclient', 'dropbearconvert'].find(
  (program) => spawnSync(program, ['-V'], { env: { PATH: '/usr/bin:/usr/sbin:/bin' } }).error !== undefined,
);
const skip = noLab || (lacking === undefined ? false : `needs ${lacking} (dropbear-bin)`);
const folder = mkdtempSync(join(tmpdir(), 'idletrace-dropbear-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const SECONDS = 2;

describe('dropbear and dbclient behind a NAT that forgets after 5 s', { skip, concurrency: 2 }, () => {
  test('keep a session with the arguments that fix wrote', async () => {
    await withLab(labWith(argumentsAfterFix()), async (lab) => {
      const { answers, segmentsToServer, segmentsToClient, silentMs } = await dbclient(lab);

      assert.ok(answers);
      const most = silentMs / (1000 * SECONDS) + 1;
      assert.ok(
        segmentsToClient <= most && segmentsToClient >= most - 3,
        `${segmentsToClient} in ${silentMs} ms`,
      );
      // keepalive@openssh.com wants an answer, and dbclient gives it.
      assert.ok(
        segmentsToServer >= segmentsToClient - 1,
        `${segmentsToServer} answers to ${segmentsToClient}`,
      );
    });
  });

  test('lose it without them', async () => {
    await withLab(labWith(undefined), async (lab) => {
      const { answers, segmentsToClient } = await dbclient(lab);

      assert.deepEqual([answers, segmentsToClient], [false, 0]);
    });
  });
});

/** What a shell makes of the file of Debian's service after `idletrace fix`: the seconds of -K. */
function argumentsAfterFix(): number {
  const file = join(folder, 'dropbear');
  writeFileSync(file, '# for the service\nDROPBEAR_PORT=22\nDROPBEAR_EXTRA_ARGS="-w -K 600"\n');
  const words = ['fix', '--client', 'dropbear', '--file', file, '--interval', String(SECONDS), '--yes'];
  execFileSync(projectPath('bin/idletrace'), words, {
    env: { ...process.env, XDG_STATE_HOME: join(folder, 'state') },
  });
  const said = execFileSync('sh', ['-c', `. '${file}'; printf %s "$DROPBEAR_EXTRA_ARGS"`], {
    encoding: 'utf8',
  });
  const seconds = /^-w -K (\d+)$/.exec(said)?.[1];
  assert.equal(seconds, String(SECONDS), said);
  return Number(seconds);
}

function labWith(keepaliveSeconds: number | undefined) {
  return scenario({
    routers: [plainRouter(), natRouter({ establishedSeconds: 5, loose: false })],
    server: server({ dropbear: { idleSeconds: undefined, keepaliveSeconds } }),
  });
}

async function dbclient(lab: Lab) {
  const key = join(clientFolder(lab), 'dropbear_key');
  execFileSync('dropbearconvert', ['openssh', 'dropbear', join(clientFolder(lab), 'user_key'), key], {
    stdio: 'pipe',
  });
  const user =
    /^\s*User\s+(\S+)/m.exec(execFileSync('cat', [lab.sshConfigPath], { encoding: 'utf8' }))?.[1] ?? 'root';
  return silentSession(lab, [
    'dbclient',
    '-y',
    '-y',
    '-i',
    key,
    `${user}@${lab.serverAddress}`,
    'echo ready; cat',
  ]);
}
