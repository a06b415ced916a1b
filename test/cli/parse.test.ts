import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArgv } from '../../src/cli/argv.ts';
import type { Choice } from '../../src/cli/choice.ts';
import { PAGES } from '../../src/cli/commands.ts';
import { parseRequest } from '../../src/cli/parse.ts';
import type { TraceOptions } from '../../src/cli/trace-options.ts';

async function choiceOf(...argv: readonly string[]): Promise<Choice> {
  const request = readArgv(argv, PAGES);
  assert.equal(request.kind, 'command');
  return parseRequest(request);
}

async function traceOptions(...argv: readonly string[]): Promise<TraceOptions> {
  const choice = await choiceOf(...argv);
  assert.equal(choice.kind, 'trace');
  return choice.options;
}

test('a target alone is a trace with the defaults that the contract names', async () => {
  const options = await traceOptions('root@prod');

  assert.deepEqual(options, {
    target: {
      kind: 'ssh',
      spec: 'root@prod',
      destination: 'root@prod',
      user: 'root',
      host: 'prod',
      port: undefined,
    },
    ssh: { configFile: undefined, options: [], port: undefined, identityFiles: [], jump: undefined },
    maxIdleMs: 900_000,
    firstIdleMs: 1000,
    connections: 16,
    logins: undefined,
    resolution: { kind: 'ratio', ratio: 0.02 },
    fix: undefined,
    json: false,
    quiet: false,
    requireMs: undefined,
    forbidMs: undefined,
    journal: { kind: 'default' },
    color: 'auto',
    ascii: false,
  });
});

test('every option of a trace arrives', async () => {
  const words =
    '-F cfg -o A=b -oC=d -p2222 -i k1 -i k2 -J jump --max 2h10m --first 500ms --resolution 5s --connections 4 --logins 1 --require 1h --forbid 2h --json --quiet --color never --ascii --journal j.jsonl ssh://[::1]:22';

  const options = await traceOptions(...words.split(' '));

  assert.deepEqual(options.ssh, {
    configFile: 'cfg',
    options: ['A=b', 'C=d'],
    port: 2222,
    identityFiles: ['k1', 'k2'],
    jump: 'jump',
  });
  assert.deepEqual(
    [options.maxIdleMs, options.firstIdleMs, options.requireMs, options.forbidMs],
    [7_800_000, 500, 3_600_000, 7_200_000],
  );
  assert.deepEqual([options.connections, options.logins], [4, 1]);
  assert.deepEqual(options.resolution, { kind: 'absolute', ms: 5000 });
  assert.deepEqual([options.json, options.quiet, options.color, options.ascii], [true, true, 'never', true]);
  assert.deepEqual(options.journal, { kind: 'file', path: 'j.jsonl' });
  assert.equal(options.target.host, '::1');
});

const choices: readonly { argv: string; choice: Choice }[] = [
  {
    argv: 'replay --json run.jsonl',
    choice: {
      kind: 'replay',
      options: { journalPath: 'run.jsonl', json: true, color: 'auto', ascii: false },
    },
  },
  { argv: 'lab list', choice: { kind: 'lab-list', json: false } },
  { argv: 'lab up a.toml', choice: { kind: 'lab-up', file: 'a.toml' } },
  {
    argv: 'lab run a.toml -- ls -l',
    choice: { kind: 'lab-run', file: 'a.toml', command: ['ls', '-l'], user: undefined },
  },
  {
    argv: 'lab run --user me a.toml -- ls',
    choice: { kind: 'lab-run', file: 'a.toml', command: ['ls'], user: 'me' },
  },
  { argv: 'lab down', choice: { kind: 'lab-down' } },
  { argv: 'schema', choice: { kind: 'schema', name: 'report' } },
  { argv: 'completion zsh', choice: { kind: 'completion', shell: 'zsh' } },
  { argv: 'man', choice: { kind: 'man' } },
];

for (const { argv, choice } of choices) {
  test(`"idletrace ${argv}" is understood`, async () => {
    assert.deepEqual(await choiceOf(...argv.split(' ')), choice);
  });
}

test('the first rung is never longer than the longest wait', async () => {
  const options = await traceOptions('--max', '600ms', 'prod');

  assert.equal(options.firstIdleMs, 600);
});

test('--no-journal keeps no record', async () => {
  assert.deepEqual((await traceOptions('--no-journal', 'prod')).journal, { kind: 'none' });
});
