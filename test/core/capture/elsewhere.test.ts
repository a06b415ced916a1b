/** One connection in two captures: on which side of the path its packets vanished. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, opening, pcapOf, readOut, type Segment } from './packets.ts';

const fileOf = (segments: readonly Segment[]): Uint8Array =>
  pcapOf(segments.map((segment) => ({ atMs: segment.atMs, octets: frameOf(segment) })));
const late = (atMs: number): Segment => ({
  atMs,
  by: 'client',
  flags: 'P.',
  seq: 101,
  ack: 201,
  bytes: 36,
  id: atMs & 0xffff,
});

test('what the client sent and the server never got was lost between, also where a NAT changed the port', () => {
  const atClient = [...opening(), late(60_000), late(60_200), late(60_600)];
  const atServer = opening().map((segment) => ({ ...segment, ports: [4000, 22] as const }));

  const { connections } = readOut([fileOf(atClient), fileOf(atServer)], 1 << 20);

  assert.deepEqual(
    connections.map(({ elsewhere }) => elsewhere.map(({ file, fact }) => [file, fact])),
    [
      [
        [
          1,
          'the last 36 octets of the client are in file 1 and never came by in file 2: lost between the two places',
        ],
      ],
      [
        [
          0,
          'the last 36 octets of the client are in file 1 and never came by in file 2: lost between the two places',
        ],
      ],
    ],
  );
});

test('a RST that the place nearer to its alleged sender never saw was made between', () => {
  const reset: Segment = { atMs: 60_020, by: 'server', flags: 'R', seq: 201, ttl: 52 };

  const { connections } = readOut(
    [fileOf([...opening(), late(60_000), reset]), fileOf([...opening(), late(60_000)])],
    1 << 20,
  );

  assert.match(connections[0]?.elsewhere[0]?.fact ?? '', /RST of the server is in file 1 only/);
});

test('another connection of the same file or of another is not taken for the same', () => {
  const other = opening().map((segment) => ({ ...segment, seq: (segment.seq ?? 0) + 9_000_000 }));

  const { connections } = readOut([fileOf(opening()), fileOf(other)], 1 << 20);

  assert.deepEqual(
    connections.map(({ elsewhere }) => elsewhere),
    [[], []],
  );
});
