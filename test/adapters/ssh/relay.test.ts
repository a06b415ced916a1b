/** The relay between a ProxyCommand's pipes and a connection: nothing lost, nobody flooded, every end seen as what it is. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { relay, takePipes, type RelayEvents } from '../../../src/adapters/ssh/relay.ts';

const skip = process.platform !== 'linux' && 'pipes are taken over through /proc of Linux';
const SIZE_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

describe('the relay', { skip }, () => {
  test('carries 16 MB each way at once, whole and in order', async (t) => {
    const { peer, ssh } = await relayed(t);
    const up = randomChunks();
    const down = randomChunks();

    const [sentUp, sentDown, cameUp, cameDown] = await Promise.all([
      pour(up, ssh.input),
      pour(down, peer),
      digest(peer, SIZE_BYTES),
      digest(ssh.output, SIZE_BYTES),
    ]);

    assert.equal(cameUp, sentUp);
    assert.equal(cameDown, sentDown);
  });

  test('holds the sender back while the receiver does not read', async (t) => {
    const { peer, ssh, network } = await relayed(t);
    peer.pause();

    let written = 0;
    while (ssh.input.write(randomBytes(CHUNK_BYTES)) || written < 200) {
      written += 1;
      if (written > 4000) break;
      await new Promise((resolve) => setImmediate(resolve));
      if (ssh.input.writableLength > 8 * CHUNK_BYTES) break;
    }

    assert.ok(written < 4000, 'it was held back');
    assert.ok(network.writableLength < 4 * 1024 * 1024, `${network.writableLength} octets wait in memory`);
  });

  const ends: readonly {
    readonly name: string;
    readonly by: (peer: Socket, input: Socket) => void;
    readonly seen: string;
  }[] = [
    { name: 'the peer’s FIN', by: (peer) => peer.end(), seen: 'fin' },
    { name: 'the peer’s RST', by: (peer) => peer.resetAndDestroy(), seen: 'ECONNRESET' },
    { name: 'the end of ssh', by: (_, input) => input.end(), seen: 'ssh' },
  ];
  for (const { name, by, seen } of ends) {
    test(`tells ${name} as what it is`, async (t) => {
      const { peer, ssh, ended } = await relayed(t);
      ssh.output.resume();

      by(peer, ssh.input);

      assert.equal(await ended, seen);
    });
  }

  for (const how of ['end', 'resetAndDestroy'] as const) {
    test(`hears of an end (${how}) that came before ssh was ready`, async (t) => {
      const { peer, attach, network } = await waiting(t);
      peer[how]();
      if (!network.closed) await new Promise((resolve) => network.once('close', resolve));

      const { ended } = attach();

      assert.equal(await ended, how === 'end' ? 'fin' : 'ECONNRESET');
    });
  }
});

describe('the pipes of a process', { skip }, () => {
  test('are taken only from a descendant of the ssh that they belong to', async (t) => {
    const [one, another] = await Promise.all([holder(t), holder(t)]);

    const pipes = takePipes(one.pid, another.shell.pid ?? 0);

    assert.equal(pipes, undefined);
    assert.doesNotThrow(() => process.kill(one.pid, 0), 'and it is left alone');
  });

  test('of a process that is gone are none', async (t) => {
    const gone = await holder(t);
    await end(gone.shell);

    assert.equal(takePipes(gone.pid, gone.shell.pid ?? 0), undefined);
  });

  test('once taken relieve the one who held them, and are whole', async (t) => {
    const held = await holder(t);
    const { stdin, stdout } = held.shell;

    const pipes = takePipes(held.pid, held.shell.pid ?? 0);

    assert.ok(pipes !== undefined);
    const came = new Promise((resolve) => pipes.fromSsh.once('data', resolve));
    stdin?.write('to us');
    assert.equal(String(await came), 'to us');
    const went = new Promise((resolve) => stdout?.once('data', resolve));
    pipes.toSsh.write('from us');
    assert.equal(String(await went), 'from us');
    pipes.fromSsh.destroy();
    pipes.toSsh.destroy();
    stdin?.end();
    await exitOf(held.shell);
    assert.throws(() => process.kill(held.pid, 0), { code: 'ESRCH' });
  });
});

interface Holder {
  /** `cat | HOLDER | cat`, as between ssh and its ProxyCommand: pipes, which Node itself does not make. */
  readonly shell: ChildProcess;
  readonly pid: number;
}

/** As the hand-over command: it says who it is, and waits. */
async function holder(t: TestContext): Promise<Holder> {
  const shell = spawn('sh', ['-c', `cat | sh -c 'echo $$ >&2; exec sleep 60' | cat`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  t.after(() => end(shell));
  for (const stream of [shell.stdin, shell.stdout]) stream.on('error', () => undefined);
  const said = await new Promise<Buffer>((resolve) => shell.stderr.once('data', resolve));
  return { shell, pid: Number(said.toString()) };
}

async function end(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return;
  process.kill(-(shell.pid ?? 0), 'SIGKILL');
  await exitOf(shell);
}

async function exitOf(shell: ChildProcess): Promise<void> {
  if (shell.exitCode === null && shell.signalCode === null)
    await new Promise((resolve) => shell.once('exit', resolve));
}

async function waiting(t: TestContext) {
  let took: (socket: Socket) => void = () => undefined;
  const accepted = new Promise<Socket>((resolve) => (took = resolve));
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    took(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const network = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  network.on('error', () => undefined);
  const peer = await accepted;
  const held = await holder(t);
  t.after(() => {
    network.destroy();
    peer.destroy();
    server.close();
  });
  const attach = () => {
    const pipes = takePipes(held.pid, held.shell.pid ?? 0);
    assert.ok(pipes !== undefined);
    let tell: (what: string) => void = () => undefined;
    const ended = new Promise<string>((resolve) => (tell = resolve));
    const events: RelayEvents = {
      onSending: () => () => undefined,
      onReceived: () => undefined,
      onSshEnd: () => tell('ssh'),
      onFin: () => tell('fin'),
      onError: (code) => tell(code),
    };
    relay(pipes, network, events);
    return { ended, input: held.shell.stdin as Socket, output: held.shell.stdout as Socket };
  };
  return { peer, network, attach };
}

async function relayed(t: TestContext) {
  const { peer, network, attach } = await waiting(t);
  const { ended, input, output } = attach();
  return { peer, network, ended, ssh: { input, output } };
}

function randomChunks(): readonly Buffer[] {
  const chunk = randomBytes(CHUNK_BYTES);
  return Array.from({ length: SIZE_BYTES / CHUNK_BYTES }, (_, i) => {
    const copy = Buffer.from(chunk);
    copy.writeUInt32BE(i);
    return copy;
  });
}

async function pour(chunks: readonly Buffer[], into: Socket): Promise<string> {
  const hash = createHash('sha256');
  for (const chunk of chunks) {
    hash.update(chunk);
    if (!into.write(chunk)) await new Promise((resolve) => into.once('drain', resolve));
  }
  return hash.digest('hex');
}

async function digest(from: Socket, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256');
  let cameBytes = 0;
  return new Promise((resolve) =>
    from.on('data', (octets: Buffer) => {
      hash.update(octets);
      cameBytes += octets.length;
      if (cameBytes === sizeBytes) resolve(hash.digest('hex'));
    }),
  );
}
