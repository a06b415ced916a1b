/** `idletrace lint`: files in, findings out. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { configFiles } from '../adapters/config-files.ts';
import { buildHere, servicesHere, userHere } from '../adapters/openssh-here.ts';
import { columnsOf, styleFor } from '../adapters/terminal.ts';
import { OperationalError } from '../core/errors.ts';
import { ALL_RULES } from '../core/lint/all-rules.ts';
import type { LintDocument } from '../core/lint/document.ts';
import { effectiveOf } from '../core/lint/effective.ts';
import { type FileKind, kindOf } from '../core/lint/file-kind.ts';
import { lintClient, lintServer } from '../core/lint/lint-openssh.ts';
import { renderFindings } from '../core/lint/render/terminal.ts';
import { sarifText } from '../core/lint/render/sarif.ts';
import { unixText } from '../core/lint/render/unix.ts';
import { applyRules, type Finding, inOrder } from '../core/lint/rule.ts';
import { SETTINGS_RULES } from '../core/lint/settings/catalogue.ts';
import { settingsSubject } from '../core/lint/settings/entries.ts';
import { lookUpClient } from '../core/sshconfig/client-lookup.ts';
import type { Build, ClientFile, ClientWorld } from '../core/sshconfig/client-run.ts';
import type { ConfigFiles } from '../core/sshconfig/config-files.ts';
import { readableText } from '../core/sshconfig/lines.ts';
import { lookUpServer } from '../core/sshconfig/server-lookup.ts';
import type { ServerWorld } from '../core/sshconfig/server-run.ts';
import type { LintOptions } from './choice.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

export function runLint(options: LintOptions, io: Io): Promise<number> {
  const files = configFiles();
  const sources =
    options.paths.length === 0 ? ownSources() : options.paths.map((path) => sourceOf(path, files));
  const document = documentOf(sources, options, worldOf(files, options));
  io.stdout.write(textOf(document, options, io));
  const least = SEVERITIES.indexOf(options.failOn);
  const fails = document.findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= least);
  return Promise.resolve(fails ? EXIT.requirementFailed : EXIT.done);
}

/** One or more files that are read together, as ssh reads a person's and the system's. */
interface Source {
  readonly kind: FileKind;
  /** Of its bytes, as the file system has them. */
  readonly paths: readonly string[];
  readonly client: readonly ClientFile[];
}

function sourceOf(path: string, files: ConfigFiles): Source {
  const bytePath = Buffer.from(path, 'utf8').toString('latin1');
  const text = files.read(bytePath);
  if (text.kind !== 'text') {
    const why = text.kind === 'absent' ? 'there is no such file' : text.why;
    throw new OperationalError('FILE', `cannot read ${path}: ${why}`, {
      hint: 'without FILE it looks at ~/.ssh/config and /etc/ssh',
    });
  }
  if (text.bytes.startsWith('bplist')) {
    throw new OperationalError('FILE', `cannot read ${path}: it is a binary property list`, {
      hint: `make it text first: plutil -convert xml1 -o - ${path} > copy.plist`,
    });
  }
  const kind = kindOf(bytePath, text.bytes);
  if (kind === 'unknown') {
    throw new OperationalError('FILE', `cannot tell what kind of file ${path} is`, {
      hint: 'it is neither an ssh_config nor an sshd_config, nor one of the other clients in idletrace lint --help',
    });
  }
  return { kind, paths: [bytePath], client: [{ path: bytePath, scope: 'user', explicit: true }] };
}

/** What ssh and sshd read on this machine, as far as it is there and may be read. */
function ownSources(): readonly Source[] {
  const client: readonly ClientFile[] = [
    { path: `${homedir()}/.ssh/config`, scope: 'user' as const, explicit: false },
    { path: '/etc/ssh/ssh_config', scope: 'system' as const, explicit: false },
  ].filter(({ path }) => existsSync(path));
  const server = '/etc/ssh/sshd_config';
  const sources: readonly Source[] = [
    { kind: 'ssh_config', paths: client.map(({ path }) => path), client },
    ...(existsSync(server) ? [{ kind: 'sshd_config' as const, paths: [server], client: [] }] : []),
  ];
  return sources.filter(({ paths }) => paths.length > 0);
}

