/**
 * The shape of the source is a test: who may import whom, no circles, a pure core, names that say something.
 * The checkers are tried on small trees with planted faults first: a check that cannot fail proves nothing.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  cycleFaults,
  exportFaults,
  layerFaults,
  nameFaults,
  sizeFaults,
  tabooFaults,
} from './architecture/faults.ts';
import { importsOf, readModules } from './architecture/modules.ts';
import type { Module } from './architecture/modules.ts';
import { DATA_TABLES, LAWS, MAX_LINES, TABOOS } from './architecture/tables.ts';

const SOURCE = readModules(fileURLToPath(new URL('../../src', import.meta.url)));

test('there is source to look at', () => {
  assert.ok(SOURCE.length > 10, `found ${SOURCE.length} modules: are the paths still right?`);
  assert.ok(SOURCE.some((module) => importsOf(module).length > 0));
});

test('imports go down: main -> cli -> { drive, adapters } -> core', () => {
  assertNone(layerFaults(SOURCE, LAWS));
});

test('no imports go round in a circle, types included', () => {
  assertNone(cycleFaults(SOURCE));
});

test('core knows no clock and no chance, and only main ends the process', () => {
  assertNone(tabooFaults(SOURCE, TABOOS));
});

test('files and folders are named in kebab-case after what is in them', () => {
  assertNone(nameFaults(SOURCE));
});

test(`no file is longer than ${MAX_LINES} lines, tables of facts apart`, () => {
  const code = SOURCE.filter(({ path }) => !DATA_TABLES.some((folder) => path.startsWith(folder)));

  assertNone(sizeFaults(code, MAX_LINES));
});

test('no default exports and no barrels', () => {
  assertNone(exportFaults(SOURCE));
});

test('an import is found in each of its forms, and not in a comment or a string', () => {
  const module = moduleOf('cli/a.ts', [
    "import { x } from '../core/x.ts';",
    "import type {\n  Y,\n} from './y.ts';",
    "export { z } from './z.ts';",
    "const lazy = () => import('./lazy.ts');",
    "import 'node:fs';",
    "// import { no } from './comment.ts';",
    "/* import { no } from './comment.ts'; */",
    "const words = `import it from './template.ts`;",
    "export const url = 'http://host/path'; import { late } from './late.ts';",
  ]);

  const specifiers = importsOf(module).map(({ path, specifier }) => path ?? specifier);

  assert.deepEqual([...specifiers].sort(), [
    'cli/late.ts',
    'cli/lazy.ts',
    'cli/y.ts',
    'cli/z.ts',
    'core/x.ts',
    'node:fs',
  ]);
});

const planted: readonly { name: string; faults: readonly string[]; want: string }[] = [
  {
    name: 'an adapter that imports a loop',
    faults: layerFaults([moduleOf('adapters/clock.ts', ["import { run } from '../drive/run.ts';"])], LAWS),
    want: 'adapters/clock.ts imports drive/run.ts, but adapters are thin: they know core and their outside thing, neither loops, commands nor each other',
  },
  {
    name: 'a socket that imports ssh',
    faults: layerFaults([moduleOf('adapters/net/a.ts', ["import { b } from '../ssh/b.ts';"])], LAWS),
    want: 'adapters/net/a.ts imports adapters/ssh/b.ts, but sockets know core and the system, whoever speaks over them',
  },
  {
    name: 'a loop that imports an adapter',
    faults: layerFaults([moduleOf('drive/run.ts', ["import type { C } from '../adapters/clock.ts';"])], LAWS),
    want: 'drive/run.ts imports adapters/clock.ts, but loops see the world only through the ports of core; cli hands them the adapters',
  },
  {
    name: 'a measurement that imports a verdict',
    faults: layerFaults([moduleOf('core/measure/a.ts', ["import { v } from '../verdict/v.ts';"])], LAWS),
    want: 'core/measure/a.ts imports core/verdict/v.ts, but a measurement knows times and outcomes, not who asked or what follows',
  },
  {
    name: 'Node in the core',
    faults: layerFaults([moduleOf('core/net/a.ts', ["import { isIP } from 'node:net';"])], LAWS),
    want: 'core/net/a.ts imports node:net, but addresses and hops know nothing of what is measured over them',
  },
  {
    name: 'a folder that nobody placed',
    faults: layerFaults([moduleOf('core/magic/a.ts', [])], LAWS),
    want: 'core/magic/a.ts has no place in the table of layers: add its folder, with the reason',
  },
  {
    name: 'a circle over a type import',
    faults: cycleFaults([
      moduleOf('core/a.ts', ["import { b } from './b.ts';"]),
      moduleOf('core/b.ts', ["import { c } from './c.ts';"]),
      moduleOf('core/c.ts', ["import type { B } from './b.ts';"]),
    ]),
    want: 'cycle: core/b.ts -> core/c.ts -> core/b.ts',
  },
  {
    name: 'a clock in the core',
    faults: tabooFaults([moduleOf('core/a.ts', ['const text = `${Date.now()}`;'])], TABOOS),
    want: 'core/a.ts uses Date.now, but time enters core as an argument (atMs)',
  },
  {
    name: 'chance in the core',
    faults: tabooFaults([moduleOf('core/a.ts', ['const x = Math.random();'])], TABOOS),
    want: 'core/a.ts uses Math.random, but randomness enters core as an argument (a seed)',
  },
  {
    name: 'a command that ends the process',
    faults: tabooFaults([moduleOf('cli/a.ts', ['process.exit(1);'])], TABOOS),
    want: 'cli/a.ts uses process.exit, but only main.ts decides how the process ends',
  },
  {
    name: 'a folder named after nothing',
    faults: nameFaults([moduleOf('core/util/a.ts', [])]),
    want: 'core/util/a.ts is named "util", but a name says what is inside: put things beside their user',
  },
  {
    name: 'a name in another case',
    faults: nameFaults([moduleOf('core/hopSearch.ts', [])]),
    want: 'core/hopSearch.ts: "hopSearch" is not kebab-case, and all names here are',
  },
  {
    name: 'a long file',
    faults: sizeFaults([moduleOf('core/a.ts', ['a', '', 'b', 'c'])], 2),
    want: 'core/a.ts has 3 lines, but a file does one thing in at most 2: split it',
  },
  {
    name: 'a default export',
    faults: exportFaults([moduleOf('core/a.ts', ['export default 1;'])]),
    want: 'core/a.ts has a default export, but a thing has one name everywhere',
  },
  {
    name: 'a barrel',
    faults: exportFaults([moduleOf('core/all.ts', ["export * from './a.ts';"])]),
    want: 'core/all.ts is a barrel (export *), but imports name the file that has the thing',
  },
];

for (const { name, faults, want } of planted) {
  test(`planted: ${name} is found, with the reason`, () => {
    assert.deepEqual(faults, [want]);
  });
}

test('what a comment or a string says is no fault', () => {
  const harmless = moduleOf('core/a.ts', ['// Date.now() is not used here', "const hint = 'Math.random';"]);

  assertNone(tabooFaults([harmless], TABOOS));
});

function moduleOf(path: string, lines: readonly string[]): Module {
  return { path, text: lines.join('\n') };
}

function assertNone(faults: readonly string[]): void {
  assert.equal(faults.length, 0, `\n${faults.join('\n')}\n`);
}
