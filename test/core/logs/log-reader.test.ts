import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nodeBytes } from '../../../src/adapters/log-file.ts';
import type { Connection } from '../../../src/core/logs/connection.ts';
import { glance, settle } from '../../../src/core/logs/glance.ts';
import { LogReader } from '../../../src/core/logs/log-reader.ts';
import { endOf, type Session, sessionOf } from '../../../src/core/logs/session.ts';
import { SessionJson } from '../../../src/core/logs/session-json.ts';
import { newStamp, readStamp } from '../../../src/core/logs/stamp.ts';
import { projectPath } from '../../expect-golden.ts';
import { missingShared } from '../../shared-file.ts';

/** 2026-11-24 */
const WRITTEN_AT_MS = Date.UTC(2026, 10, 24);

interface Case {
  readonly name: string;
  readonly log: string;
  /** Of each session, in the order of their deciding lines. */
  readonly sessions: readonly Partial<Session>[];
}

const LOGIN = 'Accepted publickey for bob from 192.0.2.7 port 5022 ssh2: ED25519 SHA256:abc';
const OPENED = 'pam_unix(sshd:session): session opened for user bob(uid=1000) by (uid=0)';
const CLOSED = 'pam_unix(sshd:session): session closed for user bob';
const BOB = { user: 'bob', address: '192.0.2.7', port: 5022 };

/** The lines of one session in auth.log, a minute apart. */
function authLog(...messages: readonly string[]): string {
  return messages.map((text, at) => `Nov  7 11:${40 + at}:00 srv ${text}`).join('\n');
}

