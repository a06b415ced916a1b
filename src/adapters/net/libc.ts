/**
 * The few calls of the C library that Node does not offer for TCP sockets:
 * a TTL, keepalive timers, TCP_INFO, the error queue. Linux only; elsewhere,
 * or where the optional FFI package is missing, {@link loadLibc} gives
 * `undefined` and the caller does without (fewer arms, no traceroute).
 *
 * Documented way to bring such a socket into Node: `new net.Socket({fd})`.
 */
import { networkInterfaces } from 'node:os';

/** Numbers of linux/socket.h, linux/in.h, linux/in6.h, linux/tcp.h (the same on every architecture Node 20 runs on). */
export const LINUX = {
  AF_INET: 2,
  AF_INET6: 10,
  SOCK_STREAM_NONBLOCK_CLOEXEC: 1 | 0o4000 | 0o2000000,
  SOL_SOCKET: 1,
  SO_ERROR: 4,
  SO_KEEPALIVE: 9,
  SO_LINGER: 13,
  IPPROTO_IP: 0,
  IP_TTL: 2,
  IP_RECVERR: 11,
  IPPROTO_TCP: 6,
  TCP_NODELAY: 1,
  TCP_KEEPIDLE: 4,
  TCP_KEEPINTVL: 5,
  TCP_KEEPCNT: 6,
  TCP_INFO: 11,
  TCP_QUICKACK: 12,
  TCP_USER_TIMEOUT: 18,
  IPPROTO_IPV6: 41,
  IPV6_UNICAST_HOPS: 16,
  IPV6_RECVERR: 25,
  MSG_ERRQUEUE: 0x2000,
  EINPROGRESS: 115,
} as const;

export interface Libc {
  /** A file descriptor, or a negative number. */
  socket(domain: number, type: number, protocol: number): number;
  connect(fd: number, address: Uint8Array, lengthBytes: number): number;
  bind(fd: number, address: Uint8Array, lengthBytes: number): number;
  close(fd: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, lengthBytes: number): number;
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, lengthBytes: Uint32Array): number;
  recvmsg(fd: number, header: Uint8Array, flags: number): number;
  /** errno of the call before. */
  errno(): number;
  /** The address of a buffer, for pointers inside structures. */
  addressOf(buffer: Uint8Array): bigint;
}

/** The library, or `undefined` where this platform or installation has none. */
export async function loadLibc(): Promise<Libc | undefined> {
  if (process.platform !== 'linux' || process.env.IDLETRACE_NO_FFI === '1') return undefined;
  try {
    const { default: koffi } = await import('koffi');
    // `null` is the program itself: glibc and musl are found without a file name.
    const lib = koffi.load(null);
    const declare = (prototype: string) => lib.func(prototype) as unknown as (...args: unknown[]) => number;
    const socket = declare('int socket(int domain, int type, int protocol)');
    const connect = declare('int connect(int fd, const void *address, uint32_t length)');
    const bind = declare('int bind(int fd, const void *address, uint32_t length)');
    const close = declare('int close(int fd)');
    const setsockopt = declare(
      'int setsockopt(int fd, int level, int name, const void *value, uint32_t length)',
    );
    const getsockopt = declare('int getsockopt(int fd, int level, int name, void *value, void *length)');
    const recvmsg = declare('intptr_t recvmsg(int fd, void *header, int flags)');
    return {
      socket,
      connect,
      bind,
      close,
      setsockopt,
      getsockopt,
      recvmsg: (fd, header, flags) => recvmsg(fd, header, flags),
      errno: () => koffi.errno(),
      addressOf: (buffer) => koffi.address(buffer),
    };
  } catch {
    return undefined;
  }
}

/** Sets an `int` option; false where the kernel refused it. */
export function setInt(
  libc: Libc,
  fd: number,
  option: { level: number; name: number; value: number },
): boolean {
  const value = new Int32Array([option.value]);
  return libc.setsockopt(fd, option.level, option.name, new Uint8Array(value.buffer), 4) === 0;
}

/** Reads an `int` option; `undefined` where the kernel refused. */
export function getInt(libc: Libc, fd: number, option: { level: number; name: number }): number | undefined {
  const value = new Int32Array(1);
  const lengthBytes = new Uint32Array([4]);
  const done = libc.getsockopt(fd, option.level, option.name, new Uint8Array(value.buffer), lengthBytes);
  return done === 0 ? value[0] : undefined;
}

/** A `struct sockaddr_in` or `sockaddr_in6` for connect(2) and bind(2). */
export function sockaddrOf(address: string, port: number): Uint8Array {
  if (address.includes(':')) {
    const [bare = '', scope] = address.split('%');
    const octets = new Uint8Array(28);
    const view = new DataView(octets.buffer);
    view.setUint16(0, LINUX.AF_INET6, littleEndian);
    view.setUint16(2, port);
    octets.set(ipv6Octets(bare), 8);
    view.setUint32(24, scopeIdOf(scope), littleEndian);
    return octets;
  }
  const octets = new Uint8Array(16);
  const view = new DataView(octets.buffer);
  view.setUint16(0, LINUX.AF_INET, littleEndian);
  view.setUint16(2, port);
  octets.set(
    address.split('.').map((part) => Number(part)),
    4,
  );
  return octets;
}

/** The address in a `sockaddr_in`/`sockaddr_in6`, or `undefined` for another family. */
export function addressIn(octets: Uint8Array): string | undefined {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const family = view.getUint16(0, littleEndian);
  if (family === LINUX.AF_INET) return [...octets.subarray(4, 8)].join('.');
  if (family !== LINUX.AF_INET6) return undefined;
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(8 + 2 * i).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

export const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The number of the link behind `%` in a link-local address (RFC 4007 §11), which may be its name; 0: none. */
function scopeIdOf(scope: string | undefined): number {
  if (scope === undefined) return 0;
  const named = networkInterfaces()[scope]?.find(({ family }) => family === 'IPv6');
  return named?.scopeid ?? (Number(scope) || 0);
}

function ipv6Octets(address: string): Uint8Array {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groupsOf = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const groups = [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
  return Uint8Array.from(groups.flatMap((group) => [group >>> 8, group & 0xff]));
}
