/** What sshd itself resolves decides: every file here is read by both. */
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { agreeOnGenerated, prepare } from './server-agreement.ts';
import { BUILD, SSHD } from './ssh-world.ts';

const SHARED = fileURLToPath(new URL('../../../../../shared', import.meta.url));

test('sshd and the lookup agree about generated configurations', agreeOnGenerated(15));

const folders = [
  ['cases/sshconfig', /(?:sshd_config|SSHD_Config|sshd_config\.openssh99)$/],
  ['facts/samples/openssh-server', /(?<!\.md)$/],
] as const;

for (const [folder, names] of folders) {
  const path = join(SHARED, folder);
  test(`sshd and the lookup agree about every file of ${folder}`, (context) => {
    if (BUILD === undefined || !existsSync(SSHD) || !existsSync(path))
      return context.skip('needs ssh, sshd and ../shared');
    const { directory, agree } = prepare(context);
    const copy = join(directory, 'copy');
    for (const name of readdirSync(path).filter((each) => names.test(each))) {
      copyFileSync(join(path, name), copy);
      chmodSync(copy, 0o644);
      agree(copy, name);
      rmSync(copy);
    }
  });
}
