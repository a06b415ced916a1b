/** What lies between: whose address the server sees, hops and what their addresses tell, hosts on the way. */
import type { Hop } from '../net/hop.ts';
import { type Fact, fact } from './fact.ts';

export interface PathReading {
  /** `address:port` of our end; `undefined`: not ours to see (a ProxyCommand). */
  readonly clientSees: string | undefined;
  /** Where our connection goes, as we see it. */
  readonly goesTo: string | undefined;
  /** $SSH_CONNECTION: client address, client port, server address, server port; `undefined`: the server did not tell. */
  readonly sshConnection: string | undefined;
  /** `undefined`: not traced. */
  readonly hops: readonly Hop[] | undefined;
  /** Destinations of the hosts on the way, nearest first. */
  readonly jumps: readonly string[];
  readonly proxyCommand: string | undefined;
}

export function pathFacts(reading: PathReading): readonly Fact[] {
  return [translation(reading), destination(reading), proxy(reading), ...hopFacts(reading), ...legs(reading)];
}

function translation(reading: PathReading): Fact {
  const { clientSees, sshConnection, jumps, proxyCommand } = reading;
  const [address, port] = sshConnection?.split(' ') ?? [];
  const known = { id: 'nat', side: 'path', source: '$SSH_CONNECTION against our own address' } as const;
  if (jumps.length > 0 || proxyCommand !== undefined) {
    const note = 'the server sees the last host on the way, not this one';
    return fact({ ...known, status: 'unknown', note });
  }
  if (clientSees === undefined || address === undefined || port === undefined || address === '')
    return fact({ ...known, status: 'unknown' });
  const serverSees = endpoint(address, port);
  if (isOwnAddress(reading)) {
    const note = 'the server sees a program before it, not who connects to that';
    return fact({ ...known, value: `${clientSees} becomes ${serverSees}`, status: 'unknown', note });
  }
  if (sameAddress(hostOf(clientSees), address) && clientSees.endsWith(`:${port}`))
    return fact({ ...known, status: 'absent', note: `the server sees ${serverSees}, as it is here` });
  const portKept = clientSees.endsWith(`:${port}`);
  return fact({
    ...known,
    value: `${clientSees} becomes ${serverSees}`,
    note: portKept
      ? 'the port is kept, as a NAT does where it can'
      : 'the port is another: a NAT, or a proxy with a connection of its own',
  });
}

/** The server's own address need not be the one we go to. */
function destination({ goesTo, sshConnection, jumps, proxyCommand }: PathReading): Fact {
  const [, , address, port] = sshConnection?.split(' ') ?? [];
  const known = { id: 'destination', side: 'path', source: '$SSH_CONNECTION against where we go' } as const;
  if (
    jumps.length > 0 ||
    proxyCommand !== undefined ||
    goesTo === undefined ||
    address === undefined ||
    port === undefined
  )
    return fact({ ...known, status: 'unknown' });
  const served = endpoint(address, port);
  if (sameAddress(hostOf(goesTo), address) && goesTo.endsWith(`:${port}`))
    return fact({ ...known, value: served, note: 'the server itself answers at the address that we go to' });
  return fact({
    ...known,
    value: `${goesTo} becomes ${served}`,
    note: 'a port forwarding, a load balancer or a proxy stands before the server',
  });
}

/** What ends TCP before the server: sure where the server is reached from itself; else nothing shows it. */
function proxy(reading: PathReading): Fact {
  const known = { id: 'proxy', side: 'path', source: '$SSH_CONNECTION' } as const;
  if (!isOwnAddress(reading)) return fact({ ...known, status: 'unknown' });
  const [address] = reading.sshConnection?.split(' ') ?? [];
  const note =
    'a program on the server itself ends the TCP connection and makes another: it counts data, and no TCP keepalives';
  return fact({ ...known, value: address, note });
}

