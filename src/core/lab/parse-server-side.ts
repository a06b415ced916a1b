/** The part of a scenario file that tells of the server's side: its program, its account, its proxy, its mishaps. */
import {
  account,
  INCIDENTS,
  PROXY_PROGRAMS,
  SHELL_NAMES,
  type Account,
  type Dropbear,
  type Incident,
  type Proxy,
  type TcpKeepalive,
} from './server-side.ts';
import { choiceAt, mistake, needed, tableAt, textAt, wholeNumberAt, type TomlTable } from './toml-table.ts';

export interface ServerSide {
  readonly dropbear: Dropbear | undefined;
  readonly account: Account;
  readonly tcpKeepalive: TcpKeepalive | undefined;
  readonly incident: Incident | undefined;
}

/** `server` is the table of that name; its keys have been checked against {@link SERVER_SIDE_KEYS}. */
export function serverSideOf(server: TomlTable): ServerSide {
  const program = choiceAt(server, 'program', ['sshd', 'dropbear']) ?? 'sshd';
  const timers = tableAt(server, 'dropbear', ['idle_s', 'keepalive_s']);
  if (program !== 'dropbear' && timers !== undefined)
    throw mistake(timers.where, 'stands beside program = "dropbear" alone');
  if (program === 'dropbear' && server.values['sshd'] !== undefined)
    throw mistake(
      `${server.where}: sshd`,
      'means nothing to dropbear: its timers stand in [server.dropbear]',
    );
  const dropbear =
    program === 'sshd'
      ? undefined
      : {
          idleSeconds: timers && wholeNumberAt(timers, 'idle_s', SECONDS),
          keepaliveSeconds: timers && wholeNumberAt(timers, 'keepalive_s', SECONDS),
        };
  return {
    dropbear,
    account: accountOf(tableAt(server, 'account', ACCOUNT_KEYS)),
    tcpKeepalive: tcpKeepaliveOf(tableAt(server, 'tcp_keepalive', ['time_s', 'interval_s', 'probes'])),
    incident: incidentOf(tableAt(server, 'incident', ['what', 'after_s'])),
  };
}

/** `serverHop`: where it stands unless the file says otherwise. */
export function proxyOf(table: TomlTable | undefined, serverHop: number): Proxy | undefined {
  if (table === undefined) return undefined;
  return {
    program: needed(choiceAt(table, 'program', PROXY_PROGRAMS), table, 'program'),
    idleSeconds: needed(wholeNumberAt(table, 'idle_s', SECONDS), table, 'idle_s'),
    hop: wholeNumberAt(table, 'hop', { least: 1, most: serverHop }) ?? serverHop,
  };
}

function accountOf(table: TomlTable | undefined): Account {
  if (table === undefined) return account();
  const forcedCommand = textAt(table, 'forced_command');
  // In authorized_keys it stands on one line (sshd(8)).
  if (forcedCommand !== undefined && /[\r\n]/.test(forcedCommand))
    throw mistake(table.where, 'forced_command must be one line');
  return account({
    shell: choiceAt(table, 'shell', SHELL_NAMES),
    loginLines: linesAt(table, 'login'),
    interactiveLines: linesAt(table, 'interactive'),
    forcedCommand,
  });
}

function linesAt(table: TomlTable, key: string): readonly string[] {
  const value = table.values[key] ?? [];
  if (Array.isArray(value) && value.every((line): line is string => typeof line === 'string')) return value;
  throw mistake(table.where, `${key} must be a list of lines, like ["TMOUT=5"]`);
}

function tcpKeepaliveOf(table: TomlTable | undefined): TcpKeepalive | undefined {
  if (table === undefined) return undefined;
  return {
    timeSeconds: needed(wholeNumberAt(table, 'time_s', KEEPALIVE_SECONDS), table, 'time_s'),
    intervalSeconds: needed(wholeNumberAt(table, 'interval_s', KEEPALIVE_SECONDS), table, 'interval_s'),
    probes: needed(wholeNumberAt(table, 'probes', { least: 1, most: 127 }), table, 'probes'),
  };
}

function incidentOf(table: TomlTable | undefined): Incident | undefined {
  if (table === undefined) return undefined;
  return {
    kind: needed(choiceAt(table, 'what', INCIDENTS), table, 'what'),
    afterSeconds: needed(wholeNumberAt(table, 'after_s', SECONDS), table, 'after_s'),
  };
}

export const SERVER_SIDE_KEYS = ['program', 'dropbear', 'account', 'tcp_keepalive', 'incident'];
export const PROXY_KEYS = ['program', 'idle_s', 'hop'];
const ACCOUNT_KEYS = ['shell', 'login', 'interactive', 'forced_command'];
/** A day; no lab lasts longer. */
const SECONDS = { least: 1, most: 86_400 };
/** tcp(7): MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL. */
const KEEPALIVE_SECONDS = { least: 1, most: 32_767 };
