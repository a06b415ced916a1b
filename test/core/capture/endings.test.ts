/** How connections ended, as tables: segments in, verdict out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionReport } from '../../../src/core/capture-report/model.ts';
import { judged, opening, type Segment } from './packets.ts';

interface Case {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly expected: Partial<ConnectionReport>;
  /** Must stand in no sentence. */
  readonly unsaid?: RegExp;
}

const MINUTE = 60_000;
const data = (atMs: number, by: 'client' | 'server', more: Partial<Segment> = {}): Segment => ({
  atMs,
  by,
  flags: 'P.',
  seq: by === 'client' ? 101 : 201,
  ack: by === 'client' ? 201 : 101,
  bytes: 36,
  ...more,
});
const serverSegments = (count: number): readonly Segment[] =>
  Array.from({ length: count }, (_, i) => [
    data(60 + i, 'server', { seq: 201 + i * 10, bytes: 10, id: 502 + i, timestamp: 10 + i }),
    data(60.5 + i, 'client', { flags: '.', bytes: 0, seq: 101, ack: 211 + i * 10, timestamp: 10 + i }),
  ]).flat();

const cases: readonly Case[] = [
  {
    name: 'a close is by whoever sent FIN first',
    segments: [
      ...opening(),
      data(100, 'client', { flags: 'F.', bytes: 0, id: 104 }),
      data(120, 'server', { flags: 'F.', bytes: 0, ack: 102, id: 502 }),
      data(121, 'client', { flags: '.', bytes: 0, seq: 102, ack: 202, id: 105 }),
    ],
    expected: {
      endedBy: 'client',
      ending: 'fin',
      endFrame: 8,
      idle: 'no',
      confidence: 'proven',
      established: 'yes',
    },
  },
  {
    name: 'a server that closes by itself after a round silence did so for that',
    segments: [...opening(), data(300_051, 'server', { flags: 'F.', bytes: 0, id: 502 })],
    expected: {
      endedBy: 'server',
      ending: 'fin',
      idle: 'yes',
      cause: 'idle-policy',
      limitMs: { lower: 0, upper: 300_000 },
    },
  },
  {
    name: 'a close after a silence of no special length may be for idleness or not',
    segments: [...opening(), data(412_345, 'server', { flags: 'F.', bytes: 0, id: 502 })],
    expected: { endedBy: 'server', ending: 'fin', idle: 'unknown' },
  },
  {
    name: 'a close in answer to what was typed after a silence is a normal end',
    segments: [
      ...opening(),
      data(5 * MINUTE, 'client', { id: 104 }),
      data(5 * MINUTE + 20, 'server', { ack: 137, id: 502 }),
      data(5 * MINUTE + 21, 'server', { flags: 'F.', bytes: 0, seq: 237, ack: 137, id: 503 }),
    ],
    expected: { endedBy: 'server', ending: 'fin', idle: 'no', cause: 'normal-end' },
  },
  {
    name: 'what is sent after a silence and never acknowledged died of it',
    segments: [
      ...opening(),
      ...[0, 200, 600, 1400, 3000, 6200].map((later, i) =>
        data(5 * MINUTE + later, 'client', { id: 104 + i }),
      ),
    ],
    expected: {
      endedBy: 'nobody-seen',
      ending: 'silent',
      endFrame: 13,
      idle: 'yes',
      cause: 'idle-expiry',
      limitMs: { lower: 0, upper: 299_949 },
    },
    unsaid: /rst|refused|middlebox/i,
  },
  {
    name: 'what is lost in the middle of a transfer did not die of idleness',
    segments: [
      ...opening(),
      ...[0, 200, 600, 1400, 3000].map((later, i) => data(100 + later, 'client', { id: 104 + i })),
    ],
    expected: { endedBy: 'nobody-seen', ending: 'silent', idle: 'no' },
  },
  {
    name: 'one repetition is a lost packet, not an end',
    segments: [...opening(), data(100, 'client', { id: 104 }), data(300, 'client', { id: 105 })],
    expected: { endedBy: 'nobody-seen', ending: 'open', endFrame: null },
  },
  {
    name: "a bare RST with that side's TTL in answer to a late packet: it had lost the connection",
    segments: [
      ...opening(true),
      ...serverSegments(12),
      data(6 * MINUTE, 'client', { timestamp: 90, ack: 321, id: 140 }),
      { atMs: 6 * MINUTE + 24, by: 'server', flags: 'R', seq: 321, window: 0 },
    ],
    expected: {
      endedBy: 'server',
      ending: 'reset',
      idle: 'unknown',
      cause: 'peer-gone',
      limitMs: { lower: 0, upper: 359_928.5 },
    },
    unsaid: /middlebox/i,
  },
  {
    name: "a RST from a box nearer than the server is the box's",
    segments: [
      ...opening(true),
      ...serverSegments(12),
      data(6 * MINUTE, 'client', { timestamp: 90, ack: 321, id: 140 }),
      { atMs: 6 * MINUTE + 2, by: 'server', flags: 'R', seq: 321, window: 0, ttl: 63 },
    ],
    expected: { endedBy: 'middlebox', ending: 'reset', idle: 'yes', confidence: 'likely' },
  },
  {
    name: 'one hop off is only believed where the TTL never changed through many packets',
    segments: [
      ...opening(),
      data(6 * MINUTE, 'client', { id: 104 }),
      { atMs: 6 * MINUTE + 24, by: 'server', flags: 'R', seq: 201, window: 0, ttl: 53 },
    ],
    expected: { endedBy: 'unknown', ending: 'reset' },
    unsaid: /middlebox/i,
  },
  {
    name: 'a stack that begins its RSTs at another initial TTL is as far away as before',
    segments: [
      ...opening(),
      data(6 * MINUTE, 'client', { id: 104 }),
      { atMs: 6 * MINUTE + 24, by: 'server', flags: 'R', seq: 201, window: 0, ttl: 116 },
    ],
    expected: { endedBy: 'server', ending: 'reset' },
    unsaid: /middlebox/i,
  },
  {
    name: 'anonymised TTLs say nothing',
    segments: [
      ...opening().map((segment) => ({ ...segment, ttl: 0 })),
      { atMs: 60_060, by: 'client', flags: 'R.', seq: 101, ack: 201, ttl: 0, id: 104 },
    ],
    expected: { endedBy: 'client', ending: 'reset', idle: 'yes' },
  },
  {
    name: 'a RST that its alleged sender outlived ended nothing',
    segments: [
      ...opening(),
      { atMs: 60, by: 'server', flags: 'R', seq: 201, ttl: 63 },
      data(100, 'client', { id: 104 }),
      data(120, 'server', { ack: 137, id: 502 }),
      data(900, 'client', { seq: 137, ack: 237, id: 105 }),
      data(920, 'server', { seq: 237, ack: 173, id: 503 }),
      data(921, 'client', { flags: 'F.', bytes: 0, seq: 173, ack: 273, id: 106 }),
    ],
    expected: { endedBy: 'client', ending: 'fin', endFrame: 13 },
  },
  {
    name: 'a SYN that is answered with RST was refused',
    segments: [
      { atMs: 0, by: 'client', flags: 'S', seq: 0 },
      { atMs: 1, by: 'server', flags: 'R.', seq: 0, ack: 1, window: 0, ttl: 255 },
    ],
    expected: { endedBy: 'server', ending: 'refused', established: 'no', idle: 'no', endFrame: 2 },
  },
  {
    name: 'SYNs without an answer never were a connection',
    segments: [0, 1000, 3000, 7000].map((atMs) => ({ atMs, by: 'client', flags: 'S', seq: 7 }) as const),
    expected: {
      endedBy: 'nobody-seen',
      ending: 'connect-timeout',
      established: 'no',
      idle: 'no',
      endFrame: 4,
    },
    unsaid: /rst|refused|idle/i,
  },
  {
    name: 'nothing but resets tells nothing',
    segments: [0, 60_000, 120_000].map((atMs) => ({ atMs, by: 'client', flags: 'R', seq: 7 }) as const),
    expected: { endedBy: 'unknown', ending: 'unknown', endFrame: 1, keepalives: [] },
  },
  {
    name: 'two keepalives in a row without an answer, and the peer is gone',
    segments: [
      ...opening(),
      ...[60, 75, 90].map((s, i) =>
        data(s * 1000 + 51, 'client', { flags: '.', bytes: 0, seq: 100, id: 104 + i }),
      ),
    ],
    expected: { endedBy: 'nobody-seen', ending: 'silent', idle: 'unknown' },
  },
];