const cases: readonly Case[] = [
  {
    name: 'a client that says goodbye',
    log: authLog(
      `sshd[100]: ${LOGIN}`,
      `sshd[100]: ${OPENED}`,
      'sshd[120]: Received disconnect from 192.0.2.7 port 5022:11: disconnected by user',
      'sshd[120]: Disconnected from user bob 192.0.2.7 port 5022',
      `sshd[100]: ${CLOSED}`,
    ),
    sessions: [
      {
        ...BOB,
        host: 'srv',
        end: 'client-disconnect',
        idle: 'no',
        startedAt: '2026-11-07T11:40:00.000',
        endedAt: '2026-11-07T11:42:00.000',
        lengthMs: 120_000,
      },
    ],
  },
  {
    name: 'a client that no longer answers',
    log: authLog(
      `sshd[100]: ${LOGIN}`,
      `sshd[100]: ${OPENED}`,
      'sshd[120]: Timeout, client not responding from user bob 192.0.2.7 port 5022',
      `sshd[100]: ${CLOSED}`,
    ),
    sessions: [{ ...BOB, end: 'sshd-client-alive', idle: 'unknown', lengthMs: 120_000 }],
  },
  {
    name: 'an sshd-session of 9.8 that is reset',
    log: authLog(
      `sshd-session[100]: ${LOGIN}`,
      `sshd-session[100]: ${OPENED}`,
      'sshd-session[120]: Read error from remote host 192.0.2.7 port 5022: Connection reset by peer',
      `sshd-session[100]: ${CLOSED}`,
    ),
    sessions: [{ ...BOB, end: 'reset-by-peer', idle: 'unknown' }],
  },
  {
    name: "a session that sshd's own limit ends, though the client then says goodbye",
    log: authLog(
      `sshd[100]: ${LOGIN}`,
      'sshd[120]: channel 0: closing after 300 seconds of inactivity',
      'sshd[120]: Received disconnect from 192.0.2.7 port 5022:11: disconnected by user',
    ).replaceAll('11:42', '11:41'),
    sessions: [{ ...BOB, end: 'sshd-channel-timeout', idle: 'yes', lengthMs: 60_000 }],
  },
  {
    name: 'an unused connection',
    log: authLog(
      `sshd[100]: ${LOGIN}`,
      'sshd[120]: terminating inactive connection from user bob 192.0.2.7 port 5022',
    ),
    sessions: [{ ...BOB, end: 'sshd-unused-connection-timeout', idle: 'yes' }],
  },
  {
    name: 'logind, by the name of its session, before the signal that follows from it',
    log: authLog(
      `sshd[100]: ${LOGIN}`,
      `sshd[100]: ${OPENED}`,
      'systemd-logind[600]: New session c7 of user bob.',
      'systemd-logind[600]: Session "c7" of user "bob" is idle, stopping.',
      'sshd[100]: Exiting on signal 15',
    ).replaceAll('11:44', '11:43'),
    sessions: [{ ...BOB, end: 'logind-stop-idle-session', idle: 'yes', lengthMs: 180_000 }],
  },
  {
    name: 'one connection with several channels, one after the other, of which its child tells',
    log: authLog(
      `sshd[100]: ${LOGIN}`,
      'sshd[100]: User child is on pid 120',
      'sshd[120]: Starting session: shell on pts/0 for bob from 192.0.2.7 port 5022 id 0',
      'sshd[120]: Close session: user bob from 192.0.2.7 port 5022 id 0',
      'sshd[120]: Starting session: command for bob from 192.0.2.7 port 5022 id 0',
      'sshd[120]: Close session: user bob from 192.0.2.7 port 5022 id 0',
      'sshd[120]: Read error from remote host 192.0.2.7 port 5022: Connection reset by peer',
    ),
    sessions: [{ ...BOB, end: 'reset-by-peer', lengthMs: 360_000, quietMs: 60_000 }],
  },
  {
    name: 'a channel of a connection whose child is not named',
    log: authLog(
      `sshd[100]: ${LOGIN}`,
      'sshd[120]: Starting session: shell on pts/0 for bob from 192.0.2.7 port 5022 id 0',
      'sshd[120]: Received disconnect from 192.0.2.7 port 5022:11: disconnected by user',
    ),
    sessions: [{ ...BOB, end: 'client-disconnect', lengthMs: 120_000, quietMs: 60_000 }],
  },
  {
    name: 'a session whose end sshd does not explain',
    log: authLog(`sshd[100]: ${LOGIN}`, `sshd[100]: ${OPENED}`, `sshd[100]: ${CLOSED}`),
    sessions: [{ ...BOB, end: 'unknown', idle: 'unknown', lengthMs: 120_000 }],
  },
  {
    name: 'a session without an end in the log',
    log: authLog(`sshd[100]: ${LOGIN}`, `sshd[100]: ${OPENED}`),
    sessions: [{ ...BOB, end: 'still-open', endedAt: null, lengthMs: null }],
  },
  {
    name: 'an attack, which is one connection and no session',
    log: authLog(
      'sshd[100]: Invalid user admin from 192.0.2.9 port 40000',
      'sshd[100]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.9',
      'sshd[100]: Failed password for invalid user admin from 192.0.2.9 port 40000 ssh2',
      'sshd[100]: Received disconnect from 192.0.2.9 port 40000:11: Bye Bye [preauth]',
      'sshd[100]: Disconnected from invalid user admin 192.0.2.9 port 40000 [preauth]',
    ).replaceAll(/11:4\d/g, '11:40'),
    sessions: [{ user: 'admin', address: '192.0.2.9', port: 40000, end: 'pre-auth', idle: 'no' }],
  },
  {
    name: 'a reset before the login',
    log: authLog('sshd[100]: fatal: Write failed: Connection reset by peer [preauth]'),
    sessions: [{ end: 'pre-auth', idle: 'no' }],
  },
  {
    name: 'a login that was not finished in time, before and since 9.8',
    log: authLog(
      'sshd[100]: fatal: Timeout before authentication for 192.0.2.9 port 40000',
      'sshd[1]: Timeout before authentication for connection from 192.0.2.9 to 192.0.2.1, pid = 7',
    ),
    sessions: [
      { address: '192.0.2.9', port: 40000, end: 'sshd-login-grace-time', idle: 'no' },
      { address: '192.0.2.9', end: 'sshd-login-grace-time', idle: 'no' },
    ],
  },
  {
    name: 'a client with no algorithm in common',
    log: authLog(
      'sshd[100]: Unable to negotiate with 192.0.2.9 port 40000: no matching MAC found. Their offer: x [preauth]',
    ),
    sessions: [{ address: '192.0.2.9', port: 40000, end: 'negotiation-failed', idle: 'no' }],
  },
  {
    name: 'two users at one time, told apart by their ports',
    log: authLog(
      `sshd[100]: ${LOGIN}`,
      'sshd[110]: Accepted password for eve from 192.0.2.8 port 6033 ssh2',
      'sshd[130]: Received disconnect from 192.0.2.8 port 6033:11: disconnected by user',
      'sshd[120]: Timeout, client not responding from user bob 192.0.2.7 port 5022',
    ),
    sessions: [
      { ...BOB, end: 'sshd-client-alive' },
      { user: 'eve', port: 6033, end: 'client-disconnect' },
    ],
  },
  {
    name: 'one process number used again',
    log: authLog(`sshd[100]: ${LOGIN}`, `sshd[100]: ${LOGIN.replace('5022', '5023')}`),
    sessions: [
      { port: 5022, end: 'still-open' },
      { port: 5023, end: 'still-open' },
    ],
  },
  {
    name: 'dropbear that closes an idle session',
    log: [
      'Sat Nov  7 11:40:00 2026 authpriv.info dropbear[300]: Child connection from 192.0.2.7:5022',
      "Sat Nov  7 11:40:01 2026 authpriv.notice dropbear[300]: Pubkey auth succeeded for 'root' with key x from 192.0.2.7:5022",
      'Sat Nov  7 11:45:01 2026 authpriv.info dropbear[300]: Exit (root) from <192.0.2.7:5022>: Idle timeout',
    ].join('\n'),
    sessions: [
      {
        user: 'root',
        address: '192.0.2.7',
        port: 5022,
        end: 'dropbear-idle-timeout',
        idle: 'yes',
        lengthMs: 300_000,
      },
    ],
  },
  {
    name: 'dropbear whose client leaves, and one that never logged in',
    log: authLog(
      'dropbear[300]: Exit (root): Disconnect received',
      "dropbear[301]: Exit before auth from <192.0.2.9:7>: (user 'root', 3 fails): Timeout before auth",
    ),
    sessions: [
      { user: 'root', end: 'client-disconnect' },
      { user: 'root', address: '192.0.2.9', port: 7, end: 'dropbear-auth-timeout', idle: 'no' },
    ],
  },
  {
    name: 'a restart of the machine in the journal',
    log: `${authLog(`sshd[100]: ${LOGIN}`)}\n-- Boot 0123456789abcdef0123456789abcdef --`,
    sessions: [{ ...BOB, end: 'server-reboot', idle: 'no' }],
  },
  {
    name: 'a log that goes over the turn of the year',
    log: `Dec 31 23:59:00 srv sshd[100]: ${LOGIN}\nJan  1 00:01:00 srv sshd[100]: Timeout, client not responding.`,
    sessions: [
      {
        startedAt: '2025-12-31T23:59:00.000',
        endedAt: '2026-01-01T00:01:00.000',
        lengthMs: 120_000,
        end: 'sshd-client-alive',
      },
    ],
  },
  {
    name: 'a log of last December, written in November',
    log: 'Dec 24 10:00:00 srv sshd[100]: Timeout, client not responding.',
    sessions: [{ endedAt: '2025-12-24T10:00:00.000' }],
  },
  {
    name: "a journal's first line, which names the year",
    log: '-- Logs begin at Wed 2019-04-22 12:43:49 PDT, end at Sun 2020-06-14 22:26:32 PDT. --\nApr 22 12:43:49 srv sshd[1]: Timeout, client not responding.',
    sessions: [{ endedAt: '2020-04-22T12:43:49.000' }],
  },
  {
    name: 'what a client says of its own end',
    log: 'Read from remote host srv: Connection reset by peer\r\nConnection to srv closed.\r\nclient_loop: send disconnect: Broken pipe\r\n',
    sessions: [{ address: 'srv', end: 'reset-by-peer', lines: [1, 2, 3] }],
  },
  {
    name: 'a shell that logged its user out',
    log: '$ \u0007timed out waiting for input: auto-logout\nConnection to srv closed.',
    sessions: [{ end: 'bash-tmout', idle: 'yes' }],
  },
  {
    name: 'damage, which is never idleness',
    log: 'Corrupted MAC on input.\nssh_dispatch_run_fatal: Connection to 192.0.2.1 port 22: message authentication code incorrect',
    sessions: [{ end: 'connection-lost', idle: 'no' }],
  },
  {
    name: 'an ordinary end under ssh -vvv',
    log: 'debug1: client_input_channel_req: channel 0 rtype exit-status reply 0\nConnection to 192.0.2.1 closed.\ndebug1: Exit status 0',
    sessions: [{ address: '192.0.2.1', end: 'normal-logout', idle: 'no' }],
  },
];

