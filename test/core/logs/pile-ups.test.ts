/** Numbers at which lost sessions pile up: their lengths, or the silences before their ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nodeBytes } from '../../../src/adapters/log-file.ts';
import { isoText } from '../../../src/core/logs/calendar.ts';
import { LogReader } from '../../../src/core/logs/log-reader.ts';
import { Overview } from '../../../src/core/logs/overview.ts';
import { type Session, sessionOf } from '../../../src/core/logs/session.ts';

const MORNING_MS = Date.UTC(2026, 10, 7, 8);
const LIMIT_S = 300;

/** One that works for some time, with a line in the log now and then, and is lost after so many quiet seconds. */
interface Lost {
  /** Seconds from one sign of it to the next. */
  readonly steps: readonly number[];
  readonly quietS: number;
}

function logOf(sessions: readonly Lost[]): string {
  return sessions
    .flatMap(({ steps, quietS }, at) => {
      const pid = 1000 + 10 * at;
      const peer = `from 192.0.2.7 port ${5000 + at}`;
      const said = [
        `Accepted publickey for bob ${peer} ssh2: ED25519 SHA256:abc`,
        `User child is on pid ${pid + 1}`,
        ...steps.map((_, step) => `Starting session: command for bob ${peer} id ${step}`),
        `Close session: user bob ${peer} id 0`,
        `Timeout, client not responding from user bob ${peer.slice(5)}`,
        'pam_unix(sshd:session): session closed for user bob',
      ];
      const gaps = [0, 0, ...steps, quietS, 0, 1];
      let atMs = MORNING_MS + at * 86_400_000;
      return said.map((message, line) => {
        atMs += (gaps[line] ?? 0) * 1000;
        const isChild = !/^(Accepted|User|pam)/.test(message);
        return `${isoText(atMs)}Z srv sshd[${isChild ? pid + 1 : pid}]: ${message}`;
      });
    })
    .join('\n');
}

function read(log: string): { readonly overview: Overview; readonly sessions: readonly Session[] } {
  const overview = new Overview();
  const sessions: Session[] = [];
  const reader = new LogReader({
    anchorMs: MORNING_MS + 90 * 86_400_000,
    tools: nodeBytes,
    withAttempts: true,
    finished: (connection, tooLate) => {
      const session = sessionOf(connection, 'auth.log', tooLate);
      sessions.push(session);
      overview.add(connection, () => session);
    },
  });
  const bytes = Buffer.from(log);
  reader.end(bytes.subarray(reader.feed(bytes)));
  return { overview, sessions };
}

/** Lengths spread over hours, so that they pile up nowhere. */
const busy = Array.from({ length: 20 }, (_, at) => ({
  steps: [60, Math.round(200 * 1.2 ** at)],
  quietS: LIMIT_S,
}));

test('silences before the end pile up at the limit, though the lengths are all different', () => {
  const { overview } = read(logOf(busy));

  const [found, ...others] = overview.pileUps();
  assert.deepEqual(others, []);
  assert.equal(found?.what, 'quiet');
  assert.equal(found.sessions, busy.length);
  assert.equal(found.of, busy.length);
  assert.ok(found.lowerMs <= LIMIT_S * 1000 && LIMIT_S * 1000 < found.upperMs, JSON.stringify(found));
});

test('where nothing is logged between login and end, lengths alone are named', () => {
  const { overview } = read(logOf(busy.map(() => ({ steps: [], quietS: LIMIT_S }))));

  assert.deepEqual(
    overview.pileUps().map(({ what, sessions }) => [what, sessions]),
    [['length', busy.length]],
  );
});

test('silences of all lengths are no limit', () => {
  const { overview } = read(
    logOf(busy.map(({ steps }, at) => ({ steps, quietS: Math.round(10 * 1.5 ** at) }))),
  );

  assert.deepEqual(overview.pileUps(), []);
});

test('what sshd says at the end itself is no sign of life', () => {
  const { sessions } = read(logOf([{ steps: [100, 100], quietS: 40 }]));

  assert.deepEqual(
    sessions.map(({ quietMs, lengthMs, end }) => ({ quietMs, lengthMs, end })),
    [{ quietMs: 40_000, lengthMs: 240_000, end: 'sshd-client-alive' }],
  );
});

test('a session whose beginning is not in the log has no known silence', () => {
  const { sessions } = read(logOf(busy.slice(0, 1)).split('\n').at(-2) ?? '');

  assert.deepEqual(
    sessions.map(({ quietMs }) => quietMs),
    [null],
  );
});

test('property: a silence is what it was, and never longer than the session', () => {
  const lost = fc.record({
    steps: fc.array(fc.integer({ min: 3, max: 5000 }), { maxLength: 6 }),
    quietS: fc.integer({ min: 3, max: 10_000 }),
  });
  fc.assert(
    fc.property(fc.array(lost, { minLength: 1, maxLength: 8 }), (all) => {
      const { sessions } = read(logOf(all));

      assert.deepEqual(
        sessions.map(({ quietMs }) => quietMs),
        all.map(({ quietS }) => quietS * 1000),
      );
      for (const { quietMs, lengthMs } of sessions) assert.ok((quietMs ?? 0) <= (lengthMs ?? 0));
    }),
    { numRuns: 200 },
  );
});
