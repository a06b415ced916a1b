/** Captures on "any": what the machine that captured received, passed on, and made itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, opening, pcapOf, readOut, type Segment } from './packets.ts';

const CAME_IN = 0;
const WENT_OUT = 4;

const FORMS = {
  /** LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2: type of packet, link-layer type 1, protocol IPv4. */
  v1: {
    linkType: 113,
    bytes: 16,
    put: (view: DataView, type: number) => [
      view.setUint16(0, type),
      view.setUint16(2, 1),
      view.setUint16(14, 0x0800),
    ],
  },
  v2: {
    linkType: 276,
    bytes: 20,
    put: (view: DataView, type: number) => [
      view.setUint16(0, 0x0800),
      view.setUint16(8, 1),
      view.setUint8(10, type),
    ],
  },
} as const;

type Form = (typeof FORMS)[keyof typeof FORMS];

function cooked(segment: Segment, type: number, { bytes, put }: Form) {
  const packet = frameOf(segment).subarray(14);
  const octets = new Uint8Array(bytes + packet.length);
  put(new DataView(octets.buffer), type);
  octets.set(packet, bytes);
  return { atMs: segment.atMs, octets };
}

/** As a router sees it: each packet comes in, and goes out with a TTL one lower. */
function passedOn(segment: Segment, form: Form) {
  const ttl = segment.by === 'client' ? 63 : 64;
  const numbered = { ...segment, id: (segment.id ?? 0) + 1 };
  return [
    cooked({ ...numbered, ttl }, CAME_IN, form),
    cooked({ ...numbered, ttl: ttl - 1, atMs: segment.atMs + 0.01 }, WENT_OUT, form),
  ];
}

const late: Segment = { atMs: 60_000, by: 'client', flags: 'P.', seq: 101, ack: 201, bytes: 36, id: 900 };
const reset: Segment = { atMs: 60_000.1, by: 'server', flags: 'R', seq: 201, ttl: 64 };

for (const [name, form] of Object.entries(FORMS)) {
  const before = opening().flatMap((segment) => passedOn(segment, form));

  test(`a RST that a router made is not the server's, though its TTL is as good (cooked ${name})`, () => {
    const frames = [...before, cooked({ ...late, ttl: 63 }, CAME_IN, form), cooked(reset, WENT_OUT, form)];

    const [connection] = readOut(
      [pcapOf(frames, { little: true, nanoseconds: false, linkType: form.linkType })],
      1 << 20,
    ).connections;

    assert.equal(connection?.endedBy, 'middlebox');
    assert.equal(connection?.idle, 'yes');
    assert.match(
      connection?.because.map(({ fact }) => fact).join('\n') ?? '',
      /sent by the machine that captured it/,
    );
  });

  test(`one that it passed on is the server's (cooked ${name})`, () => {
    const frames = [...before, ...passedOn(late, form), ...passedOn({ ...reset, id: 7 }, form)];

    const [connection] = readOut(
      [pcapOf(frames, { little: true, nanoseconds: false, linkType: form.linkType })],
      1 << 20,
    ).connections;

    assert.equal(connection?.endedBy, 'server');
  });

  test(`on the server itself all goes out, and its RST is its own (cooked ${name})`, () => {
    const own = (segment: Segment) => [cooked(segment, segment.by === 'server' ? WENT_OUT : CAME_IN, form)];
    const frames = [...opening(), late, { ...reset, ttl: 52 }].flatMap(own);

    const [connection] = readOut(
      [pcapOf(frames, { little: true, nanoseconds: false, linkType: form.linkType })],
      1 << 20,
    ).connections;

    assert.equal(connection?.endedBy, 'server');
  });
}
