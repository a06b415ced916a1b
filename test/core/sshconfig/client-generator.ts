/** Configurations for ssh, weighted towards what is nasty. */
import * as fc from 'fast-check';

export interface GeneratedFiles {
  readonly main: string;
  readonly included: readonly string[];
  readonly host: string;
}

const HOSTS = [
  'prod',
  'prod.example.invalid',
  'web1',
  'web2.example.invalid',
  '192.0.2.7',
  'PROD',
  '127.1',
  '2001:db8::0:1',
];
const PATTERNS = [
  '*',
  'prod',
  'prod*',
  'web?',
  '*.invalid',
  '!prod',
  '!web*',
  '192.0.2.*',
  'PROD',
  'none',
  '?*',
  '2001:*',
  '127.0.0.1',
  'other',
];

const blank = fc.constantFrom(' ', '  ', '\t', ' = ', '=', ' =', '= ', '==', ' \t ', '');
const usualBlank = fc.constantFrom(' ', ' ', ' ', '\t', '=', ' = ');
const indent = fc.constantFrom('', '', '  ', '\t', '\f', '=');
const tail = fc.constantFrom(
  '',
  '',
  '',
  '',
  ' ',
  '\t',
  ' # a comment',
  '#',
  ' extra',
  ' "',
  '\f',
  ' \\',
  '\0gone',
);
const ending = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', '\r\r\n');

function cased(word: string): fc.Arbitrary<string> {
  return fc.constantFrom(
    word,
    word,
    word.toLowerCase(),
    word.toUpperCase(),
    `"${word}"`,
    `${word}x`,
    `${word.slice(0, 4)}"${word.slice(4)}"`,
  );
}

function quoted(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(value, fc.constantFrom('', '', '', '', '"', "'", '\\'))
    .map(([text, quote]) =>
      quote === '\\' ? `${text.slice(0, 1)}\\${text.slice(1)}` : `${quote}${text}${quote}`,
    );
}

const TIMES = [
  '0',
  '15',
  '60',
  '90',
  '1m',
  '5m',
  '1h30m',
  '1M',
  '1w',
  'none',
  'None',
  '-5',
  '+5',
  ' 7',
  '1.5',
  '5x',
  '2147483647',
  '2147483648',
  '99999999999999999999',
  '3550w',
  '',
  '0x10',
  '1m 5',
  '10s5',
  'NaN',
  '5m-3',
];
const NUMBERS = [
  '0',
  '1',
  '3',
  '9',
  '+4',
  '-1',
  ' 3',
  '3 ',
  '1m',
  '0x10',
  '010',
  '2147483647',
  '2147483648',
  'none',
  '',
];
const FLAGS = ['yes', 'no', 'Yes', 'NO', 'true', 'false', '1', '0', 'on', 'YES ', ''];
const JUMPS = [
  'none',
  'None',
  'bastion',
  'me@bastion:2222',
  'a,b,c@d:9',
  '[2001:db8::5]:22',
  'ssh://u@h:3',
  'ssh://h/path',
  'h:0',
  '@h',
  'h:ssh',
  'a b',
  'none # not',
  'bastion # hop',
  'prod',
  '192.0.2.9',
  'a,,b',
  '',
];

