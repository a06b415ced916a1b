/**
 * One TCP connection that we own: opened with its options set before the SYN
 * where the FFI is there, by Node alone where it is not. Takes no decisions.
 */
import { connect as nodeConnect, Socket } from 'node:net';
import { OperationalError } from '../../core/errors.ts';
import { decodeTcpInfo, type TcpInfo, TCP_INFO_SIZE_BYTES } from './tcp-info.ts';
import { LINUX, type Libc, setInt, sockaddrOf } from './libc.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface TcpSocket {
  readonly stream: Socket;
  readonly localAddress: string;
  readonly localPort: number;
  /** Kernel counters of this connection; `undefined` without FFI or once it is closed. */
  info(): TcpInfo | undefined;
  /** TTL (IPv4) or hop limit (IPv6) of what we send; `undefined` restores the system's own. False: not possible here. */
  setTtl(ttlHops: number | undefined): boolean;
  /**
   * Keepalive probes after each `intervalMs` without a packet from the peer, whole seconds, at least one.
   * With FFI they are never given up on, answered or not. False: not possible here.
   */
  setKeepalive(intervalMs: number): boolean;
  stopKeepalive(): void;
  /** Sends the acknowledgement that is owed now rather than up to 200 ms later. */
  acknowledgeNow(): void;
}

export interface Opening {
  readonly bindAddress: string | undefined;
  readonly timeoutMs: number;
  /** Aborted: nobody waits for the connection any more. */
  readonly signal: AbortSignal;
}

/** Connects within `timeoutMs`, or throws CANNOT_CONNECT. */
export async function openTcp(libc: Libc | undefined, to: Endpoint, opening: Opening): Promise<TcpSocket> {
  const { bindAddress } = opening;
  const fd = libc === undefined ? undefined : socketOf(libc, to, bindAddress);
  const stream =
    fd === undefined
      ? nodeConnect({
          host: to.address,
          port: to.port,
          ...(bindAddress === undefined ? {} : { localAddress: bindAddress }),
        })
      : new Socket({ fd, readable: true, writable: true });
  stream.setNoDelay(true);
  if (fd === undefined || libc === undefined) {
    await connected(stream, to, opening);
  } else {
    await established(stream, { libc, fd, to, ...opening });
  }
  // An error that comes before somebody listens must not end the program; who comes later finds it in `stream.errored`.
  stream.on('error', () => undefined);
  const local = stream.address();
  return {
    stream,
    localAddress: 'address' in local ? local.address : '',
    localPort: 'port' in local ? local.port : 0,
    ...(libc === undefined || fd === undefined
      ? nodeOptions(stream)
      : kernelOptions(libc, fd, { stream, family6: isIpv6(to) })),
  };
}