/** The server's sshd is reached from the server's own address, though this is another machine. */
function isOwnAddress({ clientSees, sshConnection }: PathReading): boolean {
  const [from = '', , to = ''] = sshConnection?.split(' ') ?? [];
  if (from === '' || clientSees === undefined || sameAddress(hostOf(clientSees), from)) return false;
  return /^(?:127\.|::1$|::ffff:127\.)/.test(from) || sameAddress(from, to);
}

function hopFacts({ hops }: PathReading): readonly Fact[] {
  const known = { side: 'path', source: 'TCP traceroute' } as const;
  if (hops === undefined)
    return [
      fact({
        ...known,
        id: 'hops',
        status: 'unknown',
        note: 'needs socket options (Linux) and a connection of our own',
      }),
    ];
  const end = hops.find(({ destination: isEnd }) => isEnd);
  const mute = hops.filter(({ address }) => address === undefined).length;
  const shown = hops.map(({ ttlHops, address }) => `${ttlHops} ${address ?? '(mute)'}`).join(', ');
  const path = fact({
    ...known,
    id: 'hops',
    value: shown === '' ? undefined : shown,
    status: end === undefined && shown === '' ? 'unknown' : 'read',
    note:
      end === undefined ? 'the destination did not answer' : mute > 0 ? `${mute} did not answer` : undefined,
  });
  const between = hops.filter(({ destination: isEnd }) => !isEnd);
  const special = between.flatMap(({ ttlHops, address }) => {
    const range = address === undefined ? undefined : rangeOf(address);
    return range === undefined ? [] : [{ ttlHops, address, range }];
  });
  const shared = special.filter(({ range }) => range === 'shared');
  const own = special.filter(({ range }) => range === 'private');
  return [
    path,
    ...(shared.length === 0
      ? []
      : [
          fact({
            ...known,
            id: 'carrier-nat',
            value: shared.map(({ ttlHops, address }) => `hop ${ttlHops} ${address}`).join(', '),
            note: 'addresses of carrier-grade NAT (RFC 6598)',
          }),
        ]),
    ...(own.length === 0
      ? []
      : [
          fact({
            ...known,
            id: 'private-hops',
            value: own.map(({ ttlHops, address }) => `hop ${ttlHops} ${address}`).join(', '),
            note: 'private addresses (RFC 1918, RFC 4193)',
          }),
        ]),
  ];
}

function legs({ jumps, proxyCommand }: PathReading): readonly Fact[] {
  return [
    ...jumps.map((host, at) =>
      fact({
        id: `leg-${at}`,
        side: 'path',
        value: `${at === 0 ? 'here' : jumps[at - 1]} to ${host}`,
        source: 'ProxyJump',
        note: at === 0 ? undefined : 'TCP keepalives of this machine do not reach it',
      }),
    ),
    ...(jumps.length === 0
      ? []
      : [
          fact({
            id: `leg-${jumps.length}`,
            side: 'path',
            value: `${jumps.at(-1)} to the server`,
            source: 'ProxyJump',
            note: 'TCP keepalives of this machine do not reach it',
          }),
        ]),
    ...(proxyCommand === undefined
      ? []
      : [
          fact({
            id: 'proxy-command',
            side: 'path',
            value: proxyCommand,
            source: 'ProxyCommand',
            note: 'a connection that is not ours: no hops, no addresses',
          }),
        ]),
  ];
}

/** `private`: RFC 1918 and RFC 4193; `shared`: carrier-grade NAT, RFC 6598; `undefined`: neither. */
export function rangeOf(address: string): 'private' | 'shared' | undefined {
  if (address.includes(':')) return /^f[cd]/i.test(address) ? 'private' : undefined;
  const [a = 0, b = 0] = address.split('.').map(Number);
  if (a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168)) return 'private';
  return a === 100 && b >= 64 && b <= 127 ? 'shared' : undefined;
}

function endpoint(address: string, port: string): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function hostOf(end: string): string {
  return end.slice(0, end.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
}

/** An IPv4 address inside IPv6 (RFC 4291 §2.5.5.2), a link's name after `%`. */
function sameAddress(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

function bare(address: string): string {
  return address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '');
}
