/** How long a connection was silent, against what its peer saw: the truth lies between the two figures. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { idleMeter } from '../../../src/adapters/net/idle-meter.ts';
import { loadLibc } from '../../../src/adapters/net/libc.ts';
import { openTcp } from '../../../src/adapters/net/tcp-socket.ts';

const libc = await loadLibc();
const nowMs = () => performance.now();
/** Kernel stamps are in whole milliseconds of its own ticks (4 ms at 250 Hz, 10 at 100). */
const TICK_MS = 11;

for (const { name, using } of [
  { name: 'with the kernel’s stamps', using: libc },
  { name: 'without them', using: undefined },
]) {
  describe(`a silence ${name}`, () => {
    test('that the peer breaks lies between the two figures', async (t) => {
      const { open, peer } = await pair(t);
      const socket = await open(using);
      const meter = idleMeter(using === undefined ? undefined : socket, nowMs);
      const came = new Promise<ReturnType<typeof meter.received>>((resolve) =>
        socket.stream.once('data', () => resolve(meter.received())),
      );

      meter.sending()();
      const fromMs = nowMs();
      socket.stream.write('x');
      await delay(300);
      const untilMs = nowMs();
      (await peer).write('y');
      const { atLeastMs, atMostMs } = await came;

      assert.ok(atLeastMs <= untilMs - fromMs + TICK_MS, `${atLeastMs} is no more than ${untilMs - fromMs}`);
      assert.ok(atMostMs >= untilMs - fromMs - TICK_MS, `${atMostMs} is no less than ${untilMs - fromMs}`);
      assert.ok(atLeastMs <= atMostMs);
      assert.ok(atLeastMs > 100, `and it is of some use: ${atLeastMs}`);
    });

    test('that is seen late, the program having been busy, is not made longer', async (t) => {
      const { open, peer } = await pair(t);
      const socket = await open(using);
      const meter = idleMeter(using === undefined ? undefined : socket, nowMs);
      meter.sending()();
      const fromMs = nowMs();
      socket.stream.write('x');
      const other = await peer;
      const came = new Promise<ReturnType<typeof meter.received>>((resolve) =>
        socket.stream.once('data', () => resolve(meter.received())),
      );

      await new Promise<void>((resolve) => other.write('y', () => resolve()));
      const sentByMs = nowMs();
      while (nowMs() < sentByMs + 80);
      const { atLeastMs } = await came;

      assert.ok(
        atLeastMs <= sentByMs - fromMs + TICK_MS,
        `${atLeastMs} is no more than ${sentByMs - fromMs}`,
      );
    });
  });
}

describe('a packet without data', { skip: libc === undefined && 'no FFI here' }, () => {
  test('that came unasked is noticed; the acknowledgement of our own words is not', async (t) => {
    const { open, peer } = await pair(t);
    const socket = await open(libc);
    const meter = idleMeter(socket, nowMs);
    meter.sending()();
    socket.stream.write('x');
    const other = await peer;
    await new Promise((resolve) => other.once('data', resolve));
    await delay(50);

    const own = meter.unaskedPacket();
    // Three keepalives, a second apart, with Node's own interval.
    other.setKeepAlive(true, 1000);
    let unasked: number | undefined;
    for (const untilMs = nowMs() + 20_000; unasked === undefined && nowMs() < untilMs; await delay(100))
      unasked = meter.unaskedPacket();

    assert.equal(own, undefined);
    assert.ok(unasked !== undefined && unasked > 500, `a silence of ${unasked} ms was broken`);
    assert.ok(meter.idleAtMostMs() < unasked + 2000);
  });

  for (const { name, tell } of [
    { name: 'words', tell: (other: Socket) => void other.write('y') },
    { name: 'an end', tell: (other: Socket) => void other.end() },
  ]) {
    test(`is not what was found in ${name} that nobody has read yet`, async (t) => {
      const { open, peer } = await pair(t);
      const socket = await open(libc);
      const meter = idleMeter(socket, nowMs);
      meter.sending()();
      socket.stream.write('x');
      const other = await peer;
      await delay(600);
      tell(other);
      await delay(50);

      assert.equal(meter.unaskedPacket(), undefined);
      const { atLeastMs, atMostMs } = meter.received();
      assert.ok(atMostMs >= 600 - TICK_MS, `the silence before it was ${atLeastMs} to ${atMostMs} ms`);
    });
  }
});

async function pair(t: TestContext) {
  let took: (socket: Socket) => void = () => undefined;
  const peer = new Promise<Socket>((resolve) => (took = resolve));
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.resume();
    took(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let mine: Socket | undefined;
  t.after(() => {
    mine?.destroy();
    server.close();
  });
  return {
    peer,
    open: async (using: typeof libc) => {
      const socket = await openTcp(
        using,
        { address: '127.0.0.1', port },
        { bindAddress: undefined, timeoutMs: 5000, signal: new AbortController().signal },
      );
      mine = socket.stream;
      return socket;
    },
  };
}
