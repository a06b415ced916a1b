/** Golden files: text that is checked in and compared. `IDLETRACE_UPDATE_GOLDEN=1` writes them anew. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The path of a file of the project, from its root; compiled tests run in `build/test`. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** The text is that of the checked-in file, to the letter. `path` is from the project's root. */
export function expectGolden(path: string, actual: string): void {
  const file = projectPath(path);
  if (process.env['IDLETRACE_UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  assert.equal(
    actual,
    readFileSync(file, 'utf8'),
    `${path} is out of date: IDLETRACE_UPDATE_GOLDEN=1 writes it anew`,
  );
}
