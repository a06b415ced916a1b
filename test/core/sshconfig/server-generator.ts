/** Configurations for sshd, weighted towards what is nasty. */
import * as fc from 'fast-check';
import type { GeneratedFiles } from './client-generator.ts';

type Pair = readonly [string, string];

const TIMES = ['0', '30', '5m', '1h30m', '90', '-1', '+5', '1.5', 'none', '5x', '2147483648', '""', '"7"'];
const NUMBERS = ['0', '3', '10', '+4', '-1', '1m', '010', '2147483648', '""'];
const FLAGS = ['yes', 'no', 'YES', 'true', '1', '""', '"yes"'];

function anyOf(values: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<Pair> {
  return fc.oneof(
    ...Object.entries(values).map(([keyword, texts]) =>
      fc.tuple(fc.constantFrom(keyword, keyword.toUpperCase()), fc.constantFrom(...texts)),
    ),
  );
}

const keepalive = anyOf({
  ClientAliveInterval: TIMES,
  ClientAliveCountMax: NUMBERS,
  LoginGraceTime: TIMES,
  UnusedConnectionTimeout: [...TIMES, 'None'],
});

const others = anyOf({
  TCPKeepAlive: FLAGS,
  KeepAlive: FLAGS,
  PermitTTY: FLAGS,
  UseDNS: FLAGS,
  LogLevel: ['debug', 'INFO', 'loud'],
  MaxAuthTries: NUMBERS,
  MaxSessions: NUMBERS,
  X11DisplayOffset: NUMBERS,
  ServerAliveInterval: ['5'],
  ChannelTimeout: ['session:*=5m', 'none', 'none x', '*=1h agent=1', 'x', '=5', 'a='],
  AllowUsers: ['alice', 'bob@192.0.2.0/24', 'x@10.0.0.1/8', '""', ''],
  AllowGroups: ['""', 'wheel'],
  AuthorizedKeysFile: ['.ssh/a .ssh/b', 'none', '""'],
  AuthorizedKeysCommand: ['/bin/true', 'none', 'relative'],
  AuthorizedKeysCommandUser: ['nobody'],
  PubkeyAuthOptions: ['none', 'touch-required x', 'verify-required'],
  PermitRootLogin: ['without-password', 'no', 'maybe'],
  PermitOpen: ['any', 'h:80', 'h', 'h:*', 'h:x'],
  PermitListen: ['8080', 'h:80', 'x', 'none'],
  MaxStartups: ['10:30:100', '10', '0', '10:30', '10:200:100', 'x', '100:30:10'],
  PerSourceNetBlockSize: ['24:56', '33', '24', '24:129'],
  PerSourceMaxStartups: ['none', '5', 'x'],
  Subsystem: ['sftp internal-sftp', 'sftp', 'other /bin/true -x'],
  ListenAddress: ['0.0.0.0', '[::]:22', '::', '127.0.0.1:0', '127.0.0.1:x', '127.0.0.1:2222'],
  Port: ['22', '0', 'x', '70000', 'ssh'],
  AddressFamily: ['inet', 'any', 'x'],
  IPQoS: ['ef', 'x', 'ef cs1'],
  RekeyLimit: ['1G 1h', 'x', '15'],
  Ciphers: ['aes128-ctr', 'nope'],
  Compression: ['delayed', 'yes', 'x'],
  PermitTunnel: ['yes', 'YES', 'ethernet'],
  PermitUserEnvironment: ['yes', 'LANG'],
  VersionAddendum: ['none', 'x # y'],
  ForceCommand: ['/bin/true # x', 'none', '"x'],
  AcceptEnv: ['LANG LC_*', 'A=B'],
  SetEnv: ['A=B', 'A'],
  StreamLocalBindMask: ['0177', '9'],
  LogVerbose: ['none x', 'kex.c:*:1'],
  UsePrivilegeSeparation: ['yes'],
  Protocol: ['2'],
  GSSAPIUseSessionCredCache: ['yes'],
  FingerprintHash: ['sha256', 'x'],
  FooBar: ['x'],
});

const criterion = fc.oneof(
  fc.constantFrom(
    'all',
    'All',
    'user',
    'what x',
    '"',
    '# c',
    'localport x',
    'address 10.0.0.1/8',
    '!user alice',
    'final',
  ),
  fc
    .tuple(
      fc.constantFrom('user', 'User', 'group'),
      fc.constantFrom('alice', 'root', 'alice,bob', '!root,*', '*', '""', 'nogroup', '!root'),
    )
    .map((pair) => pair.join(' ')),
  fc
    .tuple(
      fc.constantFrom('host', 'address', 'localaddress'),
      fc.constantFrom(
        '*',
        '192.0.2.0/24',
        '!192.0.2.7,*',
        '2001:db8::/32',
        '*.invalid',
        'other',
        '198.51.100.1',
        '192.0.2.*',
        '192.0.2.0/33',
      ),
    )
    .map((pair) => pair.join(' ')),
  fc.constantFrom('localport 22', 'localport 2222', 'LocalPort ssh'),
);

const blocks: fc.Arbitrary<Pair> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constant('Match'),
      fc.array(criterion, { minLength: 1, maxLength: 2 }).map((all) => all.join(' ')),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('Include'),
      fc.constantFrom('@DIR@/inc*', '@DIR@/inc0', '@DIR@/none*', '@DIR@/inc1 @DIR@/inc2', '# none', '""'),
    ),
  },
);

