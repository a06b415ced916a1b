/** What is made from the definition of the commands and of the report, and checked in. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { PAGES } from '../../src/cli/commands.ts';
import type { Shell } from '../../src/cli/choice.ts';
import { completionScript } from '../../src/cli/completion-scripts.ts';
import { helpText } from '../../src/cli/help.ts';
import { manPage } from '../../src/cli/man-page.ts';
import { SCHEMA_NAMES, schemaText } from '../../src/cli/schema-command.ts';
import { samples } from '../core/report/samples.ts';
import { expectGolden } from '../expect-golden.ts';

test('the overview is as it was approved', () => {
  expectGolden(
    'test/golden/help/overview.txt',
    helpText({ kind: 'help', page: undefined, route: [] }, PAGES),
  );
  expectGolden(
    'test/golden/help/lab.txt',
    helpText({ kind: 'help', page: undefined, route: ['lab'] }, PAGES),
  );
});

for (const page of PAGES) {
  const name = page.route.join('-');
  test(`the help of ${name} is as it was approved, in ASCII, and no wider than 80 columns`, () => {
    const text = helpText({ kind: 'help', page, route: page.route }, PAGES);

    assert.match(text, /^[\n\u0020-\u007e]*$/);
    for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
    expectGolden(`test/golden/help/${name}.txt`, text);
  });
}

test('the manual page is current', () => {
  expectGolden('man/idletrace.1', manPage(PAGES));
});

test('the manual page is clean roff', (t) => {
  const { status, stderr, error } = spawnSync('groff', ['-man', '-Tascii', '-ww', '-z'], {
    input: manPage(PAGES),
    encoding: 'utf8',
  });
  if (error !== undefined) return t.skip('needs groff');

  assert.deepEqual([status, stderr], [0, '']);
});

for (const name of SCHEMA_NAMES) {
  test(`the schema "${name}" is current`, () => {
    expectGolden(`schema/${name}.schema.json`, schemaText(name) ?? '');
  });
}

for (const [name, report] of Object.entries(samples)) {
  test(`the report "${name}" keeps the published schema`, () => {
    const ajv = new Ajv({ formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ } });
    const validate = ajv.compile(JSON.parse(schemaText('report') ?? '') as object);

    assert.ok(validate(JSON.parse(JSON.stringify(report))), JSON.stringify(validate.errors));
  });
}

test('a report that lacks its verdict does not keep the schema', () => {
  const { verdict: _verdict, ...rest } = samples['survives']!;
  const validate = new Ajv({ strict: false, formats: { 'date-time': true } }).compile(
    JSON.parse(schemaText('report') ?? '') as object,
  );

  assert.equal(validate(rest), false);
});

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  test(`the completion script for ${shell} is as it was approved`, () => {
    expectGolden(`test/golden/completion/idletrace.${shell}`, completionScript(shell, PAGES));
  });

  test(`the completion script for ${shell} is sound to ${shell}`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'idletrace-test-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'script');
    writeFileSync(file, completionScript(shell, PAGES));

    const { status, stderr, error } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });

    if (error !== undefined) return t.skip(`needs ${shell}`);

    assert.deepEqual([status, stderr], [0, '']);
  });
}

const completions: readonly { words: readonly string[]; proposes: readonly string[] }[] = [
  { words: ['re'], proposes: ['replay'] },
  { words: ['lab', ''], proposes: ['down', 'list', 'run', 'up'] },
  { words: ['--co'], proposes: ['--color', '--connections'] },
  { words: ['--color', 'a'], proposes: ['always', 'auto'] },
  { words: ['trace', 'pr'], proposes: ['prod'] },
  { words: ['-J', 'w'], proposes: ['web'] },
  { words: ['completion', ''], proposes: ['bash', 'fish', 'zsh'] },
];

for (const { words, proposes } of completions) {
  for (const shell of ['bash', 'fish'] as const) {
    test(`${shell} completes "idletrace ${words.join(' ')}" to ${proposes.join(', ')}`, (t) => {
      const home = mkdtempSync(join(tmpdir(), 'idletrace-test-'));
      t.after(() => rmSync(home, { recursive: true }));
      mkdirSync(join(home, '.ssh'));
      writeFileSync(join(home, '.ssh/config'), 'Host prod web\n  User me\nHost *.example\n');
      const proposed = proposalsOf(shell, words, home);
      if (proposed === undefined) return t.skip(`needs ${shell}`);

      assert.deepEqual(proposed.toSorted(), proposes);
    });
  }
}

/** What the shell itself proposes for the last word; `undefined`: there is no such shell. */
function proposalsOf(
  shell: Extract<Shell, 'bash' | 'fish'>,
  words: readonly string[],
  home: string,
): string[] | undefined {
  const script = completionScript(shell, PAGES);
  const quoted = ['idletrace', ...words].map((word) => `'${word}'`).join(' ');
  const question =
    shell === 'bash'
      ? `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _idletrace 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`
      : `complete -C 'idletrace ${words.join(' ')}'`;
  const { stdout, error } = spawnSync(shell, ['-c', `${script}\n${question}`], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home },
  });
  if (error !== undefined) return undefined;
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0] ?? '');
}
