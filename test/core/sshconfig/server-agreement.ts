/** Generated configurations, written down and asked of sshd and of the lookup. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import * as fc from 'fast-check';
import { writeAll } from './client-agreement.ts';
import { assertServerAgreement, CONNECTIONS } from './server-cases.ts';
import { serverFiles } from './server-generator.ts';
import { BUILD, NOBODY, SSHD } from './ssh-world.ts';

/** The body of a test over so many of them; it is skipped where there is no sshd. */
export function agreeOnGenerated(numRuns: number): (context: TestContext) => void {
  return (context) => {
    if (BUILD === undefined || !existsSync(SSHD)) return context.skip('needs ssh and sshd');
    const { directory, agree } = prepare(context);
    fc.assert(
      fc.property(serverFiles, (files) => agree(writeAll(directory, files), JSON.stringify(files))),
      { numRuns },
    );
  };
}

/** A folder with a host key, which sshd wants to see, and the comparison for every connection. */
export function prepare(context: TestContext): {
  readonly directory: string;
  readonly agree: (path: string, shown: string) => void;
} {
  const directory = mkdtempSync(join(tmpdir(), 'idletrace-config-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const keyPath = join(directory, 'key');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyPath]);
  chmodSync(directory, 0o755);
  if (process.getuid?.() === 0) chownSync(keyPath, NOBODY, NOBODY);
  const agree = (path: string, shown: string): void => {
    if (BUILD === undefined) return;
    for (const connection of CONNECTIONS)
      assertServerAgreement(path, connection, { build: BUILD, keyPath, shown });
  };
  return { directory, agree };
}
