import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PAGES } from '../../src/cli/commands.ts';
import { optionsOf } from '../../src/cli/command-page.ts';
import { projectPath } from '../expect-golden.ts';
import { childEnv, idletrace } from './idletrace.ts';

const wrong: readonly { argv: readonly string[]; says: RegExp }[] = [
  { argv: [], says: /no TARGET given; try idletrace user@host/ },
  { argv: ['trace'], says: /no TARGET given; usage: idletrace trace \[options\] TARGET/ },
  { argv: ['--mxa', '3s', 'prod'], says: /no option --mxa; did you mean --max\?/ },
  { argv: ['--max', '3', 'prod'], says: /--max takes a duration such as 90s, 15m or 2h10m, not "3"/ },
  { argv: ['--max', '0s', 'prod'], says: /--max takes a duration/ },
  { argv: ['prod', '--max'], says: /--max needs a value/ },
  { argv: ['--first', '1ms', 'prod'], says: /--first takes 100ms or more/ },
  { argv: ['--resolution', '90%', 'prod'], says: /--resolution takes 0\.1% to 50%/ },
  { argv: ['--connections', '0', 'prod'], says: /--connections takes a whole number from 1 to 256/ },
  { argv: ['--logins', '1.5', 'prod'], says: /--logins takes a whole number/ },
  { argv: ['-p', '99999', 'prod'], says: /--port takes a whole number from 1 to 65535/ },
  { argv: ['-o', 'nonsense', 'prod'], says: /--ssh-option takes KEY=VALUE/ },
  { argv: ['-J', '-oProxyCommand=id', 'prod'], says: /--jump takes/ },
  { argv: ['prod', '-p'], says: /-p needs a value; write -p PORT/ },
  { argv: ['-Z', 'prod'], says: /no option -Z; see/ },
  {
    argv: ['-L', '1:2:3', 'prod'],
    says: /no option -L; of the options of ssh, -F -o -p -i -J are passed on/,
  },
  { argv: ['--json=yes please', 'prod'], says: /--json takes no value/ },
  { argv: ['--color', 'blue', 'prod'], says: /--color takes one of auto, always, never, not "blue"/ },
  { argv: ['--max', '2s', '--max', '3s', 'prod'], says: /--max is given twice/ },
  { argv: ['--journal', 'x', '--no-journal', 'prod'], says: /contradict/ },
  { argv: ['prod', 'web'], says: /one TARGET is traced at a time/ },
  { argv: ['repaly', 'run.jsonl'], says: /did you mean replay\?/ },
  { argv: ['lab'], says: /lab needs one of list, up, run, down/ },
  { argv: ['lab', 'lits'], says: /no command "lab lits"; did you mean list\?/ },
  { argv: ['lab', 'run'], says: /no FILE given/ },
  { argv: ['completion', 'tcsh'], says: /SHELL is bash, zsh or fish, not "tcsh"/ },
  { argv: ['schema', 'nothing'], says: /no schema "nothing"/ },
  { argv: ['--', '-oProxyCommand=id'], says: /begins like an option/ },
  { argv: ['host\u001b[2J'], says: /the target "host\\x1b\[2J"/ },
];

for (const { argv, says } of wrong) {
  test(`wrong usage is one line and exit status 2: idletrace ${JSON.stringify(argv.join(' '))}`, () => {
    const { status, stdout, stderr } = idletrace(...argv);

    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^idletrace: [^\n]*\n$/);
    assert.match(stderr, says);
  });
}

test('--version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string };

  assert.deepEqual(idletrace('--version'), { status: 0, stdout: `idletrace ${version}\n`, stderr: '' });
});

test('every option of every command stands in its help', () => {
  for (const page of PAGES) {
    const { status, stdout } = idletrace(...page.route, '--help');

    assert.equal(status, 0);
    for (const { name } of optionsOf(page))
      assert.match(stdout, new RegExp(`--${name}\\b`), `${page.route.join(' ')} --${name}`);
  }
});

test('a reader that has seen enough is no error', () => {
  const { status, stderr, stdout } = spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', '"$0" "$1" man | head -n 1', process.execPath, projectPath('build/src/main.js')],
    { encoding: 'utf8', env: childEnv() },
  );

  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^\.TH IDLETRACE 1/);
});
