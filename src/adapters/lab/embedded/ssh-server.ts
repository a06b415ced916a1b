/**
 * A small SSH server inside this process, for where no namespaces can be had.
 * One user key opens it; it runs commands with `sh` as ourselves. It has no
 * terminals: a shell that asked for one gets pipes and an echo.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { AuthContext, Connection, ParsedKey, Server, ServerChannel, Session } from 'ssh2';
import { OperationalError } from '../../../core/errors.ts';
import { portOf } from './forgetful-relay.ts';

export interface EmbeddedServer {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly hostPublicKey: string;
  /** In OpenSSH's format, for a file of mode 0600. */
  readonly userPrivateKey: string;
  readonly close: () => void;
}

export async function startEmbeddedServer(): Promise<EmbeddedServer> {
  const ssh2 = await loadSsh2();
  const hostKey = keyPair(ssh2);
  const userKey = keyPair(ssh2);
  const allowed = ssh2.utils.parseKey(userKey.public);
  if (allowed instanceof Error) throw allowed;

  const children = new Set<ChildProcess>();
  const clients = new Set<Connection>();
  const server: Server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client, { ip, port }) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    // A client that goes away without a word is what this lab is for.
    client.on('error', () => undefined);
    client.on('authentication', (attempt) => decide(attempt, allowed));
    client.on('session', (accept) => {
      serveSession(accept(), `${ip} ${port} ${LOOPBACK} ${portOf(server.address())}`, children);
    });
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    hostPublicKey: hostKey.public,
    userPrivateKey: userKey.private,
    close: () => {
      server.close();
      for (const child of children) child.kill('SIGKILL');
      for (const client of clients) client.end();
    },
  };
}

/** It is not part of the package that people install: only a clone's development tools have it. */
/** One key of 256 comes out without the leading zero of its public half (lib/keygen.js of ssh2), and cannot be read then. */
function keyPair({ utils }: typeof import('ssh2')): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair = utils.generateKeyPairSync('ed25519', { comment: 'idletrace-lab' });
    if (!(utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

async function loadSsh2(): Promise<typeof import('ssh2')> {
  try {
    return (await import('ssh2')).default;
  } catch (cause) {
    throw new OperationalError(
      'LAB_FAILED',
      'the embedded lab needs the npm package ssh2, which is not installed',
      {
        hint: 'run it in a clone of idletrace, after `make`',
        cause,
      },
    );
  }
}

/** Asked without a signature, the answer says only whether the key would do (RFC 4252 §7). */
function decide(attempt: AuthContext, allowed: ParsedKey): void {
  if (attempt.method !== 'publickey') return attempt.reject(['publickey']);
  const wanted = allowed.getPublicSSH();
  const { data } = attempt.key;
  if (data.length !== wanted.length || !timingSafeEqual(data, wanted)) return attempt.reject(['publickey']);
  const { blob, signature, hashAlgo } = attempt;
  if (signature !== undefined) {
    // It may also be an Error, whatever its type says (ssh2 1.17, keyParser.js).
    const genuine: unknown = blob === undefined ? false : allowed.verify(blob, signature, hashAlgo);
    if (genuine !== true) return attempt.reject();
  }
  attempt.accept();
}

function serveSession(session: Session, connection: string, children: Set<ChildProcess>): void {
  let terminal = false;
  session.on('pty', (accept) => {
    terminal = true;
    accept();
  });
  session.on('env', (accept) => accept());
  const run = (channel: ServerChannel, args: readonly string[]): void => {
    const child = spawn('sh', args, { env: { ...process.env, SSH_CONNECTION: connection }, stdio: 'pipe' });
    children.add(child);
    child.once('close', () => children.delete(child));
    join(child, channel, terminal);
  };
  session.on('exec', (accept, _reject, { command }) => run(accept(), ['-c', command]));
  session.on('shell', (accept) => {
    const channel = accept();
    // A prompt is how one sees that a shell is there. Not by `sh -i`: that would reach for our own terminal.
    if (terminal) channel.write('$ ');
    run(channel, ['-l']);
  });
}

function join(child: ChildProcess, channel: ServerChannel, terminal: boolean): void {
  const { stdin, stdout, stderr } = child;
  channel.on('data', (chunk: Buffer) => {
    const typed = terminal ? chunk.toString('latin1').replaceAll('\r', '\n') : chunk;
    if (terminal) channel.write(toTerminal(chunk));
    stdin?.write(typed, 'latin1');
  });
  channel.on('end', () => stdin?.end());
  channel.on('close', () => child.kill('SIGHUP'));
  stdin?.on('error', () => undefined);
  stdout?.on('data', (chunk: Buffer) => channel.write(terminal ? toTerminal(chunk) : chunk));
  stderr?.on('data', (chunk: Buffer) =>
    terminal ? channel.write(toTerminal(chunk)) : channel.stderr.write(chunk),
  );
  child.once('error', () => channel.exit(127));
  child.once('close', (status) => {
    channel.exit(status ?? 255);
    channel.end();
  });
}

/** What the line discipline of a terminal would do with line ends (termios(3), ONLCR). */
function toTerminal(chunk: Buffer): Buffer {
  return Buffer.from(chunk.toString('latin1').replaceAll(/\r\n?|\n/g, '\r\n'), 'latin1');
}

const LOOPBACK = '127.0.0.1';