for (const { name, log, sessions } of cases) {
  test(`${name}: is read as such`, () => {
    const found = sessionsIn(log).toSorted((a, b) => (a.lines[0] ?? 0) - (b.lines[0] ?? 0));

    assert.equal(found.length, sessions.length, JSON.stringify(found));
    for (const [at, expected] of sessions.entries()) {
      const keys = Object.keys(expected) as (keyof Session)[];
      assert.deepEqual(Object.fromEntries(keys.map((key) => [key, found[at]?.[key]])), expected);
    }
  });
}

const heads: readonly { form: string; line: string; endedAt: string | null }[] = [
  { form: 'BSD syslog', line: 'Nov  7 11:45:42 srv sshd[9]: ', endedAt: '2026-11-07T11:45:42.000' },
  {
    form: 'BSD syslog with a fraction',
    line: 'Nov 17 11:45:42.123456 srv sshd[9]: ',
    endedAt: '2026-11-17T11:45:42.123',
  },
  { form: 'short-iso', line: '2026-11-07T11:45:42+0200 srv sshd[9]: ', endedAt: '2026-11-07T09:45:42.000Z' },
  {
    form: 'rsyslog',
    line: '2026-11-07T11:45:42.250000+02:00 srv sshd[9]: ',
    endedAt: '2026-11-07T09:45:42.250Z',
  },
  { form: 'UTC', line: '2026-11-07T11:45:42Z srv sshd[9]: ', endedAt: '2026-11-07T11:45:42.000Z' },
  {
    form: 'short-full',
    line: 'Sat 2026-11-07 11:45:42 CET srv sshd[9]: ',
    endedAt: '2026-11-07T11:45:42.000',
  },
  {
    form: 'short-full in UTC',
    line: 'Sat 2026-11-07 11:45:42 UTC srv sshd[9]: ',
    endedAt: '2026-11-07T11:45:42.000Z',
  },
  { form: 'short-unix', line: '1762512342.500000 srv sshd[9]: ', endedAt: '2025-11-07T10:45:42.500Z' },
  { form: 'short-monotonic', line: '[  123.456789] srv sshd[9]: ', endedAt: null },
  {
    form: 'RFC 5424',
    line: '<86>1 2026-11-07T11:45:42.000Z srv sshd 9 - - ',
    endedAt: '2026-11-07T11:45:42.000Z',
  },
  {
    form: 'RFC 5424 with data',
    line: '<86>1 2026-11-07T11:45:42Z srv sshd 9 - [a b="[c\\]d"][e f="g"] ',
    endedAt: '2026-11-07T11:45:42.000Z',
  },
  {
    form: 'Solaris',
    line: 'Nov  7 11:45:42 srv sshd[9]: [ID 800047 auth.info] ',
    endedAt: '2026-11-07T11:45:42.000',
  },
  { form: 'a priority', line: '<38>Nov  7 11:45:42 srv sshd[9]: ', endedAt: '2026-11-07T11:45:42.000' },
  { form: 'no process', line: 'Nov  7 11:45:42 srv sshd: ', endedAt: '2026-11-07T11:45:42.000' },
  { form: 'no time', line: 'srv sshd[9]: ', endedAt: null },
  { form: 'a time alone', line: '12:35:23.453 sshd[84]:   ', endedAt: null },
  { form: 'Windows', line: '8472 2026-11-07 11:45:42.123 ', endedAt: '2026-11-07T11:45:42.123' },
];