for (const { name, segments, expected, unsaid } of cases) {
  test(name, () => {
    const [connection] = judged(segments);

    assert.ok(connection !== undefined);
    const seen = Object.fromEntries(
      Object.keys(expected).map((key) => [key, connection[key as keyof ConnectionReport]]),
    );
    assert.deepEqual(seen, expected, connection.summary);
    const text = [connection.summary, ...connection.because.map(({ fact }) => fact)].join('\n');
    if (unsaid !== undefined) assert.doesNotMatch(text, unsaid);
  });
}

test('TCP keepalives are told with the silence before them, and do not end the silence of data', () => {
  const probes = [60, 120, 180].flatMap((s) => [
    data(s * 1000, 'client', { flags: '.', bytes: 0, seq: 100, id: 104 + s }),
    data(s * 1000 + 20, 'server', { flags: '.', bytes: 0, id: 502 + s }),
  ]);

  const [connection] = judged([...opening(), ...probes]);

  assert.deepEqual(
    connection?.keepalives.map(({ by, kind, answered, intervalMs }) => [
      by,
      kind,
      answered,
      Math.round((intervalMs ?? 0) / 1000),
    ]),
    [['client', 'tcp', 'yes', 60]],
  );
  assert.equal(connection.longestGapMs, 59_980);
  assert.equal(connection.longestDataGapMs, 179_970);
  assert.deepEqual(connection.limitMs, { lower: 59_980, upper: null });
});

