/**
 * Bundles src/main.ts into dist/: what bin/idletrace runs and the npm package carries.
 *
 * Libraries are bundled, so that an installed idletrace has no required dependency. Commands are split
 * into chunks, so that `--help` reads only its own. Two imports stay outside: koffi (native, optional: without
 * it fewer arms run) and ssh2 (the embedded lab of a clone; never in the package).
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist';
const LICENCES = 'third-party-licences.txt';
/** For packages that name a standard licence but carry no copy: where a copy stands. */
const STANDARD_TEXTS = { 'Apache-2.0': 'node_modules/typescript/LICENSE' };

const { outputFiles, metafile } = await build({
  entryPoints: ['src/main.ts'],
  outdir: OUT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  splitting: true,
  chunkNames: 'chunk-[hash]',
  // Its entry for Node is CommonJS that requires Node's modules, which a bundle of ES modules cannot.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  external: ['koffi', 'ssh2'],
  legalComments: 'none', // the licences are written out in full below
  metafile: true,
  write: false,
});

const chunksFirst = outputFiles.toSorted(
  (a, b) => Number(a.path.endsWith('main.js')) - Number(b.path.endsWith('main.js')),
);
const written = new Set([LICENCES, ...chunksFirst.map((file) => basename(file.path))]);

await mkdir(OUT, { recursive: true });
await writeFile(join(OUT, LICENCES), await licencesOf(Object.keys(metafile.inputs)));
for (const file of chunksFirst) await writeFile(join(OUT, basename(file.path)), file.contents);
for (const name of await readdir(OUT)) if (!written.has(name)) await rm(join(OUT, name), { recursive: true });

/** The licence text of every package that went into the bundle. */
async function licencesOf(inputs) {
  const packages = new Set(inputs.flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  const texts = [];
  for (const folder of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const own = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const file = own === undefined ? STANDARD_TEXTS[license] : join(folder, own);
    if (file === undefined) throw new Error(`${name} has no licence file, so it cannot be bundled`);
    texts.push(`${name} ${version} (${license})\n\n${(await readFile(file, 'utf8')).trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
