/** What the documents quote is what the tool does today. `IDLETRACE_UPDATE_GOLDEN=1` writes the quotations anew. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { remoteCommand } from '../../src/core/ssh/remote-script.ts';
import { idletrace } from '../cli/idletrace.ts';
import { projectPath } from '../expect-golden.ts';

/** Runs in the lab, recorded by `scripts/record-sample`. */
const SAMPLES = [
  { mark: 'report', sample: 'docs/sample-run.jsonl' },
  { mark: 'report of a TMOUT', sample: 'docs/sample-tmout.jsonl' },
  { mark: 'report of a proxy', sample: 'docs/sample-haproxy.jsonl' },
];

test('SECURITY.md shows to the letter what runs on the server', () => {
  expectQuoted('SECURITY.md', 'remote command: control', remoteCommand(TOKEN, undefined, LIFETIME_MS));
  expectQuoted('SECURITY.md', 'remote command: asked', remoteCommand(TOKEN, 4711, LIFETIME_MS));
});

for (const { mark, sample } of SAMPLES) {
  test(`the ${mark} in the README is what the tool makes of that run today`, () => {
    const { stdout, status } = idletrace('replay', '--color', 'never', projectPath(sample));

    assert.equal(status, 0);
    const lines = stdout.replaceAll(/^\n+|\n+$/g, '').split('\n');
    // Where the run was kept is nobody's business.
    expectQuoted('README.md', mark, lines.filter((line) => !line.startsWith('  journal:')).join('\n'));
  });
}

test('every option and command that the README names exists', () => {
  const readme = readFileSync(projectPath('README.md'), 'utf8');
  const help = [
    '--help',
    'trace --help',
    'pcap --help',
    'fix --help',
    'lint --help',
    'replay --help',
    'lab run --help',
    'lab list --help',
    'logs --help',
    'explain --help',
  ]
    .map((words) => idletrace(...words.split(' ')).stdout)
    .join('\n');
  const named = new Set(readme.match(/(?<=[\s`])--[a-z][a-z-]+/g));

  assert.ok(named.size > 5);
  assert.deepEqual(
    [...named].filter((option) => !help.includes(option)),
    [],
  );
});

test('the documents that the project names are there', () => {
  for (const name of ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
    const text = readFileSync(projectPath(name), 'utf8');
    const files = [...text.matchAll(/`((?:src|test|docs|lab|scripts|bench|schema|man)\/[\w./-]*)`/g)].map(
      ([, path]) => path!,
    );

    for (const path of files) assert.doesNotThrow(() => readFileOrFolder(path), `${name} names ${path}`);
  }
});

/** The fenced block after `<!-- mark -->` holds this text. */
function expectQuoted(path: string, mark: string, expected: string): void {
  const file = projectPath(path);
  const text = readFileSync(file, 'utf8');
  const block = new RegExp(`(<!-- ${mark} -->\n\`\`\`[a-z]*\n)([\\s\\S]*?)(\n?\`\`\`\n)`).exec(text);
  assert.ok(block, `${path} has no block "${mark}"`);
  const [all, before, quoted, after] = block;
  if (process.env['IDLETRACE_UPDATE_GOLDEN'] === '1') {
    const closing = after!.startsWith('\n') ? after! : `\n${after!}`;
    writeFileSync(
      file,
      text.replace(all, () => `${before}${expected}${closing}`),
    );
    return;
  }
  assert.equal(quoted, expected, `${path} is out of date: IDLETRACE_UPDATE_GOLDEN=1 writes it anew`);
}

function readFileOrFolder(path: string): void {
  try {
    readFileSync(projectPath(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
  }
}

const TOKEN = 'idletrace-0123456789abcdef';
/** Of `--max 15m`. */
const LIFETIME_MS = 2 * 900_000 + 180_000;