const good: fc.Arbitrary<Pair> = anyOf({
  ClientAliveInterval: ['0', '30', '5m'],
  ClientAliveCountMax: ['0', '3', '10'],
  PermitTTY: ['yes', 'no'],
  MaxSessions: ['1', '20'],
  LogLevel: ['debug', 'verbose'],
  UnusedConnectionTimeout: ['none', '5m', '30'],
});

const goodBlock: fc.Arbitrary<Pair> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constant('Match'),
      fc.constantFrom(
        'user alice',
        'user root',
        'all',
        'address 192.0.2.0/24',
        'group root',
        'host *.invalid user alice',
        'localport 22',
        'user !alice,*',
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constant('Include'), fc.constantFrom('@DIR@/inc*', '@DIR@/inc0', '@DIR@/inc2')),
  },
);

function text(line: fc.Arbitrary<Pair>, nasty: boolean): fc.Arbitrary<string> {
  const parts = nasty
    ? fc.tuple(
        fc.constantFrom('', '  ', '\t', '='),
        line,
        fc.constantFrom(' ', '\t', '=', ' = ', ''),
        fc.constantFrom('', '', '', ' # c', ' x', '\f', ' "'),
        fc.constantFrom('\n', '\n', '\r\n'),
      )
    : fc.tuple(fc.constant('  '), line, fc.constant(' '), fc.constant(''), fc.constant('\n'));
  const each = parts.map(
    ([before, [keyword, value], between, after, end]) =>
      `${before}${keyword}${between}${value}${after}${end}`,
  );
  return fc.array(each, { maxLength: nasty ? 5 : 16 }).map((all) => all.join(''));
}

const mixed = fc.oneof(
  { weight: 3, arbitrary: keepalive },
  { weight: 3, arbitrary: others },
  { weight: 2, arbitrary: blocks },
);
const global = fc.oneof(
  { weight: 4, arbitrary: good },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('TCPKeepAlive', 'UseDNS'), fc.constantFrom('yes', 'no')) },
  { weight: 1, arbitrary: goodBlock },
);
const wellFormed = fc.oneof({ weight: 4, arbitrary: good }, { weight: 3, arbitrary: goodBlock });

export const serverFiles: fc.Arbitrary<GeneratedFiles> = fc.oneof(
  { weight: 3, arbitrary: files(wellFormed, false) },
  { weight: 2, arbitrary: files(global, false) },
  { weight: 2, arbitrary: files(mixed, false) },
  { weight: 2, arbitrary: files(mixed, true) },
);

function files(line: fc.Arbitrary<Pair>, nasty: boolean): fc.Arbitrary<GeneratedFiles> {
  return fc.record({
    main: text(line, nasty),
    included: fc.array(
      text(line, nasty).map((each) => each.replaceAll(/@DIR@\/inc[*0-9]/g, '@DIR@/none')),
      { minLength: 3, maxLength: 3 },
    ),
    host: fc.constant('unused'),
  });
}
