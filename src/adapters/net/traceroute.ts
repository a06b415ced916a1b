/**
 * A TCP traceroute to the very port, without privilege: connect with a small
 * TTL, then read the offender of the ICMP error from the socket's error queue
 * (ip(7), IP_RECVERR). Every probe has a socket of its own, never one that
 * carries a session. Linux only.
 */
import type { Hop } from '../../core/net/hop.ts';
import { addressIn, getInt, LINUX, type Libc, littleEndian, setInt, sockaddrOf } from './libc.ts';
import type { Endpoint } from './tcp-socket.ts';

export interface TracerouteLimits {
  readonly maxTtlHops: number;
  /** How long one hop may take to answer before it counts as mute. */
  readonly hopTimeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * The hops up to the destination, or up to the last that answered when the
 * destination never did. A few hops at a time, so that hardly more than one
 * connection reaches the server before the end is known.
 */
export async function traceroute(
  libc: Libc,
  to: Endpoint,
  limits: TracerouteLimits,
): Promise<readonly Hop[]> {
  const hops: Hop[] = [];
  for (let first = 1; first <= limits.maxTtlHops && !limits.signal.aborted; first += HOPS_AT_ONCE) {
    const ttls = Array.from({ length: HOPS_AT_ONCE }, (_, i) => first + i).filter(
      (ttl) => ttl <= limits.maxTtlHops,
    );
    const batch = await Promise.all(ttls.map((ttl) => probeTwice(libc, to, { ttl, ...limits })));
    const end = batch.findIndex((hop) => hop.destination);
    hops.push(...(end < 0 ? batch : batch.slice(0, end + 1)));
    if (end >= 0) return hops;
    if (hops.length >= MUTE_HOPS_END && hops.slice(-MUTE_HOPS_END).every((hop) => hop.address === undefined))
      break;
  }
  const lastHeard = hops.findLastIndex((hop) => hop.address !== undefined);
  return hops.slice(0, lastHeard + 1);
}

type Probe = TracerouteLimits & { readonly ttl: number };

async function probeTwice(libc: Libc, to: Endpoint, probe: Probe): Promise<Hop> {
  const first = await probeHop(libc, to, probe);
  return first.address !== undefined || probe.signal.aborted ? first : probeHop(libc, to, probe);
}

async function probeHop(libc: Libc, to: Endpoint, probe: Probe): Promise<Hop> {
  const mute: Hop = { ttlHops: probe.ttl, address: undefined, rttMs: undefined, destination: false };
  const family6 = to.address.includes(':');
  const fd = libc.socket(family6 ? LINUX.AF_INET6 : LINUX.AF_INET, LINUX.SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
  if (fd < 0) return mute;
  try {
    setInt(
      libc,
      fd,
      family6
        ? { level: LINUX.IPPROTO_IPV6, name: LINUX.IPV6_RECVERR, value: 1 }
        : { level: LINUX.IPPROTO_IP, name: LINUX.IP_RECVERR, value: 1 },
    );
    setInt(
      libc,
      fd,
      family6
        ? { level: LINUX.IPPROTO_IPV6, name: LINUX.IPV6_UNICAST_HOPS, value: probe.ttl }
        : { level: LINUX.IPPROTO_IP, name: LINUX.IP_TTL, value: probe.ttl },
    );
    // Closing sends a reset at once, so that nothing of the probe stays at the server.
    libc.setsockopt(fd, LINUX.SOL_SOCKET, LINUX.SO_LINGER, new Uint8Array(new Int32Array([1, 0]).buffer), 8);
    const address = sockaddrOf(to.address, to.port);
    const sentAtMs = performance.now();
    if (libc.connect(fd, address, address.length) !== 0 && libc.errno() !== LINUX.EINPROGRESS) return mute;
    for (let pauseMs = 1; !probe.signal.aborted; pauseMs = Math.min(10, pauseMs * 1.3)) {
      const rttMs = performance.now() - sentAtMs;
      const offender = icmpOffender(libc, fd);
      if (offender !== undefined)
        return { ...mute, address: offender.address, rttMs, destination: offender.address === to.address };
      const state = tcpState(libc, fd);
      // A server that hangs up at once has left the established state before we look.
      if (state !== TCP_SYN_SENT && state !== TCP_CLOSE)
        return { ...mute, address: to.address, rttMs, destination: true };
      if (state === TCP_CLOSE) {
        // A refusal is an answer of the destination too; other errors name nobody.
        const refused = getInt(libc, fd, { level: LINUX.SOL_SOCKET, name: LINUX.SO_ERROR }) === ECONNREFUSED;
        return refused ? { ...mute, address: to.address, rttMs, destination: true } : mute;
      }
      if (rttMs > probe.hopTimeoutMs) return mute;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return mute;
  } finally {
    libc.close(fd);
  }
}

/** Who sent the ICMP error that waits in the error queue; `undefined` while none does. */
function icmpOffender(libc: Libc, fd: number): { address: string | undefined } | undefined {
  const control = new Uint8Array(512);
  const header = new Uint8Array(MSGHDR_SIZE_BYTES);
  const view = new DataView(header.buffer);
  view.setBigUint64(MSG_CONTROL, libc.addressOf(control), littleEndian);
  view.setBigUint64(MSG_CONTROLLEN, BigInt(control.length), littleEndian);
  if (libc.recvmsg(fd, header, LINUX.MSG_ERRQUEUE) < 0) return undefined;
  const lengthBytes = Number(view.getBigUint64(MSG_CONTROLLEN, littleEndian));
  const messages = new DataView(control.buffer);
  for (let at = 0; at + CMSG_HEADER_BYTES <= lengthBytes; ) {
    const cmsgBytes = Number(messages.getBigUint64(at, littleEndian));
    if (cmsgBytes < CMSG_HEADER_BYTES) break;
    const level = messages.getInt32(at + 8, littleEndian);
    const type = messages.getInt32(at + 12, littleEndian);
    const isError =
      (level === LINUX.IPPROTO_IP && type === LINUX.IP_RECVERR) ||
      (level === LINUX.IPPROTO_IPV6 && type === LINUX.IPV6_RECVERR);
    const origin = control[at + CMSG_HEADER_BYTES + 4];
    if (isError && (origin === SO_EE_ORIGIN_ICMP || origin === SO_EE_ORIGIN_ICMP6)) {
      return { address: addressIn(control.subarray(at + CMSG_HEADER_BYTES + EXTENDED_ERR_BYTES)) };
    }
    at += Math.ceil(cmsgBytes / 8) * 8;
  }
  return undefined;
}

function tcpState(libc: Libc, fd: number): number {
  const octets = new Uint8Array(8);
  libc.getsockopt(fd, LINUX.IPPROTO_TCP, LINUX.TCP_INFO, octets, new Uint32Array([octets.length]));
  return octets[0] ?? 0;
}

/** Four at once: at most three connections reach a near server in vain, each reset at once. */
const HOPS_AT_ONCE = 4;
/** So many mute hops in a row end the search. */
const MUTE_HOPS_END = 8;
/** include/net/tcp_states.h. */
const TCP_SYN_SENT = 2;
const TCP_CLOSE = 7;
const ECONNREFUSED = 111;
/** struct msghdr of a 64-bit Linux. */
const MSGHDR_SIZE_BYTES = 56;
const MSG_CONTROL = 32;
const MSG_CONTROLLEN = 40;
const CMSG_HEADER_BYTES = 16;
/** struct sock_extended_err (linux/errqueue.h); the offender's address follows. */
const EXTENDED_ERR_BYTES = 16;
const SO_EE_ORIGIN_ICMP = 2;
const SO_EE_ORIGIN_ICMP6 = 3;
