/** PuTTY's own program with the session that we edited: its keepalive holds where a silent session dies. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { natRouter, plainRouter, scenario } from '../../../src/core/lab/scenario.ts';
import { whyNoLab } from '../needs-lab.ts';
import { clientFolder, tryIn } from '../trace/try-in.ts';

const noLab = await whyNoLab();
const skip = noLab || (spawnSync('plink', ['-V']).error === undefined ? false : 'needs plink (putty-tools)');

describe('plink behind a NAT that forgets after 5 s', { skip }, () => {
  test('dies without a keepalive, and lives with the one that fix wrote into its session', async () => {
    const routers = [plainRouter(), natRouter({ establishedSeconds: 5, loose: false })];
    await withLab(scenario({ routers }), async (lab) => {
      const home = puttyHome(lab);

      const fixed = await tryIn(lab, ['fix', 'cured', '--client', 'putty', '--interval', '2', '--yes'], {
        env: { PUTTYDIR: home, XDG_STATE_HOME: join(home, 'state') },
      });

      assert.equal(fixed.status, 0, fixed.stderr);
      assert.match(readFileSync(join(home, 'sessions', 'cured'), 'utf8'), /^PingIntervalSecs=2$/m);
      assert.doesNotMatch(readFileSync(join(home, 'sessions', 'silent'), 'utf8'), /Ping/);
      assert.deepEqual(
        await Promise.all([answersAfter(lab, home, 'cured'), answersAfter(lab, home, 'silent')]),
        [true, false],
      );
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

/** Whether a word comes back after 8 s of silence. */
async function answersAfter(lab: Lab, home: string, session: string): Promise<boolean> {
  const known = join(clientFolder(lab), 'known_hosts');
  const fingerprint =
    /SHA256:\S+/.exec(execFileSync('ssh-keygen', ['-lf', known], { encoding: 'utf8' }))?.[0] ?? '';
  const child = lab.exec(['plink', '-batch', '-hostkey', fingerprint, '-load', session, 'echo ready; cat'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PUTTYDIR: home },
  });
  let heard = '';
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (heard += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin?.on('error', () => undefined);
  const hears = async (word: string, withinMs: number) => {
    for (const untilAtMs = performance.now() + withinMs; performance.now() < untilAtMs; await sleep(50))
      if (heard.includes(word)) return true;
    return false;
  };
  assert.ok(await hears('ready', 20_000), said);
  await sleep(8000);
  child.stdin?.write('word\n');
  const answers = await hears('word', 6000);
  child.kill('SIGKILL');
  return answers;
}