for (const { form, line, endedAt } of heads) {
  test(`a line in the form of ${form} is read`, () => {
    const [session] = sessionsIn(`${line}Timeout, client not responding from user bob 192.0.2.7 port 5022`);

    assert.deepEqual(
      [session?.end, session?.user, session?.address, session?.port, session?.endedAt],
      ['sshd-client-alive', 'bob', '192.0.2.7', 5022, endedAt],
    );
  });
}

const journal = {
  __REALTIME_TIMESTAMP: '1762512342500000',
  _PID: '9',
  _HOSTNAME: 'srv',
  SYSLOG_IDENTIFIER: 'sshd-session',
  MESSAGE: 'Timeout, client not responding from user bob 192.0.2.7 port 5022',
};
/** What journald adds to each entry, around the fields that matter. */
const wholeEntry = {
  __CURSOR: 's=1;i=2',
  ...Object.fromEntries(Object.entries(journal).slice(0, 2)),
  __MONOTONIC_TIMESTAMP: '123',
  _BOOT_ID: '0123456789abcdef0123456789abcdef',
  ...Object.fromEntries(Object.entries(journal).slice(2)),
  _CMDLINE: '"sshd-session: bob [priv]" ""',
  _TRANSPORT: 'syslog',
};
const journals: readonly { form: string; log: string }[] = [
  { form: 'json', log: JSON.stringify(wholeEntry) },
  { form: 'json-sse', log: `data: ${JSON.stringify(journal)}\n` },
  { form: 'json-seq', log: `\u001e${JSON.stringify(journal)}\n` },
  {
    form: 'json with a message that is no text',
    log: JSON.stringify({ ...journal, MESSAGE: [...Buffer.from(journal.MESSAGE)] }),
  },
  { form: 'json-pretty', log: JSON.stringify(wholeEntry, undefined, '\t').replaceAll('": "', '" : "') },
  {
    form: 'export',
    log: `${Object.entries(wholeEntry)
      .map(([key, value]) => `${key}=${value}`)
      .join('\n')}\n\n`,
  },
  {
    form: 'verbose',
    log: `Sat 2025-11-07 10:45:42.500000 UTC [s=1]\n${Object.entries(wholeEntry)
      .map(([key, value]) => `    ${key}=${value}`)
      .join('\n')}\n`,
  },
];

