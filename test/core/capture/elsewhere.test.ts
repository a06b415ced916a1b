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
          'the last 36 octets of the client are in file 1 and never came by in file 2: lost between the two places, unless file 2 ended before',
        ],
      ],
      [
        [
          0,
          'the last 36 octets of the client are in file 1 and never came by in file 2: lost between the two places, unless file 2 ended before',
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

test('where nothing of the end came by, the place that saw it decides', () => {
  const atClient = [...opening(), late(60_000), late(60_200), late(60_600)];

  const { connections } = readOut([fileOf(atClient), fileOf(opening())], 1 << 20);

  assert.deepEqual(
    connections.map(({ ending, idle, cause }) => [ending, idle, cause]),
    [
      ['silent', 'yes', 'idle-expiry'],
      ['silent', 'yes', 'idle-expiry'],
    ],
  );
  assert.match(
    connections[0]?.summary ?? '',
    /never came by where file 2 was captured: it was lost between the two places, unless file 2 ended before\.$/,
  );
  assert.match(connections[1]?.summary ?? '', /^Here nothing of its end came by; file 1 shows it/);
});

test('what was acknowledged at the other place was lost on its way back', () => {
  const atClient = [...opening(), late(60_000), late(60_200), late(60_600)];
  const answer: Segment = { atMs: 60_001, by: 'server', flags: '.', seq: 201, ack: 137, id: 600 };
  const atServer = [...opening(), late(60_000), answer];

  const { connections } = readOut([fileOf(atClient), fileOf(atServer)], 1 << 20);

  assert.match(
    connections[0]?.summary ?? '',
    /the server acknowledged it: the answer was lost on its way back/,
  );
});

test('a RST in the name of a server that goes on where its packets are younger was forged', () => {
  const reset: Segment = {
    atMs: 60_020,
    by: 'server',
    flags: 'R.',
    seq: 201,
    ack: 137,
    ttl: 52,
    timestamp: 9,
  };
  const answer: Segment = { atMs: 60_010, by: 'server', flags: '.', seq: 201, ack: 137, id: 600 };
  const younger = (segments: readonly Segment[]): readonly Segment[] =>
    segments.map((segment) => (segment.by === 'server' ? { ...segment, ttl: 64 } : segment));
  const atClient = fileOf([...opening(true), late(60_000), reset]);

  const alone = readOut([atClient], 1 << 20).connections[0];
  const both = readOut([atClient, fileOf(younger([...opening(true), late(60_000), answer]))], 1 << 20)
    .connections[0];

  assert.equal(alone?.endedBy, 'server');
  assert.equal(both?.endedBy, 'middlebox');
  assert.match(both?.summary ?? '', /the server went on, and sent no RST/);
});

test('a capture that was rotated is no second place: nothing was lost, it goes on', () => {
  const answer: Segment = { atMs: 60_010, by: 'server', flags: '.', seq: 201, ack: 137, id: 600 };
  const fin: Segment = { atMs: 61_000, by: 'client', flags: 'F.', seq: 137, ack: 201, id: 601 };

  const { connections } = readOut([fileOf(opening()), fileOf([late(60_000), answer, fin])], 1 << 20);

  assert.deepEqual(
    connections.map(({ ending, elsewhere }) => [ending, elsewhere.map(({ fact }) => fact)]),
    [
      ['open', ['goes on in file 2, which was captured afterwards']],
      ['fin', ['began in file 1, which was captured before']],
    ],
  );
  assert.equal(connections[0]?.summary, 'It goes on in file 2.');
});

test('a capture that certainly still ran leaves no "unless"', () => {
  const atClient = [...opening(), late(60_000), late(60_200), late(60_600)];
  const other: Segment = { atMs: 70_000, by: 'client', flags: 'S', seq: 5, ports: [50_000, 80] };

  const { connections } = readOut([fileOf(atClient), fileOf([...opening(), other])], 1 << 20);

  assert.match(connections[0]?.summary ?? '', /it was lost between the two places\.$/);
  assert.match(connections[0]?.elsewhere[0]?.fact ?? '', /lost between the two places$/);
});