const settings: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      cased('ServerAliveInterval'),
      quoted(fc.constantFrom(...TIMES.slice(0, 10), ...TIMES)),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(
      cased('ServerAliveCountMax'),
      quoted(fc.constantFrom(...NUMBERS.slice(0, 5), ...NUMBERS)),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.oneof(cased('TCPKeepAlive'), cased('KeepAlive')),
      quoted(fc.constantFrom(...FLAGS.slice(0, 6), ...FLAGS)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constantFrom('ProtocolKeepAlives', 'SetupTimeOut', 'ConnectTimeout'),
      fc.constantFrom(...TIMES),
    ),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant('BatchMode'), fc.constantFrom(...FLAGS)) },
  {
    weight: 3,
    arbitrary: fc.tuple(
      cased('Hostname'),
      quoted(
        fc.constantFrom(
          '%h',
          '%h.example.invalid',
          'Real.Example.Invalid',
          '192.0.2.1',
          '127.1',
          '%%',
          '%x',
          '%',
          'web1',
          '2001:DB8::1',
          '',
        ),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(cased('User'), quoted(fc.constantFrom('alice', 'bob', 'root', '', '%h'))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      cased('Port'),
      quoted(fc.constantFrom('22', '2222', '0', '65535', '65536', 'ssh', 'http', 'nope', '-1', '+80', '')),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('ControlMaster'),
      fc.constantFrom('auto', 'autoask', 'ask', 'yes', 'No', 'maybe', ''),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('ControlPersist'),
      fc.constantFrom('yes', 'no', 'Yes', '0', '10m', '600', 'x', 'none'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('ControlPath'),
      fc.constantFrom('none', '/tmp/%C', '/tmp/%h-%p-%r', '/tmp/%y', '/tmp/%', '~/x'),
    ),
  },
  { weight: 3, arbitrary: fc.tuple(cased('ProxyJump'), fc.constantFrom(...JUMPS)) },
  {
    weight: 3,
    arbitrary: fc.tuple(
      cased('ProxyCommand'),
      fc.constantFrom(
        'none',
        'NONE',
        'nc %h %p',
        '"quoted" nc',
        'nc # not a comment',
        '= nc',
        'nc "',
        "nc 'a b'",
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('IgnoreUnknown'),
      quoted(fc.constantFrom('UseKeychain', 'use*,foo*', '*', '!foo,*', 'Foo')),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('UseKeychain', 'FooBar', 'ClientAliveInterval', 'GSSAPIKeyExchange', 'Tag'),
      fc.constantFrom('yes', '5', '"'),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('RSAAuthentication', 'UseRoaming', 'Protocol', 'CompressionLevel', 'Cipher'),
      fc.constantFrom('yes', '2,1', '"', ''),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constant('AddressFamily'), fc.constantFrom('inet', 'INET6', 'any', 'ipv4')),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('ConnectionAttempts'), fc.constantFrom(...NUMBERS)) },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('CanonicalizeHostname'),
      fc.constantFrom('yes', 'no', 'always', 'Always', 'maybe'),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('CanonicalDomains'),
      fc.constantFrom('example.invalid', 'none', 'a.invalid b.invalid', '-bad', 'a none', '""'),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('CanonicalizeMaxDots'), fc.constantFrom('0', '1', '5', 'x')) },
  { weight: 3, arbitrary: others() },
);

/** Keywords that have nothing to do with idle sessions, and values that ssh takes or refuses. */
function others(): fc.Arbitrary<readonly [string, string]> {
  return fc.oneof(
    ...Object.entries({
      LogLevel: ['DEBUG', 'info', 'loud', ''],
      SyslogFacility: ['AUTH', 'local7', 'local8'],
      IPQoS: ['ef', 'lowdelay throughput', '0x10', '256', '010', 'af11 nope', '08'],
      RekeyLimit: ['1G', 'default none', '15', '16', '1G 1h', '1.5G', '-1', '1X', '1G none x', '5Kb', '.5G'],
      EscapeChar: ['~', 'none', '^]', '^', 'ab', '""'],
      TunnelDevice: ['any', '1:2', 'any:any', '1:x', '1:2:3'],
      Tunnel: ['yes', 'Ethernet', 'maybe'],
      AddKeysToAgent: ['yes', 'confirm', 'confirm 5m', '1h', 'yes 5m', 'x'],
      ForwardAgent: ['yes', 'no', '$SSH_AUTH_SOCK', '$BAD-NAME'],
      IdentityAgent: ['none', 'SSH_AUTH_SOCK', '~/a', '$A.B'],
      StreamLocalBindMask: ['0177', '0888', '777', '1777'],
      LocalForward: [
        '8080 host:80',
        '8080',
        '8080 host',
        '[::1]:8080 host:80',
        '/tmp/a /tmp/b',
        '0 h:80',
        '80 h:ssh',
        'x h:80',
        '8080 host:80 x',
        '80 [h]:8',
        '80 a:b:c',
      ],
      RemoteForward: ['8080 host:80', '8080', '0 h:80', '/s h:1', 'x'],
      DynamicForward: ['1080', 'localhost:1080', 'x', '1:2:3', '[::1]:1080'],
      SendEnv: ['LANG LC_*', 'A=B', '""', '-LC_*'],
      SetEnv: ['A=B C=D', 'A', 'A=B "C=d e"'],
      UserKnownHostsFile: ['~/a ~/b', 'none', 'none a', '/dev/null'],
      PermitRemoteOpen: ['any', 'none x', 'h:80', 'h', 'h:*', 'any h:80'],
      VerifyHostKeyDNS: ['ask', 'Yes', 'maybe'],
      StrictHostKeyChecking: ['accept-new', 'off', 'ask', 'never'],
      Compression: ['yes', 'true'],
      RequestTTY: ['force', 'auto', 'true', 'x'],
      SessionType: ['none', 'default', 'x'],
      PubkeyAuthentication: ['host-bound', 'yes', 'x'],
      DSAAuthentication: ['unbound', 'x'],
      FingerprintHash: ['sha256', 'SHA1', 'crc'],
      RequiredRSASize: ['2048', 'x'],
      IdentityFile: ['~/.ssh/id', '""', 'a b'],
      LogVerbose: ['kex.c:*:1', 'none x'],
      CanonicalizePermittedCNAMEs: ['none', 'none x', '*', 'a:', 'x'],
      Ciphers: ['aes128-ctr', '+aes128-cbc', 'nope', '-nope', 'aes128-ctr,,x'],
      KexAlgorithms: ['+nope', 'curve25519-sha256'],
      MACs: ['hmac-sha2-256', 'nope'],
      HostKeyAlgorithms: ['ssh-ed25519', 'nope', '+ssh-rsa'],
      KnownHostsCommand: ['none', '/bin/true %H'],
    }).map(([keyword, values]) => fc.tuple(fc.constant(keyword), fc.constantFrom(...values))),
  );
}