for (const { form, log } of journals) {
  test(`journalctl -o ${form} is read`, () => {
    const [session] = sessionsIn(log);

    assert.deepEqual(
      [session?.end, session?.user, session?.host, session?.endedAt],
      ['sshd-client-alive', 'bob', 'srv', '2025-11-07T10:45:42.500Z'],
    );
  });
}

/** Messages of attacks, as they come again and again, each of one of a few processes and peers. */
const attackLine = fc
  .record({
    pid: fc.integer({ min: 100, max: 103 }),
    minute: fc.integer({ min: 10, max: 12 }),
    address: fc.constantFrom('192.0.2.7', '192.0.2.77', '2001:db8::7', '::ffff:192.0.2.7'),
    port: fc.constantFrom(5022, 502, 65_535),
    user: fc.constantFrom('bob', 'bo', 'a b', 'jörg'),
    form: fc.constantFrom(
      'Invalid user USER from PEER',
      'Failed password for invalid user USER from PEER ssh2',
      'Failed none for USER from PEER ssh2',
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7 user=bob',
      'Received disconnect from PEER:11: Bye Bye [preauth]',
      'Disconnected from invalid user USER PEER [preauth]',
      'Disconnected from authenticating user USER PEER [preauth]',
      'Disconnected from PEER [preauth]',
      'Connection closed by PEER [preauth]',
      'Connection closed by authenticating user USER PEER [preauth]',
      'Connection reset by invalid user USER PEER [preauth]',
      'Connection reset by PEER',
      'Accepted password for USER from PEER ssh2',
      'Disconnected from user USER PEER',
    ),
  })
  .map(({ pid, minute, address, port, user, form }) => ({
    head: `Nov  7 11:${minute}:00 srv sshd[${pid}]: `,
    message: form.replace('USER', user).replace('PEER', `${address} port ${port}`),
  }));

