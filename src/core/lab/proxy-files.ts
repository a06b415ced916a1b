/** How each proxy of a lab is told what to do: its file, its words, and the way that clients take to it. */
import type { Proxy } from './server-side.ts';

export interface ProxySeat {
  /** Where it listens. */
  readonly address: string;
  readonly port: number;
  /** Where the SSH server listens. */
  readonly serverAddress: string;
  readonly serverPort: number;
  /** Its own, for what it writes. */
  readonly folder: string;
}

export interface ProxyPlan {
  /** Below its folder; `undefined`: it takes its words alone. */
  readonly file: { readonly name: string; readonly text: string } | undefined;
  readonly argv: readonly string[];
}

export function planProxy({ program, idleSeconds }: Proxy, seat: ProxySeat): ProxyPlan {
  const { folder } = seat;
  const here = endpoint(seat.address, seat.port);
  const server = endpoint(seat.serverAddress, seat.serverPort);
  switch (program) {
    case 'haproxy':
      return {
        file: {
          name: 'haproxy.cfg',
          text: lines([
            'defaults',
            '  mode tcp',
            '  timeout connect 5s',
            `  timeout client ${idleSeconds}s`,
            `  timeout server ${idleSeconds}s`,
            'listen ssh',
            `  bind ${here}`,
            `  server ssh ${server}`,
          ]),
        },
        argv: ['haproxy', '-q', '-db', '-f', `${folder}/haproxy.cfg`],
      };
    case 'nginx':
      return {
        file: {
          name: 'nginx.conf',
          text: lines([
            'include /etc/nginx/modules-enabled/*stream.conf;',
            'daemon off;',
            'master_process off;',
            `pid ${folder}/nginx.pid;`,
            'error_log stderr info;',
            'events {}',
            `stream { server { listen ${here}; proxy_pass ${server}; proxy_timeout ${idleSeconds}s; } }`,
          ]),
        },
        argv: ['nginx', '-e', 'stderr', '-c', `${folder}/nginx.conf`],
      };
    case 'socat': {
      const [listen, connect] = seat.address.includes(':')
        ? [`TCP6-LISTEN:${seat.port},bind=[${seat.address}]`, `TCP6:${server}`]
        : [`TCP4-LISTEN:${seat.port},bind=${seat.address}`, `TCP4:${server}`];
      return {
        file: undefined,
        argv: ['socat', '-T', String(idleSeconds), `${listen},fork,reuseaddr`, connect],
      };
    }
    case 'stunnel':
      return {
        file: {
          name: 'stunnel.conf',
          text: lines([
            'foreground = yes',
            'pid =',
            '[ssh]',
            `accept = ${seat.address}:${seat.port}`,
            `connect = ${seat.serverAddress}:${seat.serverPort}`,
            `cert = ${folder}/${CERTIFICATE}`,
            `key = ${folder}/${CERTIFICATE_KEY}`,
            `TIMEOUTidle = ${idleSeconds}`,
          ]),
        },
        argv: ['stunnel', `${folder}/stunnel.conf`],
      };
    case 'squid':
      return {
        file: {
          name: 'squid.conf',
          text: lines([
            `http_port ${here}`,
            'http_access allow all',
            'access_log none',
            'cache_log /dev/stderr',
            'cache_store_log none',
            'pid_filename none',
            `coredump_dir ${folder}`,
            'pinger_enable off',
            `netdb_filename none`,
            'visible_hostname lab',
            'dns_nameservers 127.0.0.1',
            `read_timeout ${idleSeconds} seconds`,
            'shutdown_lifetime 0 seconds',
          ]),
        },
        argv: ['squid', '-N', '-f', `${folder}/squid.conf`],
      };
  }
}

/** The ProxyCommand of those that a client cannot simply connect to; `undefined`: it can. */
export function proxyCommandTo(
  { program }: Proxy,
  { address, port }: Pick<ProxySeat, 'address' | 'port'>,
): string | undefined {
  if (program === 'squid') return `socat - PROXY:${bracketed(address)}:%h:%p,proxyport=${port}`;
  if (program === 'stunnel') return `socat - OPENSSL:${endpoint(address, port)},verify=0`;
  return undefined;
}

export const CERTIFICATE = 'certificate.pem';
export const CERTIFICATE_KEY = 'certificate-key.pem';

/** Where clients expect it: squid.conf's http_port; TLS's own; SSH's. */
export function proxyPort({ program }: Proxy): number {
  return program === 'squid' ? 3128 : program === 'stunnel' ? 443 : 22;
}

function endpoint(address: string, port: number): string {
  return `${bracketed(address)}:${port}`;
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}
