/** PuTTY's own program with the session that we edited: its keepalive is on the wire, and holds where a silent session dies. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { natRouter, plainRouter, scenario } from '../../../src/core/lab/scenario.ts';
import { whyNoLab } from '../needs-lab.ts';
import { clientFolder, tryIn } from '../trace/try-in.ts';
import { silentSession } from './silent-session.ts';

const noLab = await whyNoLab();
const skip = noLab || (spawnSync('plink', ['-V']).error === undefined ? false : 'needs plink (putty-tools)');
const SECONDS = 2;
const FORGETFUL = scenario({ routers: [plainRouter(), natRouter({ establishedSeconds: 5, loose: false })] });

describe('plink behind a NAT that forgets after 5 s', { skip, concurrency: 2 }, () => {
  test('lives with the keepalive that fix wrote into its session, and sends it at that rate', async () => {
    await withLab(FORGETFUL, async (lab) => {
      const home = puttyHome(lab);

      const fixed = await tryIn(
        lab,
        ['fix', 'cured', '--client', 'putty', '--interval', String(SECONDS), '--yes'],
        { env: { PUTTYDIR: home, XDG_STATE_HOME: join(home, 'state') } },
      );

      assert.equal(fixed.status, 0, fixed.stderr);
      assert.match(readFileSync(join(home, 'sessions', 'cured'), 'utf8'), /^PingIntervalSecs=2$/m);
      assert.doesNotMatch(readFileSync(join(home, 'sessions', 'silent'), 'utf8'), /Ping/);
      const { answers, segmentsToServer, segmentsToClient, silentMs } = await plink(lab, home, 'cured');
      assert.ok(answers);
      // SSH_MSG_IGNORE, a segment each, never early and perhaps late; nobody answers it.
      const most = silentMs / (1000 * SECONDS) + 1;
      assert.ok(
        segmentsToServer <= most && segmentsToServer >= most - 3,
        `${segmentsToServer} in ${silentMs} ms`,
      );
      assert.equal(segmentsToClient, 0);
    });
  });

  test('sends nothing without one, and dies', async () => {
    await withLab(FORGETFUL, async (lab) => {
      const { answers, segmentsToServer } = await plink(lab, puttyHome(lab), 'silent');

      assert.deepEqual([answers, segmentsToServer], [false, 0]);
    });
  });
});

/** Sessions of PuTTY for the lab's server: one to be cured, one to be left. */
function puttyHome(lab: Lab): string {
  const home = join(clientFolder(lab), 'putty');
  mkdirSync(join(home, 'sessions'), { recursive: true });
  const key = join(home, 'key');
  copyFileSync(join(clientFolder(lab), 'user_key'), key);
  execFileSync('puttygen', [key, '-O', 'private', '-o', `${key}.ppk`]);
  const user = /^\s*User\s+(\S+)/m.exec(readFileSync(lab.sshConfigPath, 'utf8'))?.[1] ?? 'root';
  const session = `HostName=${lab.serverAddress}\nPortNumber=22\nProtocol=ssh\nUserName=${user}\nPublicKeyFile=${key}.ppk\n`;
  for (const name of ['cured', 'silent']) writeFileSync(join(home, 'sessions', name), session);
  return home;
}

async function plink(lab: Lab, home: string, session: string) {
  const known = join(clientFolder(lab), 'known_hosts');
  const fingerprint =
    /SHA256:\S+/.exec(execFileSync('ssh-keygen', ['-lf', known], { encoding: 'utf8' }))?.[0] ?? '';
  const words = ['plink', '-batch', '-hostkey', fingerprint, '-load', session, 'echo ready; cat'];
  return silentSession(lab, words, { PUTTYDIR: home });
}
