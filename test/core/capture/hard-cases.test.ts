/** What misleads: one direction only, cut frames, clocks that step, boxes that answer in another's name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, judged, opening, pcapOf, readOut, type Segment } from './packets.ts';
import { testVerdicts, type VerdictCase } from './verdict-table.ts';

const MINUTE = 60_000;
const client = (atMs: number, more: Partial<Segment> = {}): Segment => ({
  atMs,
  by: 'client',
  flags: 'P.',
  seq: 101,
  ack: 201,
  bytes: 36,
  id: 1000 + (atMs & 0xfff),
  ...more,
});
const server = (atMs: number, more: Partial<Segment> = {}): Segment => ({
  ...client(atMs, more),
  by: 'server',
  seq: more.seq ?? 201,
  ack: more.ack ?? 101,
});
const only = (by: 'client' | 'server', segments: readonly Segment[]): readonly Segment[] =>
  segments.filter((segment) => segment.by === by);
const inVain = (fromMs: number): readonly Segment[] =>
  [0, 200, 600, 1400].map((later) => client(fromMs + later));

const cases: readonly VerdictCase[] = [
  {
    name: 'who closes after calling in vain closes what died of the silence before',
    segments: [
      ...opening(),
      ...inVain(5 * MINUTE),
      client(5 * MINUTE + 2500, { flags: 'F.', seq: 137, bytes: 0 }),
    ],
    expected: {
      endedBy: 'client',
      ending: 'fin',
      endFrame: 12,
      idle: 'yes',
      cause: 'idle-expiry',
      limitMs: { lower: 0, upper: 299_949 },
    },
    said: /dead already: what it had sent after 299\.9 s of silence was sent again 3 times and never acknowledged/,
  },
  {
    name: 'who closes after calling in vain, and is answered then, closes what lives',
    segments: [
      ...opening(),
      ...inVain(5 * MINUTE),
      client(5 * MINUTE + 2500, { flags: 'F.', seq: 137, bytes: 0 }),
      server(5 * MINUTE + 2520, { flags: '.', bytes: 0, ack: 138 }),
      server(5 * MINUTE + 2521, { flags: 'F.', bytes: 0, ack: 138 }),
    ],
    expected: { endedBy: 'client', ending: 'fin', idle: 'no', cause: 'normal-end' },
    unsaid: /dead/,
  },
  {
    name: 'a close of a side that alone was captured does not say what the other did',
    segments: only('server', [...opening(), server(20_051, { flags: 'F.', bytes: 0 })]),
    expected: { endedBy: 'server', ending: 'fin', idle: 'no' },
    unsaid: /by itself|did not close|without data/,
  },
  {
    name: 'one direction shows by its repetitions that what was closed was dead',
    segments: only('client', [
      ...opening(),
      ...inVain(20_000),
      client(25_000, { flags: 'F.', seq: 137, bytes: 0 }),
      ...[30_000, 45_000].map((atMs) => client(atMs)),
    ]),
    expected: { endedBy: 'client', ending: 'fin', idle: 'yes', confidence: 'possible' },
    said: /Nothing at all of the server is in the capture/,
  },
  {
    name: 'a silence long before what was sent in vain did not kill it, though no answer to it was captured',
    segments: only('client', [
      ...opening(),
      client(90_000),
      client(90_100, { seq: 137 }),
      ...[90_500, 90_700, 91_100, 91_900].map((atMs) => client(atMs, { seq: 173 })),
    ]),
    expected: { ending: 'silent', idle: 'no' },
    unsaid: /of silence/,
  },
  {
    name: 'one direction is enough to see that it was established',
    segments: only('client', opening()).slice(0, 2),
    expected: { ending: 'open', established: 'yes' },
  },
  {
    name: 'a SYN that the capture ends with was not refused, nor was it open',
    segments: [{ atMs: 0, by: 'client', flags: 'S', seq: 0 }],
    expected: { ending: 'open', established: 'no' },
    said: /Still being opened when the capture ended/,
  },
  {
    name: 'who waits for room in the window of the other side is not idle',
    segments: [
      ...opening().map((segment) => ({ ...segment, window: segment.by === 'server' ? 2000 : 502 })),
      client(60, { bytes: 1460 }),
      server(80, { flags: '.', bytes: 0, ack: 1561, window: 540 }),
      ...[8000, 12_000, 20_000].map((atMs) => client(atMs, { seq: 1561, bytes: 540 })),
    ],
    expected: { ending: 'silent', endedBy: 'nobody-seen', idle: 'no' },
    unsaid: /of silence/,
  },
  {
    name: 'a FIN that goes out twice in a hurry and meets RST was not lost',
    segments: [
      ...opening(),
      client(100, { flags: 'F.', bytes: 0 }),
      client(101, { flags: 'F.', bytes: 0 }),
      server(120, { flags: 'R', bytes: 0, seq: 201 }),
    ],
    expected: { endedBy: 'client', ending: 'fin', endFrame: 8 },
    said: /The server answered with RST/,
    unsaid: /gone/,
  },
  {
    name: 'a FIN that is sent again until a RST comes was not sent to nobody',
    segments: [
      ...opening(),
      ...[100, 400, 1000, 2200].map((atMs) => server(atMs, { flags: 'F.', bytes: 0 })),
      client(2800, { flags: 'R', bytes: 0 }),
    ],
    expected: { endedBy: 'server', ending: 'fin', endFrame: 8 },
    unsaid: /gone/,
  },
  {
    name: 'a SYN that was turned down at first and then taken is no forgery',
    segments: [
      { atMs: 0, by: 'client', flags: 'S', seq: 0, id: 1 },
      { atMs: 1, by: 'server', flags: 'R.', seq: 0, ack: 1, id: 0 },
      ...opening().map((segment) => ({ ...segment, atMs: segment.atMs + 500 })),
      client(600),
      server(620, { ack: 137 }),
      client(640, { seq: 137, ack: 237 }),
      server(660, { seq: 237, ack: 173 }),
    ],
    expected: { ending: 'open', established: 'yes' },
    unsaid: /forged/,
  },
  {
    name: 'SYN-ACKs that nobody answers, then a RST: never established',
    segments: [
      { atMs: 0, by: 'client', flags: 'S', seq: 0 },
      ...[20, 1020, 3020, 7020].map((atMs) => ({ atMs, by: 'server', flags: 'S.', seq: 0, ack: 1 }) as const),
      { atMs: 15_000, by: 'server', flags: 'R.', seq: 1, ack: 1 },
    ],
    expected: { ending: 'reset', endedBy: 'server', idle: 'no', cause: 'unreachable', established: 'no' },
    said: /^Never established: 4 SYN-ACKs of the server and no answer of the client/,
    unsaid: /data/,
  },
  {
    name: 'a silence measured before the clock stepped back does not precede what comes after',
    segments: [
      ...opening(),
      server(40_000),
      client(40_020, { flags: '.', bytes: 0, ack: 237 }),
      server(10_000, { flags: 'F.', bytes: 0, seq: 237 }),
    ],
    expected: { endedBy: 'server', ending: 'fin', idle: 'no' },
    unsaid: /by itself|silence/,
  },
  {
    name: 'after a clock stepped back the capture is as long as its last packet says',
    segments: [...opening(), client(-50_000), server(-49_980, { ack: 137 })],
    expected: { ending: 'open', confidence: 'proven' },
    unsaid: /Nothing of it came/,
  },
  {
    name: 'probes of a closed window are no keepalives, whether they carry an octet or not',
    segments: [
      ...opening(),
      client(60, { flags: '.', bytes: 0, window: 0 }),
      ...[1000, 3000, 7000].flatMap((atMs) => [
        server(atMs, { flags: '.', seq: 200, bytes: 0 }),
        client(atMs + 1, { flags: '.', bytes: 0, window: 0 }),
      ]),
    ],
    expected: { ending: 'open', keepalives: [] },
  },
  {
    name: 'a box that resets out of a silence of any length does so for the silence',
    segments: [
      ...opening(true),
      ...Array.from({ length: 12 }, (_, i) => [
        server(60 + i, { seq: 201 + i * 10, bytes: 10, timestamp: 10 + i }),
        client(60.5 + i, { flags: '.', bytes: 0, ack: 211 + i * 10, timestamp: 10 + i }),
      ]).flat(),
      server(133_000, { flags: 'R.', seq: 321, bytes: 0, ttl: 250 }),
    ],
    expected: { ending: 'reset', endedBy: 'middlebox', idle: 'yes', cause: 'idle-policy' },
  },
];

testVerdicts(cases);

for (const bytes of [0, 1]) {
  test(`keepalives of ${bytes} octets are told with the silence before them, not with the pace of repeating`, () => {
    const probe = (atMs: number): Segment => client(atMs, { flags: '.', seq: 100, bytes });
    const answered = [60, 120, 180].flatMap((s) => [
      probe(s * 1000),
      server(s * 1000 + 20, { flags: '.', bytes: 0 }),
    ]);
    const unanswered = [240, 255, 270, 285, 300, 315, 330].map((s) => probe(s * 1000));

    const [connection] = judged([...opening(), ...answered, ...unanswered]);

    assert.deepEqual(
      connection?.keepalives.map(({ by, kind, count, intervalMs }) => [by, kind, count, intervalMs]),
      [['client', 'tcp', 10, 59_980]],
    );
    assert.equal(connection.ending, 'silent');
    assert.equal(connection.idle, 'unknown');
  });
}

test('frames that the snap length cut give the same verdict and the same counts', () => {
  const segments = [...opening(true), ...inVain(5 * MINUTE)];
  const whole = segments.map((segment) => ({ atMs: segment.atMs, octets: frameOf(segment) }));
  const cut = whole.map(({ atMs, octets }) => ({
    atMs,
    octets: octets.subarray(0, 68),
    wireBytes: octets.length,
  }));

  const [wholeReport, cutReport] = [whole, cut].map(
    (frames) => readOut([pcapOf(frames)], 1 << 20).connections,
  );

  assert.deepEqual(cutReport, wholeReport);
  assert.equal(cutReport?.[0]?.bytes.server, 200);
});

for (const [code, endedBy] of [
  [13, 'middlebox'],
  [1, 'nobody-seen'],
] as const) {
  test(`ICMP code ${code} about what was sent after a silence: ended by ${endedBy}`, () => {
    const frames = [...opening(), ...inVain(5 * MINUTE)].map((segment) => ({
      atMs: segment.atMs,
      octets: frameOf(segment),
    }));
    const quoted = frames[8]?.octets.subarray(14, 14 + 28) ?? new Uint8Array();
    const error = icmpOf({ from: [203, 0, 113, 1], to: [192, 0, 2, 1], type: 3, code, quoted });

    const [connection] = readOut(
      [
        pcapOf([
          ...frames,
          { atMs: 5 * MINUTE + 1500, octets: error },
          { ...frames[10]!, atMs: 5 * MINUTE + 3000 },
        ]),
      ],
      1 << 20,
    ).connections;

    assert.equal(connection?.ending, 'silent');
    assert.equal(connection.endedBy, endedBy);
    assert.match(connection.summary, /203\.0\.113\.1/);
  });
}

function icmpOf({
  from,
  to,
  type,
  code,
  quoted,
}: {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly type: number;
  readonly code: number;
  readonly quoted: Uint8Array;
}): Uint8Array {
  const frame = new Uint8Array(14 + 20 + 8 + quoted.length);
  const view = new DataView(frame.buffer);
  view.setUint16(12, 0x0800);
  view.setUint8(14, 0x45);
  view.setUint16(16, frame.length - 14);
  view.setUint8(22, 64);
  view.setUint8(23, 1);
  frame.set(from, 26);
  frame.set(to, 30);
  view.setUint8(34, type);
  view.setUint8(35, code);
  frame.set(quoted, 42);
  return frame;
}