const hostLine = fc
  .tuple(cased('Host'), fc.array(quoted(fc.constantFrom(...PATTERNS)), { minLength: 0, maxLength: 3 }))
  .map(([keyword, patterns]) => [keyword, patterns.join(' ')] as const);

const criterion = fc.oneof(
  fc.constantFrom(
    'all',
    'final',
    'canonical',
    '!all',
    '!final',
    'ALL',
    'exec true',
    'exec false',
    '!exec "false"',
    '!exec true',
    'host',
    'user',
    'tagged x',
    'what ever',
    '"',
    '# c',
    "exec 'true'",
    'exec "true" #',
  ),
  fc
    .tuple(
      fc.constantFrom('host', 'Host', '!host', 'originalhost', '!originalhost'),
      fc.constantFrom(
        '*',
        'prod',
        'prod,web1',
        '*.invalid',
        '!prod,*',
        'PROD',
        '192.0.2.*',
        ',',
        '""',
        '127.0.0.1',
        '2001:db8::1',
      ),
    )
    .map((pair) => pair.join(' ')),
  fc
    .tuple(
      fc.constantFrom('user', '!user', 'localuser', 'LocalUser'),
      fc.constantFrom('alice', 'root', '*', '!root,*', 'alice,bob'),
    )
    .map((pair) => pair.join(' ')),
);

const matchLine = fc
  .tuple(cased('Match'), fc.array(criterion, { minLength: 1, maxLength: 3 }))
  .map(([keyword, criteria]) => [keyword, criteria.join(' ')] as const);

const includeLine = fc
  .tuple(
    cased('Include'),
    quoted(
      fc.constantFrom(
        '@DIR@/inc0',
        '@DIR@/inc*',
        '@DIR@/inc[01]',
        '@DIR@/none*',
        '@DIR@/inc1 @DIR@/inc2',
        '@DIR@/inc?',
        '@DIR@/main',
      ),
    ),
  )
  .map((pair) => pair as readonly [string, string]);

function line(kinds: fc.Arbitrary<readonly [string, string]>, plain: boolean): fc.Arbitrary<string> {
  const parts = plain
    ? fc.tuple(fc.constant('  '), kinds, fc.constant(' '), fc.constant(''), fc.constant('\n'))
    : fc.tuple(indent, kinds, fc.oneof(usualBlank, blank), tail, ending);
  return parts.map(
    ([before, [keyword, value], between, after, end]) =>
      `${before}${keyword}${between}${value}${after}${end}`,
  );
}

const rare = fc.constantFrom(
  '\n',
  '# comment\n',
  '  # indented\r\n',
  '\t\n',
  '"ServerAliveInterval 5\n',
  '\0\n',
  '\xef\xbb\xbf\n',
  '=\n',
  '"" x\n',
  'ServerAliveInterval\n',
  'Port #\n',
  '\f\n',
  'User \xc3\xa9\n',
);

