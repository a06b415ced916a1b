/** Generated ssh_configs put through `fix`'s plan, with the real ssh as the judge. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { systemCalls } from '../../src/adapters/config/file-calls.ts';
import { planOpenSsh } from '../../src/cli/fix-openssh.ts';
import { OperationalError } from '../../src/core/errors.ts';
import { hostsNamed, readConfigText } from '../../src/core/fix/openssh-text.ts';
import { writeAll } from '../core/sshconfig/client-agreement.ts';
import { clientFiles } from '../core/sshconfig/client-generator.ts';
import { askAll, changedKeywords } from './ssh-answers.ts';

/** `atLeast`: so many of them must come to a change, or nothing was shown. */
export async function fixesGenerated(numRuns: number, atLeast: number, context: TestContext): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'idletrace-generated-'));
  context.after(() => rmSync(directory, { recursive: true }));
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(clientFiles, async (files) => {
      const path = writeAll(directory, files);
      const texts = [files.main, ...files.included];
      const hosts = [...new Set([files.host, ...texts.flatMap((text) => hostsNamed(readConfigText(text)))])];
      const before = askAll(path, hosts);
      const wish = { target: files.host, file: path, seconds: 7, why: '', manifests: [], calls: systemCalls };
      const plan = await planOpenSsh({ ...wish, signal: new AbortController().signal }).catch(
        (error: unknown) => {
          if (error instanceof OperationalError && ['SSH_CONFIG', 'NOT_DONE'].includes(error.code))
            return undefined;
          throw error;
        },
      );
      const change = plan?.changes[0];
      if (change === undefined) return;
      changed += 1;
      writeFileSync(change.path, change.after);

      const now = askAll(path, hosts);
      for (const host of hosts) {
        const keywords = changedKeywords(before.get(host), now.get(host));
        const isMeant = host.toLowerCase() === files.host.toLowerCase();
        assert.ok(
          keywords.every((keyword) => isMeant && keyword.startsWith('serveralive')),
          `${host}: ${keywords.join()}\n${change.diff}`,
        );
      }
      assert.match(now.get(files.host) ?? '', /^serveraliveinterval 7$/m);
    }),
    { numRuns },
  );
  assert.ok(changed >= atLeast, `only ${changed} of ${numRuns} came to a change`);
}
