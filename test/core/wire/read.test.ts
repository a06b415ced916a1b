/** Captures in all forms, in any pieces, and damaged ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { frameOf, opening, pcapOf, readOut } from '../capture/packets.ts';
import { mutated } from './mutation.ts';
import { pcapngOf } from './pcapng-sample.ts';

const frames = opening(true).map((segment) => ({ atMs: segment.atMs, octets: frameOf(segment) }));

for (const little of [true, false]) {
  for (const nanoseconds of [true, false]) {
    test(`a pcap in ${little ? 'little' : 'big'} endian with ${nanoseconds ? 'nano' : 'micro'}seconds gives the same`, () => {
      const { connections, packets } = readOut(
        [pcapOf(frames, { little, nanoseconds, linkType: 1 })],
        1 << 20,
      );

      assert.equal(packets, frames.length);
      assert.deepEqual(
        connections.map(({ client, server, lengthMs, bytes }) => ({ client, server, lengthMs, bytes })),
        [
          {
            client: '192.0.2.1:51840',
            server: '198.51.100.9:22',
            lengthMs: 51,
            bytes: { client: 100, server: 200 },
          },
        ],
      );
    });
  }

  test(`a pcapng in ${little ? 'little' : 'big'} endian, with blocks of all kinds between, gives the same`, () => {
    const { connections, packets, problem } = readOut([pcapngOf(frames, little)], 1 << 20);

    assert.equal(problem, '');
    assert.equal(packets, frames.length);
    assert.equal(connections[0]?.lengthMs, 51);
  });
}

test('property: in whatever pieces a file comes, the report is the same', () => {
  const file = pcapngOf(frames, true);
  const whole = readOut([file], 1 << 20).connections;

  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), (pieceBytes) => {
      assert.deepEqual(readOut([file], pieceBytes).connections, whole);
    }),
    { numRuns: 40 },
  );
});

test('property: a file that is cut off gives every packet that is whole', () => {
  const file = pcapOf(frames);

  fc.assert(
    fc.property(fc.integer({ min: 24, max: file.length }), (end) => {
      const { packets } = readOut([file.subarray(0, end)], 1 << 20);
      let whole = 0;
      for (let at = 24; at + 16 <= end; whole += 1) {
        at += 16 + new DataView(file.buffer).getUint32(at + 8, true);
        if (at > end) break;
      }
      assert.equal(packets, whole);
    }),
  );
});

test('property: no octets make a reader, a decoder or a judge throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 0, max: 290 }), (octets, linkType) => {
      const file = pcapOf([{ atMs: 0, octets }], { little: true, nanoseconds: false, linkType });
      assert.equal(readOut([file], 1 << 20).packets, 1);
      void readOut([octets], 7);
    }),
  );
});

test('property: a conversation with mutated octets is read to its end', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const damaged = frames.map(({ atMs, octets }, i) => ({ atMs, octets: mutated(octets, seed + i) }));
      assert.equal(readOut([pcapOf(damaged)], 1 << 20).packets, frames.length);
    }),
    { numRuns: 300 },
  );
});

test('what is no capture is said to be none', () => {
  assert.match(readOut([new TextEncoder().encode('<html><body>')], 1 << 20).problem, /no capture file/);
});
