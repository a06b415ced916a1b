/** The relay between a ProxyCommand's pipes and a connection: nothing lost, nobody flooded, every end seen as what it is. */
import { randomBytes } from 'node:crypto';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { relay, takePipes, type RelayEvents } from '../../../src/adapters/ssh/relay.ts';

const skip = process.platform !== 'linux' && 'pipes are taken over through /proc of Linux';
const CHUNK_BYTES = 64 * 1024;

describe('the relay', { skip }, () => {
  test('holds the sender back while the receiver does not read', { timeout: 60_000 }, async () => {
    const { peer, ssh, network, close } = await relayed();
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
    close();
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
    test(`tells ${name} as what it is`, async () => {
      const { peer, ssh, ended, close } = await relayed();
      ssh.output.resume();

      by(peer, ssh.input);

      assert.equal(await ended, seen);
      close();
    });
  }

  for (const how of ['end', 'resetAndDestroy'] as const) {
    test(`hears of an end (${how}) that came before ssh was ready`, async () => {
      const { peer, attach, network, close } = await waiting();
      peer[how]();
      if (!network.closed) await new Promise((resolve) => network.once('close', resolve));

      const { ended } = attach();

      assert.equal(await ended, how === 'end' ? 'fin' : 'ECONNRESET');
      close();
    });
  }
});

describe('the pipes of a process', { skip }, () => {
  test('are taken only from a descendant of the ssh that they belong to', async () => {
    const [one, another] = await Promise.all([holder(), holder()]);

    const pipes = takePipes(one.pid, another.shell.pid ?? 0);

    assert.equal(pipes, undefined);
    assert.doesNotThrow(() => process.kill(one.pid, 0), 'and it is left alone');
    await Promise.all([end(one), end(another)]);
  });

  test('of a process that is gone are none', async () => {
    const gone = await holder();
    await end(gone);

    assert.equal(takePipes(gone.pid, gone.shell.pid ?? 0), undefined);
  });

  test('once taken relieve the one who held them, and are whole', async () => {
    const held = await holder();
    const { stdin, stdout } = held.shell;

    const pipes = takePipes(held.pid, held.shell.pid ?? 0);

    assert.ok(pipes !== undefined);
    const came = new Promise((resolve) => pipes.fromSsh.once('data', resolve));
    stdin?.write('to us');
    assert.equal(String(await came), 'to us');
    const went = new Promise((resolve) => stdout?.once('data', resolve));
    pipes.toSsh.write('from us');
    assert.equal(String(await went), 'from us');
    assert.equal(stateOf(held.pid), 'gone');
    pipes.fromSsh.destroy();
    pipes.toSsh.destroy();
    await end(held);
  });
});

/** A process that nobody has waited for yet is gone too. */
function stateOf(pid: number): string {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')) ? 'gone' : 'there';
  } catch {
    return 'gone';
  }
}

interface Holder {
  /** `cat | HOLDER | cat`, as between ssh and its ProxyCommand: pipes, which Node itself does not make. */
  readonly shell: ChildProcess;
  readonly pid: number;
}

/** As the hand-over command: it says who it is, and waits. */
async function holder(): Promise<Holder> {
  const shell = spawn('sh', ['-c', `cat | sh -c 'echo $$ >&2; exec sleep 60' | cat`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  for (const stream of [shell.stdin, shell.stdout]) stream.on('error', () => undefined);
  const said = await new Promise<Buffer>((resolve) => shell.stderr.once('data', resolve));
  return { shell, pid: Number(said.toString()) };
}

async function end({ shell }: Holder): Promise<void> {
  const ended = new Promise((resolve) => shell.once('exit', resolve));
  process.kill(-(shell.pid ?? 0), 'SIGKILL');
  await ended;
}

async function waiting() {
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
  const held = await holder();
  const close = () => {
    network.destroy();
    peer.destroy();
    void end(held);
    server.close();
  };
  const attach = () => {
    const pipes = takePipes(held.pid, held.shell.pid ?? 0);
    assert.ok(pipes !== undefined);
    let tell: (what: string) => void = () => undefined;
    const ended = new Promise<string>((resolve) => (tell = resolve));
    const events: RelayEvents = {
      onSending: () => undefined,
      onReceived: () => undefined,
      onSshEnd: () => tell('ssh'),
      onFin: () => tell('fin'),
      onError: (code) => tell(code),
    };
    relay(pipes, network, events);
    return { ended, input: held.shell.stdin as Socket, output: held.shell.stdout as Socket };
  };
  return { peer, network, attach, close };
}

async function relayed() {
  const { peer, network, attach, close } = await waiting();
  const { ended, input, output } = attach();
  return { peer, network, ended, ssh: { input, output }, close };
}
