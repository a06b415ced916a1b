/** The start-up files of a lab's accounts, read by the real shells: each finds its lines when it should, and only then. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { account, type ShellName } from '../../../src/core/lab/server-side.ts';
import { startUpFiles } from '../../../src/core/lab/start-up-files.ts';

test('an account that says nothing has an empty home', () => {
  assert.deepEqual(startUpFiles(account({ shell: 'zsh' })), []);
});

for (const shell of ['sh', 'bash', 'mksh', 'zsh'] as const) {
  const skip = spawnSync('sh', ['-c', `command -v ${shell}`]).status === 0 ? false : `${shell} is not here`;
  test(`${shell}: a login shell of a person reads both files, a command reads none`, { skip }, () => {
    const files = startUpFiles(
      account({ shell, loginLines: ['SEEN_LOGIN=yes'], interactiveLines: ['SEEN_INTERACTIVE=yes'] }),
    );
    const home = mkdtempSync(join(tmpdir(), 'idletrace-home-'));
    try {
      for (const { name, text } of files) writeFileSync(join(home, name), text);

      assert.deepEqual([seenBy(shell, home, ['-il']), seenBy(shell, home, [])], ['yes yes', ' ']);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
}

/** What of the two a shell knows that reads its commands from a pipe. */
function seenBy(shell: ShellName, home: string, options: readonly string[]): string | undefined {
  const said = execFileSync(shell, options, {
    input: 'echo "<$SEEN_LOGIN $SEEN_INTERACTIVE>"\n',
    env: { PATH: process.env['PATH'], HOME: home },
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return /<(.*)>/.exec(said.split('\n').findLast((line) => line.includes('<')) ?? '')?.[1];
}
