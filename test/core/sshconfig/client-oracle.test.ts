/** What ssh itself resolves decides: every file here is read by both. */
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { agreeOnGenerated } from './client-agreement.ts';
import { assertAgreement } from './client-cases.ts';
import { BUILD } from './ssh-world.ts';

const SHARED = fileURLToPath(new URL('../../../../../shared', import.meta.url));
const HOSTS = ['prod', 'gitlab.lan', 'www', 'target'];

test('ssh and the lookup agree about generated configurations', agreeOnGenerated(30));

const folders = [
  ['cases/sshconfig', /(?<!sshd_config|SSHD_Config|sshd_config\.openssh99)$/],
  ['facts/samples/openssh-client', /(?<!\.md)$/],
] as const;

for (const [folder, names] of folders) {
  const path = join(SHARED, folder);
  test(`ssh and the lookup agree about every file of ${folder}`, (context) => {
    const build = BUILD;
    if (build === undefined || !existsSync(path)) return context.skip('needs ssh and ../shared');
    const directory = mkdtempSync(join(tmpdir(), 'idletrace-config-'));
    context.after(() => rmSync(directory, { recursive: true }));
    const copy = join(directory, 'copy');
    for (const name of readdirSync(path).filter((each) => names.test(each))) {
      copyFileSync(join(path, name), copy);
      chmodSync(copy, 0o600);
      for (const host of HOSTS) assertAgreement(copy, host, build, `${name} for ${host}`);
      rmSync(copy);
    }
  });
}
