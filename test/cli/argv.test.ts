import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readArgv } from '../../src/cli/argv.ts';
import { PAGES } from '../../src/cli/commands.ts';
import { OperationalError } from '../../src/core/errors.ts';

const commands: readonly { argv: string; inputs: readonly string[] }[] = [
  { argv: 'prod', inputs: ['trace', 'prod'] },
  { argv: 'trace prod', inputs: ['trace', 'prod'] },
  { argv: 'trace lab', inputs: ['trace', 'lab'] },
  { argv: '-p 2222 prod', inputs: ['trace', '--port=2222', 'prod'] },
  { argv: '-p2222 prod', inputs: ['trace', '--port=2222', 'prod'] },
  { argv: 'prod -p2222', inputs: ['trace', 'prod', '--port=2222'] },
  { argv: '-oA=b -o C=d prod', inputs: ['trace', '--ssh-option=A=b', '--ssh-option=C=d', 'prod'] },
  {
    argv: '-F cfg -J jump -i key prod',
    inputs: ['trace', '--ssh-config=cfg', '--jump=jump', '--identity=key', 'prod'],
  },
  { argv: '--max 2h10m prod', inputs: ['trace', '--max=2h10m', 'prod'] },
  { argv: '--max=2h10m prod', inputs: ['trace', '--max=2h10m', 'prod'] },
  { argv: '--max --json prod', inputs: ['trace', '--max=--json', 'prod'] },
  { argv: '--json prod --quiet', inputs: ['trace', '--json', 'prod', '--quiet'] },
  { argv: '--json -- -x', inputs: ['trace', '--json', '--', '-x'] },
  { argv: '-p 22 replay', inputs: ['trace', '--port=22', 'replay'] },
  { argv: 'replay run.jsonl --json', inputs: ['replay', 'run.jsonl', '--json'] },
  { argv: 'lab run f -- ls -la --help', inputs: ['lab', 'run', 'f', '--', 'ls', '-la', '--help'] },
  { argv: 'prod --max', inputs: ['trace', 'prod', '--max'] },
];

for (const { argv, inputs } of commands) {
  test(`"idletrace ${argv}" is read as ${inputs.join(' ')}`, () => {
    const request = readArgv(argv.split(' '), PAGES);

    assert.equal(request.kind, 'command');
    assert.deepEqual(request.kind === 'command' ? request.inputs : [], inputs);
  });
}

const helps: readonly { argv: string; route: string }[] = [
  { argv: '--help', route: '' },
  { argv: '-h', route: '' },
  { argv: 'trace --help', route: 'trace' },
  { argv: '--json prod -h', route: 'trace' },
  { argv: 'lab --help', route: 'lab' },
  { argv: 'lab run --help', route: 'lab run' },
];

for (const { argv, route } of helps) {
  test(`"idletrace ${argv}" asks for help on "${route}"`, () => {
    const request = readArgv(argv.split(' '), PAGES);

    assert.equal(request.kind, 'help');
    assert.equal(request.kind === 'help' ? request.route.join(' ') : '', route);
  });
}

test('property: arguments are read or refused as wrong usage, never anything else', () => {
  const words = fc.oneof(
    fc.string(),
    fc.constantFrom('-p', '-o', '--', '--max', 'lab', 'run', 'trace', '-', '--help', '-px', '-Z'),
  );
  fc.assert(
    fc.property(fc.array(words), (argv) => {
      try {
        readArgv(argv, PAGES);
      } catch (error) {
        assert.ok(error instanceof OperationalError && error.code === 'USAGE', String(error));
      }
    }),
  );
});
