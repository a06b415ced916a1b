/** The proxy of a lab: the real program, on the node where the scenario has it, with a file of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CERTIFICATE, CERTIFICATE_KEY, planProxy, type ProxySeat } from '../../core/lab/proxy-files.ts';
import type { Proxy, ProxyProgram } from '../../core/lab/server-side.ts';
import { becomeOrdinary, type Identities } from './identity.ts';
import { placeEnvironment, placeWords } from './place.ts';
import { findProgram, startProgram } from './program.ts';
import { runTool } from './tool.ts';

/** Resolves when it listens. `enter` are the words that put a command on its node. */
export async function startProxy(
  proxy: Proxy,
  seat: Omit<ProxySeat, 'folder'> & { readonly directory: string },
  enter: readonly string[],
  identities: Identities,
): Promise<void> {
  const folder = join(seat.directory, 'proxy');
  // Not below the account's home or /run, which it finds empty; squid reads it as another user.
  mkdirSync(folder, { mode: 0o755 });
  const { file, argv } = planProxy(proxy, { ...seat, folder });
  if (file !== undefined) writeFileSync(join(folder, file.name), file.text, { mode: 0o644 });
  if (proxy.program === 'stunnel') await makeCertificate(folder);
  const place = { identities, homeFiles: undefined, shellPath: undefined, bootIdPath: undefined };
  const program = findProgram(...PROGRAMS[proxy.program]);
  const { sshdIds } = identities;
  const before = await listenersOn(enter, seat.port);
  await startProgram({
    name: proxy.program,
    words: [
      ...enter,
      ...placeWords(place),
      ...(sshdIds === undefined ? [] : becomeOrdinary(sshdIds)),
      program,
      ...argv.slice(1),
    ],
    environment: placeEnvironment(place),
    logPath: join(folder, 'proxy.log'),
    isReady: async () => (await listenersOn(enter, seat.port)) > before,
  });
}

/** How many sockets listen at `port` there (proc(5), /proc/net/tcp: the local port in hexadecimal, state 0A). */
async function listenersOn(enter: readonly string[], port: number): Promise<number> {
  const [command = '', ...args] = enter;
  const table = await runTool(command, [
    ...args,
    'sh',
    '-c',
    'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || :',
  ]);
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').filter((line) => new RegExp(`^ *\\d+: [0-9A-F]+:${hexPort} \\S+ 0A `).test(line))
    .length;
}

async function makeCertificate(folder: string): Promise<void> {
  await runTool('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-subj',
    '/CN=lab',
    '-days',
    '2',
    '-keyout',
    join(folder, CERTIFICATE_KEY),
    '-out',
    join(folder, CERTIFICATE),
  ]);
}

/** Their names, and the Debian package that has them. */
const PROGRAMS: Readonly<Record<ProxyProgram, readonly [readonly string[], string]>> = {
  haproxy: [['haproxy'], 'haproxy'],
  nginx: [['nginx'], 'nginx libnginx-mod-stream'],
  socat: [['socat'], 'socat'],
  stunnel: [['stunnel4', 'stunnel'], 'stunnel4 socat'],
  squid: [['squid'], 'squid socat'],
};