test('small messages of one size at a steady pace are keepalives of SSH', () => {
  const beats = [1, 2, 3, 4].flatMap((n) => [
    data(n * 30_000, 'client', {
      seq: 101 + (n - 1) * 52,
      ack: 201 + (n - 1) * 28,
      bytes: 52,
      id: 104 + n * 2,
    }),
    data(n * 30_000 + 20, 'server', { seq: 201 + (n - 1) * 28, ack: 101 + n * 52, bytes: 28, id: 502 + n }),
    data(n * 30_000 + 21, 'client', {
      flags: '.',
      bytes: 0,
      seq: 101 + n * 52,
      ack: 201 + n * 28,
      id: 105 + n * 2,
    }),
  ]);

  const [connection] = judged([...opening(), ...beats]);

  assert.deepEqual(
    connection?.keepalives.map(({ by, kind, answered, intervalMs }) => [
      by,
      kind,
      answered,
      Math.round((intervalMs ?? 0) / 1000),
    ]),
    [['client', 'ssh', 'yes', 30]],
  );
});

test('a packet captured twice is neither sent again nor from another host', () => {
  const twice = opening().flatMap((segment) => [
    segment,
    { ...segment, atMs: segment.atMs + 0.02, ttl: (segment.by === 'client' ? 64 : 52) - 1 },
  ]);

  const [connection] = judged([
    ...twice.map((segment, i) => ({ ...segment, id: segment.id === 0 ? 400 + (i >> 1) : (segment.id ?? 0) })),
    { atMs: 90_000, by: 'server', flags: 'R.', seq: 201, ack: 101, id: 502, ttl: 51 },
  ]);

  assert.equal(connection?.duplicates, 7);
  assert.deepEqual(connection.retransmissions, { client: 0, server: 0 });
  assert.equal(connection.endedBy, 'server');
});

test('a clock that steps back is noted, and makes no silence', () => {
  const [connection] = judged([
    ...opening(),
    data(-50_000, 'client', { id: 104 }),
    data(-49_980, 'server', { ack: 137, id: 502 }),
  ]);

  assert.ok(connection !== undefined && connection.longestGapMs < 100);
  assert.ok(connection.notes.some(({ note }) => /stepped back/.test(note)));
});

test('a SYN with another number on the same ports begins another connection', () => {
  const again = opening().map((segment) => ({
    ...segment,
    atMs: segment.atMs + 90_000,
    seq: (segment.seq ?? 0) + 5_000_000,
  }));

  const connections = judged([...opening(), ...again]);

  assert.deepEqual(
    connections.map(({ stream, firstFrame, packets }) => [stream, firstFrame, packets]),
    [
      [0, 1, 7],
      [1, 8, 7],
    ],
  );
});

test('limits pile up: what died after longer silences and lived through shorter ones has one between', async () => {
  const { limitsOf } = await import('../../../src/core/capture-report/limits.ts');
  const fact = { clientAddress: '192.0.2.1', serverAddress: '198.51.100.9', serverPort: 22 };

  const limits = limitsOf([
    { ...fact, survivedMs: 349_000, deadAfterMs: undefined },
    { ...fact, survivedMs: 60_000, deadAfterMs: 351_000 },
    { ...fact, survivedMs: 0, deadAfterMs: 900_000 },
  ]);

  assert.deepEqual(
    limits.map(({ lowerMs, upperMs, connections }) => [lowerMs, upperMs, connections]),
    [[349_000, 351_000, 2]],
  );
});

test('where what lived was silent for longer than what died, no limit is told', async () => {
  const { limitsOf } = await import('../../../src/core/capture-report/limits.ts');
  const fact = { clientAddress: '192.0.2.1', serverAddress: '198.51.100.9', serverPort: 22 };

  const limits = limitsOf([
    { ...fact, survivedMs: 400_000, deadAfterMs: undefined },
    { ...fact, survivedMs: 0, deadAfterMs: 351_000 },
    { ...fact, survivedMs: 0, deadAfterMs: 900_000 },
  ]);

  assert.deepEqual(limits, []);
});
