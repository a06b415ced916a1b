/** Values that stand in a file for a host and never count, since another one comes before them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neverCounting } from '../../../src/core/inspect/client-places.ts';
import type { ClientWorld } from '../../../src/core/sshconfig/client-run.ts';

const cases: readonly {
  readonly when: string;
  readonly lines: readonly string[];
  readonly options?: readonly string[];
  readonly hidden: readonly string[];
}[] = [
  {
    when: 'Host * stands before it',
    lines: ['Host *', 'ServerAliveInterval 60', 'Host prod', 'ServerAliveInterval 15'],
    hidden: ['15 in config:4'],
  },
  {
    when: 'it stands before Host *',
    lines: ['Host prod', 'ServerAliveInterval 15', 'Host *', 'ServerAliveInterval 60'],
    hidden: ['60 in config:4'],
  },
  {
    when: 'it says the same',
    lines: ['Host *', 'ServerAliveInterval 60', 'Host prod', 'ServerAliveInterval 60'],
    hidden: [],
  },
  {
    when: 'it is another host’s',
    lines: ['Host *', 'ServerAliveInterval 60', 'Host other', 'ServerAliveInterval 15'],
    hidden: [],
  },
  {
    when: 'the command line comes before all',
    lines: ['Host prod', 'ServerAliveInterval 15'],
    options: ['ServerAliveInterval=60'],
    hidden: ['15 in config:2'],
  },
  {
    when: 'whether it is hidden depends on a command',
    lines: ['Match exec "true"', 'ServerAliveInterval 60', 'Host prod', 'ServerAliveInterval 15'],
    hidden: [],
  },
];

for (const { when, lines, options = [], hidden } of cases) {
  test(`${hidden.length === 0 ? 'nothing never counts' : hidden.join()}: ${when}`, () => {
    const ask = {
      host: 'prod',
      user: undefined,
      port: undefined,
      options,
      files: [{ path: 'config', scope: 'user', explicit: true }],
    } as const;

    const found = neverCounting('serveraliveinterval', ask, worldOf(lines.join('\n')));

    assert.deepEqual(
      found.map(({ value, place }) => `${value} in ${place}`),
      hidden,
    );
  });
}

function worldOf(text: string): ClientWorld {
  return {
    files: {
      read: () => ({ kind: 'text', bytes: text, insecure: undefined }),
      glob: () => [],
    },
    build: { version: [9, 2], debian: false },
    localUser: 'me',
    services: new Map(),
    algorithms: new Map(),
    side: 'client',
    runs: () => 'unknown',
    resolves: () => 'unknown',
    readsOn: false,
  };
}