test('property: the quick ways of reading attacks say what the long one says', () => {
  fc.assert(
    fc.property(fc.array(attackLine, { maxLength: 25 }), (lines) => {
      const quick = sessionsIn(lines.map(({ head, message }) => head + message).join('\n'));

      // A level before the message, and a fraction of a second, are for the long way.
      const long = sessionsIn(
        lines.map(({ head, message }) => `${head.replace(':00 ', ':00.000 ')}info: ${message}`).join('\n'),
      );
      assert.deepEqual(quick, long);
    }),
    { numRuns: 1000 },
  );
});

test('property: a session is written as JSON.stringify would write it', () => {
  fc.assert(
    fc.property(fc.array(attackLine, { maxLength: 12 }), fc.string({ unit: 'binary' }), (lines, file) => {
      const json = new SessionJson();
      const log = Buffer.from(lines.map(({ head, message }) => head + message).join('\n'));
      for (const connection of connectionsIn(log, true))
        assert.equal(json.of(connection, file, 1), JSON.stringify(sessionOf(connection, file, 1)));
    }),
    { numRuns: 300 },
  );
});

test('property: a stamp that was only glanced at is the one that is read', () => {
  const form = fc
    .tuple(
      fc.constantFrom(...heads.map(({ line }) => line), '2026-02-29T24:60:61.5+0000 srv sshd[1]: '),
      fc.array(fc.tuple(fc.nat(40), fc.constantFrom('0', '3', '9', ' ', ':', '-', '.', 'Z')), {
        maxLength: 3,
      }),
    )
    .map(([line, changes]) => {
      const text = `${line}Timeout, client not responding.`.split('');
      for (const [at, letter] of changes) text[at] = letter;
      return Buffer.from(text.join(''));
    });
  let glanced = 0;
  fc.assert(
    fc.property(form, (bytes) => {
      const [quick, long] = [newStamp(), newStamp()];
      if (!glance(bytes, 0, bytes.length, quick)) return;
      glanced += 1;
      settle(bytes, quick);
      readStamp(bytes, 0, bytes.length, long);

      assert.deepEqual(
        [quick.kind, quick.ms, quick.end, quick.month],
        [long.kind, long.ms, long.end, long.month],
      );
    }),
    { numRuns: 2000 },
  );
  assert.ok(glanced > 100, `${glanced} of 2000`);
});

test('counting alone gives the same counts as reading who attacked', () => {
  const log = cases.map((each) => each.log).join('\n');
  const counted = connectionsIn(Buffer.from(log), false).map(endOf);

  assert.deepEqual(counted.toSorted(), connectionsIn(Buffer.from(log), true).map(endOf).toSorted());
});

test('property: any bytes are read without a fault, and every session has an end', () => {
  const lines = cases.flatMap(({ log }) => log.split('\n'));
  const piece = fc.oneof(
    fc.constantFrom(...lines),
    fc.constantFrom(...lines).chain((line) => fc.nat(line.length).map((at) => line.slice(0, at))),
    fc.constantFrom(...heads.map(({ line }) => line)),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...journals.map(({ log }) => log)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const sessions = sessionsIn(pieces.join('\n'));

      assert.ok(sessions.every(({ end, lengthMs }) => end !== '' && (lengthMs === null || lengthMs >= 0)));
    }),
    { numRuns: 300 },
  );
});

