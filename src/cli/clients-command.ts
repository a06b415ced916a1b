/** `idletrace clients`: which programs are here, and what keeps each of their sessions alive. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { systemCalls } from '../adapters/config/file-calls.ts';
import { filesOf, isOnPath, type Machine } from '../adapters/config/places.ts';
import { readIfThere } from '../adapters/config/safe-write.ts';
import { askSsh, filesRead } from '../adapters/ssh/ssh-program.ts';
import { sshdObjection, sshdSettings } from '../adapters/ssh/sshd-program.ts';
import { CATALOGUE, type CatalogueEntry } from '../core/client/catalogue.ts';
import { type SessionSettings, TYPED_HARM } from '../core/client/format.ts';
import { formatOf } from '../core/client/formats.ts';
import { decodeText } from '../core/edit/octets.ts';
import { OperationalError } from '../core/errors.ts';
import type { ClientsDocument } from '../core/fix/documents.ts';
import { settingIn } from '../core/fix/openssh-check.ts';
import { hostsNamed, readConfigText } from '../core/fix/openssh-text.ts';
import { sshdSettingIn } from '../core/fix/server-look.ts';
import { MAIN_FILE } from '../core/fix/server-scripts.ts';
import { printable } from '../core/report/printable.ts';
import { EXIT } from './exit-codes.ts';
import { fileSessionName } from './fix-program.ts';
import type { ClientsOptions } from './fix-options.ts';
import { heedSignals } from './interruption.ts';
import type { Io } from './io.ts';
import { lastReport } from './last-report.ts';

type Client = ClientsDocument['clients'][number];
type Session = Client['sessions'][number];

export async function runClients({ json }: ClientsOptions, io: Io): Promise<number> {
  const machine: Machine = { home: homedir(), env: io.env, platform: process.platform };
  const interruption = heedSignals();
  try {
    const clients: Client[] = [];
    for (const entry of CATALOGUE) {
      const sessions =
        entry.id === 'openssh-client'
          ? await sshSessions(io, interruption.signal)
          : entry.id === 'openssh-server'
            ? serverSession()
            : programSessions(entry, machine, io);
      const isInstalled = isOnPath(entry.programs, machine) || sessions.length > 0;
      clients.push({
        id: entry.id,
        name: entry.name,
        installed: isInstalled ? 'yes' : 'no',
        instead: entry.instead ?? null,
        sessions,
      });
    }
    io.stdout.write(
      json
        ? `${JSON.stringify({ schema: 'idletrace.clients/1', clients } satisfies ClientsDocument, undefined, 2)}\n`
        : textOf(clients),
    );
    return EXIT.done;
  } finally {
    interruption.close();
  }
}

function programSessions(entry: CatalogueEntry, machine: Machine, io: Io): Session[] {
  return filesOf(entry, machine).flatMap((found) => {
    try {
      const octets = readIfThere(found.path, systemCalls);
      const { text } = decodeText(octets ?? new Uint8Array());
      const sessions = formatOf(entry.id, text)?.read(text) ?? [];
      return sessions.map((session) =>
        sessionOf(session, { name: session.name ?? fileSessionName(found), file: found.path, io }),
      );
    } catch (error) {
      // A file of somebody else's: what cannot be read is not shown as empty.
      if (!(error instanceof OperationalError)) throw error;
      io.stderr.write(`idletrace: ${error.message}\n`);
      return [];
    }
  });
}

function sessionOf(
  session: SessionSettings,
  { name, file, io }: { readonly name: string; readonly file: string; readonly io: Io },
): Session {
  const { keepalive, typed, host } = session;
  const seconds = keepalive.kind === 'ssh' ? keepalive.seconds : 0;
  const tcp = session.settings['TCPKeepalives'];
  return {
    session: name,
    host: host ?? null,
    file,
    kind:
      keepalive.kind === 'ssh' ? 'ssh-message' : keepalive.kind === 'unknown-interval' ? 'unknown' : 'none',
    seconds: seconds > 0 ? seconds : null,
    ...beats(seconds, keepalive.kind === 'unknown-interval', limitOf(host, io)),
    tcpKeepAlive: tcp === undefined || tcp === null ? 'unknown' : tcp === 1 ? 'yes' : 'no',
    typed:
      typed === undefined
        ? null
        : { what: typed.what, everySeconds: typed.everySeconds ?? null, harm: TYPED_HARM },
    settings: { ...session.settings },
    notes: [
      ...(session.otherProtocol === undefined ? [] : [`it speaks ${session.otherProtocol}, not SSH`]),
      ...session.notes,
    ],
  };
}

/** A session for each host that the person's file names, as ssh itself resolves it. */
async function sshSessions(io: Io, signal: AbortSignal): Promise<Session[]> {
  const file = join(userInfo().homedir, '.ssh', 'config');
  // With what it includes, and what holds for the whole system.
  const asked = await askSsh('idletrace-any', ['-v'], signal).catch(() => undefined);
  const files = asked?.status === 0 ? filesRead(asked.stderr) : existsSync(file) ? [file] : [];
  const named = new Map<string, string>();
  for (const one of files) for (const name of hostsIn(one)) if (!named.has(name)) named.set(name, one);
  const sessions: Session[] = [];
  for (const [name, where] of [...named].slice(0, MOST_HOSTS)) {
    const { status, stdout } = await askSsh(name, [], signal).catch(() => ({ status: 1, stdout: '' }));
    if (status !== 0) continue;
    const seconds = Number(settingIn(stdout, 'serveraliveinterval') ?? 0);
    const countMax = Number(settingIn(stdout, 'serveralivecountmax') ?? 3);
    sessions.push({
      session: name === ANY ? '*' : name,
      host: name === ANY ? null : (settingIn(stdout, 'hostname') ?? null),
      file: where,
      kind: seconds > 0 ? 'ssh-message' : 'none',
      seconds: seconds > 0 ? seconds : null,
      ...beats(seconds, false, limitOf(name, io)),
      tcpKeepAlive: settingIn(stdout, 'tcpkeepalive') === 'no' ? 'no' : 'yes',
      typed: null,
      settings: { ServerAliveInterval: seconds, ServerAliveCountMax: countMax },
      notes:
        seconds > 0 && countMax === 0
          ? ['ServerAliveCountMax 0 ends a healthy session at the first quiet interval']
          : [],
    });
  }
  return sessions;
}

