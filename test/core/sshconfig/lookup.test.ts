/** What cannot be told is said to be unknown; everything else has its place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { lookUpClient } from '../../../src/core/sshconfig/client-lookup.ts';
import type { ClientReading, ClientWorld } from '../../../src/core/sshconfig/client-run.ts';
import type { ConfigFiles } from '../../../src/core/sshconfig/config-files.ts';
import { lookUpServer } from '../../../src/core/sshconfig/server-lookup.ts';
import type { Connection } from '../../../src/core/sshconfig/server-run.ts';

/** Files by path; a pattern stands for every path that begins as it does. */
function filesOf(texts: Readonly<Record<string, string>>): ConfigFiles {
  return {
    read(path) {
      const bytes = texts[path];
      return bytes === undefined ? { kind: 'absent' } : { kind: 'text', bytes, insecure: undefined };
    },
    glob: (pattern) => Object.keys(texts).filter((path) => path.startsWith(pattern.replace('*', ''))),
  };
}

function clientWorld(texts: Readonly<Record<string, string>>): ClientWorld {
  return {
    files: filesOf(texts),
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

function client(host: string, text: string, more: Readonly<Record<string, string>> = {}): ClientReading {
  const files = [
    { path: 'config', scope: 'user', explicit: false },
    { path: '/etc/ssh/ssh_config', scope: 'system', explicit: false },
  ] as const;
  return lookUpClient(
    { host, user: undefined, port: undefined, options: [], files },
    clientWorld({ config: text, ...more }),
  );
}

test('a value has the file, line and column that it comes from', () => {
  const reading = client('prod', 'Host web\n  ServerAliveInterval 5\nHost prod\n  ServerAliveInterval 1m\n');

  assert.deepEqual(reading.setting('serveraliveinterval'), {
    kind: 'known',
    value: '60',
    place: { file: 'config', line: 4, column: 3 },
  });
});

test('a default has no place', () => {
  const reading = client('prod', '');

  assert.deepEqual(reading.setting('tcpkeepalive'), { kind: 'known', value: 'yes', place: undefined });
});

test('the user’s file counts before the system’s', () => {
  const reading = client('prod', 'ServerAliveInterval 7\n', {
    '/etc/ssh/ssh_config': 'ServerAliveInterval 9\nPort 23\n',
  });

  assert.deepEqual(reading.setting('serveraliveinterval').kind, 'known');
  assert.deepEqual(reading.setting('port'), {
    kind: 'known',
    value: '23',
    place: { file: '/etc/ssh/ssh_config', line: 2, column: 1 },
  });
});

test('a relative Include of a user’s file begins in ~/.ssh, one of the system in /etc/ssh', () => {
  const reading = client('prod', 'Include conf.d/*\n', {
    '~/.ssh/conf.d/a': 'ServerAliveInterval 7\n',
    '/etc/ssh/ssh_config': 'Include ssh_config.d/*\n',
    '/etc/ssh/ssh_config.d/b': 'Port 23\n',
  });

  assert.equal(placeOf(reading, 'serveraliveinterval'), '~/.ssh/conf.d/a:1');
  assert.equal(placeOf(reading, 'port'), '/etc/ssh/ssh_config.d/b:1');
});

test('behind a command that was not run, both values are candidates', () => {
  const reading = client(
    'prod',
    'Match exec "on-vpn"\n  ServerAliveInterval 5\nMatch all\n  ServerAliveInterval 60\n',
  );

  const setting = reading.setting('serveraliveinterval');
  assert.equal(setting.kind, 'unknown');
  assert.deepEqual(setting.kind === 'unknown' && setting.candidates.map(({ value }) => value), ['5', '60']);
});

test('where both say the same, the value is known all the same', () => {
  const reading = client(
    'prod',
    'Match exec "on-vpn"\n  ServerAliveInterval 60\nMatch all\n  ServerAliveInterval 1m\n',
  );

  assert.equal(reading.setting('serveraliveinterval').kind, 'known');
});

test('a command is never asked about where the conditions before it do not hold', () => {
  const reading = client('prod', 'Match host web exec "on-vpn"\n  ServerAliveInterval 5\n');

  assert.deepEqual(reading.setting('serveraliveinterval'), { kind: 'known', value: '0', place: undefined });
});

test('a name that the name service would have to make canonical leaves in doubt what is compared with it', () => {
  const text =
    'CanonicalizeHostname yes\nCanonicalDomains example.com\nHost *.example.com\n  ServerAliveInterval 5\n';

  assert.equal(client('prod', text).setting('serveraliveinterval').kind, 'unknown');
  assert.equal(client('prod', text).setting('hostname').kind, 'unknown');
});

test('files that include each other end in a refusal, not in a loop', () => {
  const reading = client('prod', 'Include a\n', { '~/.ssh/a': 'Include a\n' });

  assert.equal(reading.refused, 'yes');
});

test('options of the command line come before every file', () => {
  const world = clientWorld({ config: 'ServerAliveInterval 5\n' });
  const files = [{ path: 'config', scope: 'user', explicit: true }] as const;
  const reading = lookUpClient(
    { host: 'prod', user: 'you', port: 23, options: ['ServerAliveInterval=9'], files },
    world,
  );

  assert.equal(placeOf(reading, 'serveraliveinterval'), 'command line:0');
  assert.equal(reading.setting('user').kind, 'known');
});

const anyone: Connection = {
  user: undefined,
  host: undefined,
  address: undefined,
  localAddress: undefined,
  localPort: undefined,
};

test('for a connection of which nothing is known, a Match block leaves its values in doubt', () => {
  const world = {
    ...clientWorld({ sshd: 'ClientAliveInterval 30\nMatch user bob\n  ClientAliveInterval 5\n' }),
    side: 'server',
    groupsOf: () => undefined,
  } as const;
  const reading = lookUpServer({ path: 'sshd', connection: anyone }, world);

  const setting = reading.setting('clientaliveinterval');
  assert.deepEqual(setting.kind === 'unknown' && setting.candidates.map(({ value }) => value), ['5', '30']);
});

test('TCPKeepAlive inside a Match block ends sshd', () => {
  const world = {
    ...clientWorld({ sshd: 'Match user bob\n  TCPKeepAlive no\n' }),
    side: 'server',
    groupsOf: () => undefined,
  } as const;
  const reading = lookUpServer({ path: 'sshd', connection: undefined }, world);

  assert.deepEqual(
    reading.refusals.map(({ place }) => place),
    [{ file: 'sshd', line: 2, column: 3 }],
  );
});

for (const { version, refused } of [
  { version: [9, 4], refused: [2, 4] },
  { version: [9, 5], refused: [] },
] as const) {
  test(`a subsystem named twice, or in a Match block: sshd ${version.join('.')}`, () => {
    const twice = 'Subsystem sftp a\nSubsystem sftp b\nMatch user bob\n  Subsystem log c\n';
    const world = {
      ...clientWorld({ sshd: twice }),
      build: { version, debian: false },
      side: 'server',
      readsOn: true,
      groupsOf: () => undefined,
    } as const;
    const { refusals } = lookUpServer({ path: 'sshd', connection: undefined }, world);

    assert.deepEqual(
      refusals.map(({ place }) => place?.line),
      refused,
    );
  });
}

test('no file, however broken, throws or hangs', () => {
  const word = fc.constantFrom(
    'Host',
    'Match',
    'Include',
    'a',
    '*',
    '!',
    '"',
    "'",
    '\\',
    '#',
    '=',
    ' ',
    '\n',
    '\0',
    'exec',
    'final',
    'ProxyJump',
    'Hostname',
    '%h',
    ',',
    '[',
    ']',
    ':',
    '@',
    '/',
    'User',
    'CanonicalizeHostname yes\n',
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  fc.assert(
    fc.property(text, (each) => {
      client('prod', each, { '~/.ssh/a': each });
      const world = { ...clientWorld({ sshd: each }), side: 'server', groupsOf: () => undefined } as const;
      lookUpServer({ path: 'sshd', connection: anyone }, world);
    }),
    { numRuns: 1000 },
  );
});

test('a pattern of many stars takes no longer than its length', () => {
  const stars = '*a'.repeat(200);
  const reading = client('a'.repeat(400), `Host ${stars}b\n  ServerAliveInterval 5\n`);

  assert.deepEqual(reading.setting('serveraliveinterval'), { kind: 'known', value: '0', place: undefined });
});

function placeOf(reading: ClientReading, name: string): string | undefined {
  const setting = reading.setting(name);
  return setting.kind === 'known' && setting.place !== undefined
    ? `${setting.place.file}:${setting.place.line}`
    : undefined;
}