/** `nasty`: how often a line is bent; the others are plain, so that whole files are often accepted. */
function lines(nasty: boolean): fc.Arbitrary<string> {
  const any = fc.oneof(
    { weight: 8, arbitrary: line(settings, !nasty) },
    { weight: 3, arbitrary: line(hostLine, !nasty) },
    { weight: 3, arbitrary: line(matchLine, !nasty) },
    { weight: 1, arbitrary: line(includeLine, !nasty) },
    { weight: 1, arbitrary: rare },
  );
  return fc.array(any, { maxLength: nasty ? 5 : 14 }).map((all) => all.join(''));
}

/** Plain lines with values that ssh takes, so that what is compared is which one counts. */
function goodLines(): fc.Arbitrary<string> {
  const good = fc.oneof(
    fc.tuple(
      fc.constantFrom('ServerAliveInterval', 'serveraliveinterval', 'ProtocolKeepAlives'),
      fc.constantFrom('0', '15', '1m', '90', 'none', '"5m"'),
    ),
    fc.tuple(fc.constantFrom('ServerAliveCountMax', 'SERVERALIVECOUNTMAX'), fc.constantFrom('0', '3', '10')),
    fc.tuple(fc.constantFrom('TCPKeepAlive', 'KeepAlive'), fc.constantFrom('yes', 'no')),
    fc.tuple(fc.constant('BatchMode'), fc.constantFrom('yes', 'no')),
    fc.tuple(fc.constant('Hostname'), fc.constantFrom('web1', '%h.example.invalid', '192.0.2.1')),
    fc.tuple(fc.constant('User'), fc.constantFrom('alice', 'bob', 'root')),
    fc.tuple(fc.constant('Port'), fc.constantFrom('22', '2222')),
    fc.tuple(fc.constant('ControlMaster'), fc.constantFrom('auto', 'no')),
    fc.tuple(fc.constant('ControlPersist'), fc.constantFrom('yes', '10m')),
    fc.tuple(fc.constant('ProxyJump'), fc.constantFrom('none', 'bastion', 'a@b:2,c:3')),
    fc.tuple(fc.constant('ProxyCommand'), fc.constantFrom('none', 'nc %h %p')),
    fc.tuple(fc.constant('CanonicalizeHostname'), fc.constantFrom('yes', 'no', 'always')),
  );
  const goodMatch = fc
    .array(
      fc.constantFrom(
        'host prod',
        'host web1,web2*',
        '!host prod*',
        'originalhost prod',
        'user alice',
        '!user root',
        'localuser root',
        'exec true',
        'exec false',
        'final',
        'canonical',
        '!final',
        '!exec true',
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((all) => ['Match', all.join(' ')] as const);
  const goodHost = fc
    .array(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 3 })
    .map((all) => ['Host', all.join(' ')] as const);
  const goodInclude = fc
    .constantFrom('@DIR@/inc*', '@DIR@/inc0', '@DIR@/inc2 @DIR@/inc1')
    .map((value) => ['Include', value] as const);
  const any = fc.oneof(
    { weight: 6, arbitrary: good },
    { weight: 3, arbitrary: goodHost },
    { weight: 3, arbitrary: goodMatch },
    { weight: 1, arbitrary: fc.constant(['Match', 'all'] as const) },
    { weight: 1, arbitrary: goodInclude },
  );
  return fc.array(any, { maxLength: 20 }).map((all) => all.map((pair) => `${pair.join(' ')}\n`).join(''));
}

export const clientFiles: fc.Arbitrary<GeneratedFiles> = fc.oneof(
  { weight: 3, arbitrary: files(goodLines(), goodLines()) },
  { weight: 2, arbitrary: files(lines(false), lines(false)) },
  { weight: 2, arbitrary: files(lines(true), lines(true)) },
);

function files(main: fc.Arbitrary<string>, included: fc.Arbitrary<string>): fc.Arbitrary<GeneratedFiles> {
  const cut = fc
    .tuple(main, fc.constantFrom(0, 0, 0, 1))
    .map(([text, chars]) => (chars === 0 ? text : text.slice(0, -1)));
  return fc.record({
    main: cut,
    included: fc.array(
      included.map((text) =>
        text.replaceAll('@DIR@/main', '@DIR@/inc9').replaceAll('@DIR@/inc*', '@DIR@/inc2'),
      ),
      { minLength: 3, maxLength: 3 },
    ),
    host: fc.constantFrom(...HOSTS),
  });
}