test('property: how the bytes come in pieces makes no difference', () => {
  const log = Buffer.from(cases.map((each) => each.log).join('\n'));
  const whole = connectionsIn(log, true).map(endOf);
  fc.assert(
    fc.property(fc.array(fc.nat(log.length), { maxLength: 8 }), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), log.length];
      const chunks = edges.slice(1).map((edge, at) => log.subarray(edges[at], edge));

      assert.deepEqual(connectionsInChunks(chunks, true).map(endOf), whole);
    }),
    { numRuns: 100 },
  );
});

test('property: memory is bounded: a million attacks are handed on while they come', () => {
  let most = 0;
  let begun = 0;
  let done = 0;
  const reader = new LogReader({
    anchorMs: WRITTEN_AT_MS,
    tools: nodeBytes,
    withAttempts: false,
    finished: () => {
      done += 1;
    },
  });
  for (let round = 0; round < 20; round += 1) {
    const lines = Array.from(
      { length: 5000 },
      (_, at) => `2026-11-07T11:40:00Z srv sshd[${round * 5000 + at}]: Invalid user x from 192.0.2.9\n`,
    );
    begun += lines.length;
    reader.feed(Buffer.from(lines.join('')));
    most = Math.max(most, begun - done);
  }
  reader.end(Buffer.alloc(0));

  assert.equal(done, 100_000);
  assert.ok(most < 20_000, `${most} held`);
});

/** What a person read in the collected logs: the first column of the truth is the file, the second its words. */
const TRUTH: readonly { file: string; ends: Readonly<Record<string, number>> }[] = [
  { file: 'excerpt__sshd-d_mtu-hang_server.txt', ends: { 'still-open': 1 } },
  {
    file: 'excerpt__journal_clientalive-timeout-then-normal-logout.txt',
    ends: { 'sshd-client-alive': 1, 'client-disconnect': 1 },
  },
  { file: 'excerpt__auth_log_timeout_client_not_responding_2009.txt', ends: { 'sshd-client-alive': 1 } },
  { file: 'excerpt__journalctl_timeout_client_not_responding_2020.txt', ends: { 'sshd-client-alive': 1 } },
  { file: 'excerpt__journal_sshd-session_reset_with_wifi_errors.txt', ends: { 'reset-by-peer': 1 } },
  {
    file: 'excerpt__ssh_read-operation-timed-out_then-host-unreachable.txt',
    ends: { 'connection-lost': 1, 'pre-auth': 1 },
  },
  { file: 'excerpt__ssh_poweroff_broken-pipe.txt', ends: { 'server-reboot': 1 } },
  { file: 'excerpt__ssh_corrupted-mac.txt', ends: { 'connection-lost': 1 } },
  { file: 'excerpt__git_push_packet_write_wait.txt', ends: { 'connection-lost': 1 } },
  { file: 'excerpt__scp_timeout-server-not-responding_2007.txt', ends: { 'client-server-alive-timeout': 1 } },
  { file: 'excerpt__putty-log_software-caused-connection-abort.txt', ends: { 'connection-lost': 1 } },
  { file: 'excerpt__mobaxterm_software-caused-connection-abort.txt', ends: { 'connection-lost': 1 } },
  { file: 'excerpt__checkpoint_tmout-auto-logout.txt', ends: { 'bash-tmout': 1 } },
  { file: 'excerpt__ssh-vvv_serveralive_exchange.txt', ends: {} },
  { file: 'excerpt__ssh-vvv_typescript_clean-exit.txt', ends: { 'normal-logout': 1 } },
  { file: 'crowdsec__ssh-timeout.log', ends: { 'sshd-login-grace-time': 4, 'pre-auth': 4 } },
  { file: 'crowdsec__sshd-logs-fp.log', ends: { 'normal-logout': 1 } },
  {
    file: 'crowdsec__sshd-logs.log',
    ends: { 'pre-auth': 15, 'negotiation-failed': 3, 'sshd-login-grace-time': 1 },
  },
  { file: 'loghub__OpenSSH_2k.log', ends: { 'pre-auth': 517, 'client-disconnect': 1 } },
];

