/**
 * A relay on loopback that forgets a silent connection, as a NAT would: from
 * then on it drops what comes, both ways, and tells nobody. Not quite a NAT: it
 * ends TCP itself, so it counts bytes, and TCP keepalives never reach it.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface RelayPlan {
  /** Silence after which a connection is forgotten. */
  readonly forgetsAfterMs: number;
  /** On 127.0.0.1. */
  readonly serverPort: number;
}

export interface Relay {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly close: () => void;
}

export async function startRelay({ forgetsAfterMs, serverPort }: RelayPlan): Promise<Relay> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // What ends a connection here has ended it for the other side already.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    return socket;
  };
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ host: LOOPBACK, port: serverPort, allowHalfOpen: true, noDelay: true });
    joinUntilSilent(keep(near), keep(far), forgetsAfterMs);
  });
  listener.listen(0, LOOPBACK);
  await once(listener, 'listening');
  return {
    port: portOf(listener.address()),
    close: () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Like connection tracking, it looks at the clock only when something comes: nothing wakes it before. */
function joinUntilSilent(near: Socket, far: Socket, forgetsAfterMs: number): void {
  let lastHeardAtMs = performance.now();
  let forgotten = false;
  const remembers = (): boolean => {
    const nowAtMs = performance.now();
    forgotten ||= nowAtMs - lastHeardAtMs >= forgetsAfterMs;
    lastHeardAtMs = nowAtMs;
    return !forgotten;
  };
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.on('data', (chunk: Buffer) => {
      if (remembers()) to.write(chunk);
    });
    from.on('end', () => {
      if (remembers()) to.end();
    });
    from.on('error', () => {
      if (remembers()) to.resetAndDestroy();
    });
  }
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('not listening on a TCP port');
  return address.port;
}

const LOOPBACK = '127.0.0.1';