interface Worlds {
  readonly build: Build;
  readonly client: ClientWorld;
  readonly server: ServerWorld;
}

/** Files are read once; nothing is run, and no name is looked up. */
function worldOf(files: ConfigFiles, { openssh }: LintOptions): Worlds {
  const here = buildHere();
  const build = openssh === undefined ? (here ?? NEWEST) : { version: openssh, debian: here?.debian ?? true };
  const known = new Map<string, ReturnType<ConfigFiles['read']>>();
  const cached: ConfigFiles = {
    read(path) {
      const text = known.get(path) ?? files.read(path);
      known.set(path, text);
      return text;
    },
    glob: (pattern) => files.glob(pattern),
  };
  const common = {
    files: cached,
    build,
    services: servicesHere(),
    algorithms: new Map(),
    readsOn: true,
  } as const;
  return {
    build,
    client: {
      ...common,
      side: 'client',
      localUser: userHere(),
      runs: () => 'unknown',
      resolves: () => 'unknown',
    },
    server: { ...common, side: 'server', groupsOf: () => undefined },
  };
}

function documentOf(sources: readonly Source[], options: LintOptions, worlds: Worlds): LintDocument {
  const findings = sources.flatMap((source) => inOrder(findingsOf(source, worlds)));
  const isOpenSsh = sources.some(({ kind }) => kind === 'ssh_config' || kind === 'sshd_config');
  const document: LintDocument = {
    schema: 'idletrace.lint/1',
    files: sources.flatMap(({ kind, paths }) => paths.map((path) => ({ file: readableText(path), kind }))),
    openssh: isOpenSsh ? worlds.build.version.join('.') : null,
    findings: findings.map((finding) => ({ ...finding, file: readableText(finding.file) })),
  };
  if (options.for === undefined) return document;
  return { ...document, effective: { ...effectiveFor(options.for, sources, worlds) } };
}

function findingsOf(
  { kind, paths, client }: Source,
  { client: clientWorld, server }: Worlds,
): readonly Finding[] {
  if (kind === 'ssh_config') return lintClient(client, clientWorld);
  return paths.flatMap((path) => {
    if (kind === 'sshd_config') return lintServer(path, server);
    const text = server.files.read(path);
    if (text.kind !== 'text' || kind === 'unknown') return [];
    return applyRules(SETTINGS_RULES, settingsSubject(path, kind, text.bytes));
  });
}

/** Of the first file of OpenSSH; faults end the reading here as they end ssh. */
function effectiveFor(
  host: string,
  sources: readonly Source[],
  { client, server }: Worlds,
): LintDocument['effective'] {
  const source = sources.find(({ kind }) => kind === 'ssh_config' || kind === 'sshd_config');
  if (source === undefined) {
    throw new OperationalError('USAGE', '--for is about an ssh_config or an sshd_config, and there is none', {
      hint: 'see idletrace lint --help',
    });
  }
  if (source.kind === 'sshd_config') {
    const connection = {
      user: undefined,
      host,
      address: undefined,
      localAddress: undefined,
      localPort: undefined,
    };
    const reading = lookUpServer({ path: source.paths[0] ?? '', connection }, { ...server, readsOn: false });
    return effectiveOf(reading, 'server');
  }
  const at = host.lastIndexOf('@');
  const user = at > 0 ? host.slice(0, at) : undefined;
  const ask = { host: host.slice(at + 1), user, port: undefined, options: [], files: source.client };
  return effectiveOf(lookUpClient(ask, { ...client, readsOn: false }), 'client');
}

function textOf(document: LintDocument, options: LintOptions, io: Io): string {
  const format = options.json ? 'json' : options.format;
  if (format === 'json') return `${JSON.stringify(document, undefined, 2)}\n`;
  if (format === 'unix') return unixText(document);
  if (format === 'sarif') return sarifText(document, { rules: ALL_RULES, version: VERSION });
  const style = styleFor(io.stdout, options, io.env);
  return renderFindings(document, options.for, { style, widthColumns: columnsOf(io.stdout) });
}

const SEVERITIES = ['info', 'warning', 'error'] as const;

/** Where there is no ssh to ask: the newest whose keywords idletrace knows. */
const NEWEST: Build = { version: [10, 1], debian: true };
