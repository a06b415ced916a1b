/** The npm package: what is in it, what it needs, and its way in, bin/idletrace. Other Nodes: scripts/smoke-nodes. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PACKAGE: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

test('the package carries what an installed idletrace needs, and none of its workshop', () => {
  const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [pack] = JSON.parse(listing) as [{ files: { path: string }[]; unpackedSize: number }];
  const files = pack.files.map(({ path }) => path);

  assert.deepEqual(
    NEEDED_FILES.filter((path) => !files.includes(path)),
    [],
    'these are missing',
  );
  const strange = files.filter(
    (path) => !/^(bin|dist|man|schema|lab)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path),
  );
  assert.deepEqual(strange, []);
  assert.ok(pack.unpackedSize < MAX_UNPACKED_BYTES, `${pack.unpackedSize} bytes unpacked`);
});

test('an installation requires no other package and runs no script', () => {
  const { dependencies, optionalDependencies, scripts } = PACKAGE as Record<
    string,
    Record<string, string> | undefined
  >;

  assert.equal(dependencies, undefined);
  assert.deepEqual(Object.keys(optionalDependencies ?? {}), ['koffi']);
  assert.deepEqual(
    Object.keys(scripts ?? {}).filter((name) => /^(pre|post)?install$|^prepare$/.test(name)),
    [],
  );
});

test('the bundle imports only Node itself, and what is optional only when it is needed', () => {
  const chunks = readdirSync(join(ROOT, 'dist')).filter((name) => name.endsWith('.js'));
  const code = chunks.map((name) => readFileSync(join(ROOT, 'dist', name), 'utf8')).join('\n');

  const always = [...code.matchAll(/^(?:import|export)\b[^'"]*?\bfrom "([^"]+)";$/gm)].map(
    ([, name]) => name!,
  );
  const lazily = [...code.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, name]) => name!);

  assert.ok(always.length > 0 && lazily.length > 0, 'imports were found at all');
  assert.deepEqual(
    always.filter((name) => !/^node:|^\.\/chunk-/.test(name)),
    [],
  );
  assert.deepEqual(
    lazily.filter((name) => !/^node:|^\.\/|^koffi$|^ssh2$/.test(name)),
    [],
  );
});

test('the way in works through a symbolic link and from any folder', (t) => {
  const folder = temporaryFolder(t);
  symlinkSync(join(ROOT, 'bin/idletrace'), join(folder, 'idletrace'));

  const run = spawnSync(join(folder, 'idletrace'), ['--version'], { cwd: tmpdir(), encoding: 'utf8' });

  assert.equal(run.stderr, '');
  assert.equal(run.stdout, `idletrace ${(PACKAGE as { version: string }).version}\n`);
  assert.equal(run.status, 0);
});

test('the way in says in one line that nothing is built yet', (t) => {
  const folder = temporaryFolder(t);
  cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));

  const run = spawnSync(join(folder, 'bin/idletrace'), ['--version'], { encoding: 'utf8' });

  assert.equal(run.stderr, 'idletrace: not built yet: run `make` in the folder of the clone\n');
  assert.equal(run.stdout, '');
  assert.equal(run.status, 2);
});

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'idletrace-package-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const NEEDED_FILES: readonly string[] = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'bin/idletrace',
  'dist/main.js',
  'dist/third-party-licences.txt',
  'lab/silent-firewall.toml',
  'man/idletrace.1',
  'schema/report.schema.json',
];

/** Half a megabyte was the size at first; ten times that would mean that something slipped in. */
const MAX_UNPACKED_BYTES = 5_000_000;