function socketOf(libc: Libc, to: Endpoint, bindAddress: string | undefined): number {
  const fd = libc.socket(isIpv6(to) ? LINUX.AF_INET6 : LINUX.AF_INET, LINUX.SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
  if (fd < 0) throw cannotConnect(to, `no socket (errno ${libc.errno()})`);
  if (bindAddress !== undefined) {
    const local = sockaddrOf(bindAddress, 0);
    if (libc.bind(fd, local, local.length) !== 0) {
      libc.close(fd);
      throw cannotConnect(to, `cannot use the local address ${bindAddress}`);
    }
  }
  // Never IP_RECVERR here: one ICMP message would end the session (EHOSTUNREACH).
  const remote = sockaddrOf(to.address, to.port);
  if (libc.connect(fd, remote, remote.length) !== 0) {
    const errno = libc.errno();
    if (errno !== LINUX.EINPROGRESS) {
      libc.close(fd);
      throw cannotConnect(to, CONNECT_ERRORS[errno] ?? `errno ${errno}`);
    }
  }
  return fd;
}

/** An adopted descriptor has no 'connect' event: its state is read from TCP_INFO until it is established. */
async function established(
  stream: Socket,
  { libc, fd, to, timeoutMs, signal }: Opening & { libc: Libc; fd: number; to: Endpoint },
): Promise<void> {
  const startedAtMs = performance.now();
  let failure: string | undefined;
  const onError = (error: NodeJS.ErrnoException) => (failure ??= error.code ?? error.message);
  stream.on('error', onError);
  for (let pauseMs = 1; ; pauseMs = Math.min(20, pauseMs * 1.5)) {
    if (failure !== undefined) throw cannotConnect(to, CODES[failure] ?? failure);
    const state = stream.destroyed ? undefined : tcpInfoOf(libc, fd)?.state;
    // A server that hangs up at once has left the established state before we look.
    if (state !== undefined && state !== TCP_SYN_SENT && state !== TCP_CLOSE) break;
    if (state === TCP_CLOSE) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const errno = errnoOf(libc, fd);
      stream.destroy();
      throw cannotConnect(
        to,
        failure === undefined ? (CONNECT_ERRORS[errno] ?? `errno ${errno}`) : (CODES[failure] ?? failure),
      );
    }
    if (signal.aborted || performance.now() - startedAtMs > timeoutMs) {
      stream.destroy();
      throw cannotConnect(to, 'no answer');
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  stream.off('error', onError);
}

async function connected(stream: Socket, to: Endpoint, { timeoutMs, signal }: Opening): Promise<void> {
  const giveUp = () => stream.destroy(cannotConnect(to, 'no answer'));
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', giveUp);
  try {
    await new Promise<void>((resolve, reject) => {
      if (signal.aborted) giveUp();
      stream.once('connect', () => {
        stream.removeAllListeners('error');
        resolve();
      });
      stream.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error instanceof OperationalError
            ? error
            : cannotConnect(to, CODES[error.code ?? ''] ?? error.code ?? error.message),
        ),
      );
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

function kernelOptions(libc: Libc, fd: number, { stream, family6 }: { stream: Socket; family6: boolean }) {
  const open = () => !stream.destroyed;
  const tcp = (name: number, value: number) => setInt(libc, fd, { level: LINUX.IPPROTO_TCP, name, value });
  return {
    info: () => (open() ? tcpInfoOf(libc, fd) : undefined),
    setTtl: (ttlHops: number | undefined) =>
      open() &&
      setInt(libc, fd, {
        level: family6 ? LINUX.IPPROTO_IPV6 : LINUX.IPPROTO_IP,
        name: family6 ? LINUX.IPV6_UNICAST_HOPS : LINUX.IP_TTL,
        value: ttlHops ?? SYSTEM_TTL,
      }),
    setKeepalive: (intervalMs: number) => {
      if (!open()) return false;
      const seconds = Math.max(1, Math.round(intervalMs / 1000));
      // A user timeout far away replaces the count of unanswered probes (tcp_keepalive_timer in net/ipv4/tcp_timer.c).
      tcp(LINUX.TCP_USER_TIMEOUT, NEVER_MS);
      tcp(LINUX.TCP_KEEPCNT, MAX_KEEPALIVE_COUNT);
      return (
        tcp(LINUX.TCP_KEEPINTVL, seconds) &&
        setInt(libc, fd, { level: LINUX.SOL_SOCKET, name: LINUX.SO_KEEPALIVE, value: 1 }) &&
        tcp(LINUX.TCP_KEEPIDLE, seconds)
      );
    },
    stopKeepalive: () => {
      if (open()) setInt(libc, fd, { level: LINUX.SOL_SOCKET, name: LINUX.SO_KEEPALIVE, value: 0 });
    },
    acknowledgeNow: () => {
      if (open()) tcp(LINUX.TCP_QUICKACK, 1);
    },
  };
}

/** What Node alone can do: no TTL and no counters; its keepalive counts ten probes a second apart, so none is asked for. */
function nodeOptions(stream: Socket) {
  return {
    info: () => undefined,
    setTtl: () => false,
    setKeepalive: () => false,
    stopKeepalive: () => void stream.setKeepAlive(false),
    acknowledgeNow: () => undefined,
  };
}

function tcpInfoOf(libc: Libc, fd: number): TcpInfo | undefined {
  const octets = new Uint8Array(TCP_INFO_SIZE_BYTES);
  const lengthBytes = new Uint32Array([octets.length]);
  const done = libc.getsockopt(fd, LINUX.IPPROTO_TCP, LINUX.TCP_INFO, octets, lengthBytes);
  return done === 0 ? decodeTcpInfo(octets.subarray(0, lengthBytes[0])) : undefined;
}

function errnoOf(libc: Libc, fd: number): number {
  const value = new Int32Array(1);
  libc.getsockopt(fd, LINUX.SOL_SOCKET, LINUX.SO_ERROR, new Uint8Array(value.buffer), new Uint32Array([4]));
  return value[0] ?? 0;
}

function isIpv6({ address }: Endpoint): boolean {
  return address.includes(':');
}

function cannotConnect({ address, port }: Endpoint, what: string): OperationalError {
  const shown = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return new OperationalError('CANNOT_CONNECT', `cannot connect to ${shown}: ${what}`, {
    hint: 'check the address and the port, and that the server is up and reachable from here',
  });
}

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'connection reset',
  EACCES: 'not permitted (a local firewall?)',
  EADDRNOTAVAIL: 'no such local address',
};
/** The same by number: asm-generic/errno.h. */
const CONNECT_ERRORS: Readonly<Record<number, string>> = {
  1: 'not permitted (a local firewall?)',
  13: 'not permitted (a local firewall?)',
  99: 'no such local address',
  101: 'network is unreachable',
  104: 'connection reset',
  110: 'no answer',
  111: 'connection refused',
  113: 'no route to host',
};
/** include/net/tcp_states.h. */
const TCP_SYN_SENT = 2;
const TCP_CLOSE = 7;
/** -1 takes the system's own TTL again (ip(7), ipv6(7)). */
const SYSTEM_TTL = -1;
/** The most the kernel takes (MAX_TCP_KEEPCNT in include/net/tcp.h). */
const MAX_KEEPALIVE_COUNT = 127;
/** About 12 days: longer than any wait. */
const NEVER_MS = 2 ** 30;
