/** Connections that hang without being dead, and ends that only half of the packets tell of. */
import { opening, type Segment } from './packets.ts';
import { testVerdicts } from './verdict-table.ts';

const MINUTE = 60_000;
const client = (atMs: number, more: Partial<Segment> = {}): Segment => ({
  atMs,
  by: 'client',
  flags: 'P.',
  seq: 101,
  ack: 201,
  bytes: 36,
  id: 1000 + (Math.round(atMs) & 0xfff),
  ...more,
});
const server = (atMs: number, more: Partial<Segment> = {}): Segment => ({
  ...client(atMs, more),
  by: 'server',
  seq: more.seq ?? 201,
  ack: more.ack ?? 101,
});
const ACK = { flags: '.', bytes: 0 } as const;
const only = (by: 'client' | 'server', segments: readonly Segment[]): readonly Segment[] =>
  segments.filter((segment) => segment.by === by);

/** The client stops reading at 61 ms; the server probes at a growing pace, and is answered or not. */
const stall = (isAnswered: boolean): readonly Segment[] => [
  ...opening(),
  server(60, { bytes: 1000 }),
  client(61, { ...ACK, ack: 1201, window: 0 }),
  ...[300, 700, 1500, 3100, 6300, 12_700, 25_000, 50_000].flatMap((atMs) => [
    server(atMs, { ...ACK, seq: 1200 }),
    ...(isAnswered ? [client(atMs + 1, { ...ACK, ack: 1201, window: 0 })] : []),
  ]),
];

/** Segments of 1448 octets vanish again and again. */
const large = [100, 400, 1000, 2200, 4600, 9400, 19_000].map((atMs) => client(atMs, { bytes: 1448 }));

