/** Connections of our own, on loopback: options before the SYN, what the kernel tells of them, errors by name. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { addressIn, type Libc, loadLibc, sockaddrOf } from '../../../src/adapters/net/libc.ts';
import { openTcp, type TcpSocket } from '../../../src/adapters/net/tcp-socket.ts';
import { decodeTcpInfo } from '../../../src/adapters/net/tcp-info.ts';
import { OperationalError } from '../../../src/core/errors.ts';

const libc = await loadLibc();
const NEVER = new AbortController().signal;
const OPENING = { bindAddress: undefined, timeoutMs: 5000, signal: NEVER };

const ways: readonly { readonly name: string; readonly using: Libc | undefined }[] = [
  { name: 'with FFI', using: libc },
  { name: 'without FFI', using: undefined },
];

for (const { name, using } of ways) {
  describe(`a connection ${name}`, () => {
    for (const address of ['127.0.0.1', '::1']) {
      test(`to ${address} carries bytes both ways and knows its own end`, async () => {
        const { server, to } = await listening(address, (socket) => socket.pipe(socket));

        const socket = await openTcp(using, to, OPENING);
        const echo = new Promise((resolve) => socket.stream.once('data', resolve));
        socket.stream.write('hello');

        assert.equal(String(await echo), 'hello');
        assert.equal(socket.localAddress, address);
        assert.ok(socket.localPort > 0);
        await gone(socket, server);
      });
    }

    test('that is refused says so', async () => {
      const { server, to } = await listening('127.0.0.1', () => undefined);
      await new Promise((resolve) => server.close(resolve));

      await assert.rejects(
        openTcp(using, to, OPENING),
        says(/^cannot connect to 127\.0\.0\.1:\d+: connection refused$/),
      );
    });

    test('from an address that is not ours says so', async () => {
      const { server, to } = await listening('127.0.0.1', () => undefined);

      const opening = openTcp(using, to, { ...OPENING, bindAddress: '192.0.2.1' });

      await assert.rejects(opening, says(/192\.0\.2\.1|no such local address/));
      server.close();
    });

    for (const how of ['end', 'resetAndDestroy'] as const) {
      test(`to a server that hangs up at once (${how}) ends in order or as an error, never as a crash`, async () => {
        const { server, to } = await listening('127.0.0.1', (socket) => socket[how]());

        const outcome = await openTcp(using, to, OPENING).then(
          async ({ stream }) => {
            stream.resume();
            if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
            return 'opened';
          },
          (error: unknown) => (error instanceof OperationalError ? 'refused' : 'crashed'),
        );

        assert.notEqual(outcome, 'crashed');
        server.close();
      });
    }
  });
}

describe('what the kernel tells of a connection', { skip: libc === undefined && 'no FFI here' }, () => {
  let server: Server;
  let socket: TcpSocket;
  let peer: Socket;

  before(async () => {
    let taken: (one: Socket) => void = () => undefined;
    const taking = new Promise<Socket>((resolve) => (taken = resolve));
    const made = await listening('127.0.0.1', (one) => taken(one));
    server = made.server;
    socket = await openTcp(libc, made.to, OPENING);
    peer = await taking;
  });
  after(() => gone(socket, server));

  test('is what was done with it', async () => {
    const fresh = socket.info();
    peer.write('some words');
    await new Promise((resolve) => socket.stream.once('data', resolve));
    const heard = socket.info();

    assert.equal(fresh?.state, 1, 'established');
    assert.ok((heard?.segmentsIn ?? 0) > (fresh.segmentsIn ?? 0));
    assert.ok((heard?.lastDataReceivedMs ?? Infinity) < 5000);
    assert.ok((heard?.rttMs ?? Infinity) < 5000);
    assert.equal(heard?.retransmits, 0);
    assert.equal(heard?.unackedSegments, 0);
  });

  test('keepalives go out and are answered, and stop when told', async () => {
    const since = performance.now();

    assert.equal(socket.setKeepalive(1000), true);
    while ((socket.info()?.segmentsOut ?? 0) === 0 || acknowledgedSince(socket) > performance.now() - since) {
      assert.ok(performance.now() - since < 20_000, 'a keepalive was answered');
      await delay(50);
    }

    socket.stopKeepalive();
    assert.ok(socket.info() !== undefined);
  });

  test('a TTL is taken, and given back', () => {
    assert.equal(socket.setTtl(1), true);
    assert.equal(socket.setTtl(undefined), true);
  });

  test('is nothing once it is closed', async () => {
    const { server: another, to } = await listening('127.0.0.1', () => undefined);
    const closed = await openTcp(libc, to, OPENING);
    closed.stream.destroy();

    assert.equal(closed.info(), undefined);
    assert.equal(closed.setTtl(1), false);
    assert.equal(closed.setKeepalive(1000), false);
    another.close();
  });
});

describe('structures of the kernel', () => {
  test('a tcp_info that is too short tells nothing', () => {
    assert.equal(decodeTcpInfo(new Uint8Array(8)), undefined);
  });

  test('an old kernel’s has no counts of segments', () => {
    const info = decodeTcpInfo(new Uint8Array(104));

    assert.equal(info?.state, 0);
    assert.equal(info.segmentsIn, undefined);
  });

  for (const address of ['192.0.2.7', '::1', '2001:db8::7', 'fe80::1']) {
    test(`an address comes out as it went in: ${address}`, () => {
      assert.equal(addressIn(sockaddrOf(address, 22)), address);
    });
  }

  test('a link-local address keeps its link, by number or by name', () => {
    const byNumber = sockaddrOf('fe80::1%7', 22);
    const byName = sockaddrOf('fe80::1%no-such-link', 22);

    assert.equal(new Uint32Array(byNumber.buffer, 24, 1)[0], 7);
    assert.equal(new Uint32Array(byName.buffer, 24, 1)[0], 0);
  });
});

function acknowledgedSince(socket: TcpSocket): number {
  return socket.info()?.lastAckReceivedMs ?? Infinity;
}

async function listening(address: string, onConnection: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return { server, to: { address, port: (server.address() as AddressInfo).port } };
}

function says(pattern: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof OperationalError);
    assert.equal(error.code, 'CANNOT_CONNECT');
    assert.match(error.message, pattern);
    return true;
  };
}

async function gone({ stream }: TcpSocket, server: Server): Promise<void> {
  stream.destroy();
  await new Promise((resolve) => server.close(resolve));
}