function hostsIn(file: string): readonly string[] {
  try {
    const octets = readIfThere(file, systemCalls);
    const names = hostsNamed(readConfigText(decodeText(octets ?? new Uint8Array()).text));
    // A pattern that is more than * stands for no host that has a name.
    return names.filter((name) => name === ANY || !name.includes(ANY));
  } catch {
    return [];
  }
}

function serverSession(): Session[] {
  const says = sshdSettings([]);
  const value = sshdSettingIn(says, 'clientaliveinterval');
  if (value === undefined) return unaskedServer();
  const seconds = Number(value);
  return [
    {
      session: null,
      host: null,
      file: MAIN_FILE,
      kind: seconds > 0 ? 'ssh-message' : 'none',
      seconds: seconds > 0 ? seconds : null,
      ...beats(seconds, true, undefined),
      tcpKeepAlive: sshdSettingIn(says, 'tcpkeepalive') === 'no' ? 'no' : 'yes',
      typed: null,
      settings: { ClientAliveInterval: seconds },
      notes: [],
    },
  ];
}

/** Where sshd does not show its settings (it must read its keys for that): there is one, and that is all. */
function unaskedServer(): Session[] {
  const objection = sshdObjection([]);
  if (objection === undefined || !existsSync(MAIN_FILE)) return [];
  return [
    {
      session: null,
      host: null,
      file: MAIN_FILE,
      kind: 'unknown',
      seconds: null,
      ...beats(0, true, undefined),
      tcpKeepAlive: 'unknown',
      typed: null,
      settings: {},
      notes: [`sshd does not show its settings: ${objection.split('\n')[0]?.trim() ?? ''}`],
    },
  ];
}

/** The idle time that was survived for sure; `undefined`: not measured. */
function limitOf(host: string | undefined, { env }: Io): number | undefined {
  const verdict = host === undefined ? undefined : lastReport(host, env)?.report.verdict;
  return verdict?.kind === 'idle-limit' ? (verdict.limitMs?.lower ?? undefined) : undefined;
}

function beats(
  seconds: number,
  isUnknown: boolean,
  limitMs: number | undefined,
): Pick<Session, 'beatsLimit' | 'limitMs'> {
  if (limitMs === undefined || isUnknown) return { beatsLimit: 'unknown', limitMs: limitMs ?? null };
  return { beatsLimit: seconds > 0 && seconds * 1000 < limitMs ? 'yes' : 'no', limitMs };
}

function textOf(clients: readonly Client[]): string {
  const lines = clients
    .filter(({ installed }) => installed === 'yes')
    .flatMap(({ name, id, instead, sessions }) => [
      `  ${name} (${id})${instead === null ? '' : `: ${instead}`}`,
      ...sessions.flatMap((session) => [
        `    ${session.session ?? session.file}: ${keptBy(session)}${TCP_WORDS[session.tcpKeepAlive]}`,
        ...(session.typed === null
          ? []
          : [`      types "${session.typed.what}" by itself: ${session.typed.harm}`]),
        ...session.notes.map((note) => `      ${note}`),
      ]),
    ]);
  const absent = clients.filter(({ installed }) => installed === 'no').map(({ name }) => name);
  return `${[...lines, `  not found here: ${absent.join(', ')}`].map(printable).join('\n')}\n`;
}

function keptBy({ kind, seconds, beatsLimit, limitMs, settings }: Session): string {
  if (kind === 'none') return 'no keepalive';
  if (kind === 'unknown' && Object.keys(settings).length === 0) return 'cannot tell';
  const every =
    kind === 'unknown' ? 'a keepalive, how often is not said' : `an SSH message every ${seconds} s`;
  if (beatsLimit === 'unknown' || limitMs === null) return every;
  return `${every}, ${beatsLimit === 'yes' ? 'within' : 'beyond'} the measured limit of ${Math.round(limitMs / 1000)} s`;
}

const TCP_WORDS = { yes: '; TCP keepalives on', no: '; TCP keepalives off', unknown: '' } as const;
/** What a pattern's star is filled in with. */
const ANY = 'idletrace-any';
/** Each costs a start of ssh. */
const MOST_HOSTS = 500;