for (const { file, ends } of TRUTH) {
  test(`the collected log ${file} is read as a person read it`, {
    skip: missingShared(`cases/logs/${file}`),
  }, () => {
    const path = projectPath(`../shared/cases/logs/${file}`);
    const counts: Record<string, number> = {};
    for (const end of connectionsIn(readFileSync(path), true, statSync(path).mtimeMs).map(endOf))
      counts[end] = (counts[end] ?? 0) + 1;

    assert.deepEqual(counts, ends);
  });
}

/** Logs in which a person found attacks, and no session that was dropped for idleness. */
const ATTACKS = [
  'fail2ban__sshd.log',
  'loghub__OpenSSH_2k.log',
  'ossec__log-entries-sshd.log',
  'crowdsec__endlessh-syslogs.log',
];

test('no row of the truth is left out', { skip: missingShared('cases/log_truth.tsv') }, () => {
  const rows = readFileSync(projectPath('../shared/cases/log_truth.tsv'), 'utf8').trim().split('\n').slice(1);
  const known = new Set([...TRUTH.map(({ file }) => file), ...ATTACKS]);

  assert.ok(rows.length > 0);
  assert.deepEqual(
    rows.map((row) => row.split('\t', 1)[0]?.replace('logs/', '') ?? '').filter((file) => !known.has(file)),
    [],
  );
});

test('property: collected logs with changed bytes are read to their end', {
  skip: missingShared('cases/logs'),
}, () => {
  const folder = projectPath('../shared/cases/logs');
  const logs = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`).subarray(0, 20_000));
  const change = fc.tuple(
    fc.nat(20_000),
    fc.constantFrom(0, 9, 10, 13, 32, 34, 58, 61, 91, 93, 123, 125, 255),
  );
  fc.assert(
    fc.property(fc.constantFrom(...logs), fc.array(change, { maxLength: 60 }), (log, changes) => {
      const bytes = Buffer.from(log);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;

      const counted = connectionsIn(bytes, false);
      const listed = connectionsIn(bytes, true);

      assert.ok([...counted, ...listed].every((connection) => endOf(connection) !== ''));
    }),
    { numRuns: 200 },
  );
});

test('no collected log of attacks has an idle drop in it', {
  skip: missingShared('cases/logs/fail2ban__sshd.log'),
}, () => {
  for (const file of ATTACKS) {
    const log = readFileSync(projectPath(`../shared/cases/logs/${file}`));
    const idle = connectionsIn(log, true)
      .map((connection) => sessionOf(connection, file, 0))
      .filter((session) => session.idle === 'yes');

    assert.deepEqual(idle, []);
  }
});

function sessionsIn(log: string): readonly Session[] {
  const sessions: Session[] = [];
  readInto(Buffer.from(log), (connection, years) => sessions.push(sessionOf(connection, 'log', years)));
  return sessions;
}

function connectionsIn(
  log: Uint8Array,
  withAttempts: boolean,
  anchorMs = WRITTEN_AT_MS,
): readonly Connection[] {
  return connectionsInChunks([log], withAttempts, anchorMs);
}

function connectionsInChunks(
  chunks: readonly Uint8Array[],
  withAttempts: boolean,
  anchorMs = WRITTEN_AT_MS,
): readonly Connection[] {
  const found: Connection[] = [];
  const reader = new LogReader({
    anchorMs,
    tools: nodeBytes,
    withAttempts,
    finished: (connection) => found.push(connection),
  });
  let rest = Buffer.alloc(0);
  for (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    rest = bytes.subarray(reader.feed(bytes));
  }
  reader.end(rest);
  return found;
}

function readInto(log: Buffer, finished: (connection: Connection, yearsTooLate: number) => void): void {
  const reader = new LogReader({ anchorMs: WRITTEN_AT_MS, tools: nodeBytes, withAttempts: true, finished });
  reader.end(log.subarray(reader.feed(log)));
}
