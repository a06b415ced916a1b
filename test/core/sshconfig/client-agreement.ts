/** Generated configurations, written down and asked of ssh and of the lookup. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import * as fc from 'fast-check';
import { assertAgreement } from './client-cases.ts';
import { clientFiles, type GeneratedFiles } from './client-generator.ts';
import { BUILD } from './ssh-world.ts';

/** The body of a test over so many of them; it is skipped where there is no ssh. */
export function agreeOnGenerated(numRuns: number): (context: TestContext) => void {
  return (context) => {
    const build = BUILD;
    if (build === undefined) return context.skip('needs ssh');
    const directory = mkdtempSync(join(tmpdir(), 'idletrace-config-'));
    context.after(() => rmSync(directory, { recursive: true }));
    fc.assert(
      fc.property(clientFiles, (files) => {
        const path = writeAll(directory, files);
        assertAgreement(path, files.host, build, JSON.stringify(files));
      }),
      { numRuns },
    );
  };
}

/** Writes the files into a folder; the path of the main one. */
export function writeAll(directory: string, { main, included }: GeneratedFiles): string {
  const save = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text.replaceAll('@DIR@', directory), 'latin1');
    return path;
  };
  for (const [at, text] of included.entries()) save(`inc${at}`, text);
  return save('main', main);
}