testVerdicts([
  {
    name: 'a program that does not read stalls its connection, which lives',
    segments: stall(true),
    expected: { ending: 'open', endedBy: 'nobody-seen', idle: 'no', cause: 'zero-window', keepalives: [] },
    said: /for 49\.9 s the receive window of the client had been closed.*answered 8 probes/s,
  },
  {
    name: 'probes of a closed window that nobody answers tell of a dead connection',
    segments: stall(false),
    expected: { ending: 'silent', idle: 'unknown', cause: 'peer-gone' },
    said: /closed its receive window, and 8 probes of the server in a row were not answered/,
  },
  {
    name: 'a reset out of a stall is no idle timer, however round its time',
    segments: [...stall(true), server(60_061, { flags: 'R.', seq: 1201, bytes: 0 })],
    expected: { ending: 'reset', endedBy: 'server', idle: 'no', cause: 'zero-window' },
    unsaid: /timer/,
  },
  {
    name: 'a close out of a stall is no idle timer either',
    segments: [
      ...stall(true),
      server(60_061, { flags: 'F.', seq: 1201, bytes: 0 }),
      client(60_062, { ...ACK, ack: 1202, window: 0 }),
    ],
    expected: { ending: 'fin', endedBy: 'server', idle: 'no', cause: 'zero-window' },
    unsaid: /timer/,
  },
  {
    name: 'a window that was opened again stalls nothing',
    segments: [
      ...stall(true),
      client(55_000, { ...ACK, ack: 1201, window: 500 }),
      server(55_001, { seq: 1201, bytes: 500 }),
      client(55_002, { ...ACK, ack: 1701 }),
    ],
    expected: { ending: 'open', cause: 'not-ended' },
    unsaid: /stalled/i,
  },
  {
    name: 'large segments that vanish while small ones pass tell of the path MTU',
    segments: [
      ...opening(),
      ...large.slice(0, 4),
      server(3000, { bytes: 20 }),
      client(3001, { ...ACK, seq: 1549, ack: 221 }),
      ...large.slice(4).map((segment) => ({ ...segment, ack: 221 })),
    ],
    expected: { ending: 'silent', idle: 'no', cause: 'packet-size', confidence: 'likely' },
    said: /stuck, not dead: segments of 1448 octets of the client did not get through/,
  },
  {
    name: 'where nothing came since, a dead path is as good a reason',
    segments: [...opening(), ...large],
    expected: { ending: 'silent', cause: 'cannot-tell' },
    said: /a path MTU that is too small would look like that, and so would a dead path/,
  },
  {
    name: 'the other side repeating itself shows that small packets vanish as well',
    segments: [
      ...opening(),
      ...large.slice(0, 4),
      ...[3000, 3400, 4200].map((atMs) => server(atMs, { bytes: 20 })),
      ...large.slice(4),
    ],
    expected: { ending: 'silent', cause: 'cannot-tell' },
    unsaid: /stuck/,
  },
  {
    name: 'segments as large as others that got through are not too large',
    segments: [
      ...opening(),
      client(60, { bytes: 1448 }),
      server(80, { ...ACK, ack: 1549 }),
      ...large.map((segment) => ({ ...segment, seq: 1549 })),
      server(20_000, { ack: 1549, bytes: 20 }),
      client(25_000, { ...ACK, seq: 2997, ack: 221 }),
    ],
    expected: { cause: 'cannot-tell' },
    unsaid: /MTU/,
  },
  {
    name: 'one that closes what is stuck by its packets does not close for idleness',
    segments: [
      ...opening(),
      ...large,
      server(120_050, { flags: 'F.', bytes: 0 }),
      client(120_051, { ...ACK, seq: 1549, ack: 202 }),
      client(125_000, { bytes: 1448, ack: 202 }),
    ],
    expected: { ending: 'fin', endedBy: 'server', idle: 'no', cause: 'packet-size' },
  },
  {
    name: 'keepalives whose answers were not captured were not left unanswered',
    segments: only('client', [
      ...opening(),
      ...[1, 2, 3, 4].map((minute) => client(minute * MINUTE, { ...ACK, seq: 100 })),
    ]),
    expected: { ending: 'open', cause: 'not-ended' },
    unsaid: /dead|not answered/,
  },
  {
    name: 'a RST of a side that alone was captured may answer anything',
    segments: only('client', [...opening(), client(5 * MINUTE + 51, { flags: 'R.', bytes: 0 })]),
    expected: { ending: 'reset', endedBy: 'client', idle: 'unknown', cause: 'cannot-tell', limitMs: null },
    unsaid: /timer|nobody spoke/,
  },
  {
    name: 'a timer that counts data is told with the time without data, keepalives or not',
    segments: [
      ...opening(),
      ...[75, 150, 225].flatMap((s) => [client(s * 1000, { ...ACK, seq: 100 }), server(s * 1000 + 20, ACK)]),
      server(300_070, { flags: 'R.', bytes: 0 }),
    ],
    expected: {
      ending: 'reset',
      idle: 'yes',
      cause: 'idle-policy',
      limitMs: { lower: 74_980, upper: 300_020 },
    },
    said: /after 300\.0 s without data, the length of a 300\.0 s timer/,
  },
  {
    name: 'what lived through a longer silence shows no limit by a shorter one',
    segments: [
      ...opening(),
      client(10 * MINUTE),
      server(10 * MINUTE + 20, { ack: 137 }),
      client(10 * MINUTE + 21, { ...ACK, seq: 137, ack: 237 }),
      server(11 * MINUTE + 30, { flags: 'F.', seq: 237, ack: 137, bytes: 0 }),
    ],
    expected: { ending: 'fin', limitMs: { lower: 599_949, upper: null } },
  },
  {
    name: 'a SYN that meets an earlier connection is not a connection that was reset in use',
    segments: [
      { atMs: 0, by: 'client', flags: 'S', seq: 700 },
      server(20, ACK),
      client(21, { flags: 'R', bytes: 0 }),
    ],
    expected: { ending: 'reset', endedBy: 'client', cause: 'peer-gone' },
    said: /the server still held an earlier connection/,
    unsaid: /in use/,
  },
  {
    name: 'such a SYN that gets through on the second try is no forgery',
    segments: [
      { atMs: 0, by: 'client', flags: 'S', seq: 0, id: 1 },
      server(20, { ...ACK, seq: 9000, ack: 8000 }),
      client(21, { flags: 'R', seq: 8000, bytes: 0 }),
      ...opening().map((segment) => ({ ...segment, atMs: segment.atMs + 1000 })),
      client(1100),
      server(1120, { ack: 137 }),
      client(1140, { ...ACK, seq: 137, ack: 237 }),
    ],
    expected: { ending: 'open', established: 'yes' },
    said: /the client cleared it with a RST and tried again/,
    unsaid: /forged/,
  },
  {
    name: 'a volley of RSTs that guess ahead is an injection, and may be for what was said',
    segments: [
      ...opening(),
      client(MINUTE),
      ...[201, 1661, 4581].map((seq, i) =>
        server(MINUTE + 1 + i / 10, { flags: 'R', seq, bytes: 0, ttl: 60, id: 0 }),
      ),
    ],
    expected: { ending: 'reset', endedBy: 'middlebox', idle: 'unknown', cause: 'cannot-tell' },
    said: /guess ahead/,
  },
  {
    name: 'of a burst, what was acknowledged is not what was never acknowledged',
    segments: [
      ...opening(),
      client(5 * MINUTE),
      client(5 * MINUTE + 1, { seq: 137 }),
      server(5 * MINUTE + 20, { ...ACK, ack: 137 }),
      ...[220, 620, 1420].map((laterMs) => client(5 * MINUTE + laterMs, { seq: 137 })),
    ],
    expected: { ending: 'silent', idle: 'no', cause: 'cannot-tell' },
    said: /sent again 3 times over 1\.40 s/,
    unsaid: /of silence was/,
  },
]);
