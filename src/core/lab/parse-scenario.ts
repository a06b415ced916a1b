/**
 * A scenario file, TOML, into a {@link Scenario}. What may stand in it:
 *
 *     summary = "one line for people"
 *     family = 4                      # or 6
 *     [[router]]                      # one to six, hop 1 first
 *     role = "none"                   # "nat", "firewall", "jump"
 *     icmp = true                     # false: never answers a traceroute
 *     established_s = 5               # nat, firewall: forgets a silent connection
 *     loose = true                    # nat, firewall: picks up a connection in its middle
 *     unknown = "drop"                # nat, firewall: "reject", "accept", "revived-by-server", "reset-to-server"
 *     spares = "nobody"               # nat, firewall: "every-other" connection takes a path that never forgets
 *     [router.by_port]                # nat, firewall: 443 = 30, another timeout for a port
 *     cgn = false                     # nat: true puts 100.64.0.0/10 on its client side
 *     ports = "keep"                  # nat: "random"
 *     wan_input = "accept"            # nat: "drop"
 *     name = "bastion"                # jump: what the client's ssh calls it
 *     [router.firewall]               # jump: its own packet filter
 *     [router.sshd]                   # jump: lines of its sshd_config
 *     [client.firewall]               # established_s, loose, unknown
 *     [server.firewall]
 *     [server]
 *     lifetime_s = 60                 # every session is ended at this age
 *     program = "sshd"                # "dropbear", with [server.dropbear]: idle_s, keepalive_s
 *     [server.sshd]                   # lines of sshd_config
 *     ClientAliveInterval = 2
 *     [server.account]
 *     shell = "bash"                  # sh, ksh, mksh, zsh, tcsh
 *     login = ["TMOUT=5"]             # lines of its login shells' start-up file
 *     interactive = ["TMOUT=5"]       # lines of its interactive shells'
 *     forced_command = "…"
 *     [server.tcp_keepalive]          # of the server's kernel: time_s, interval_s, probes
 *     [server.incident]
 *     what = "restart"                # "reboot", "kill-sessions"
 *     after_s = 8
 *     [proxy]                         # ends TCP in front of the server
 *     program = "haproxy"             # "nginx", "socat", "stunnel", "squid"
 *     idle_s = 5
 *     hop = 2                         # its node; left out: the server's own
 *     [[outage]]
 *     link = 2                        # 1 is the client's
 *     after_s = 3
 *     for_s = 3
 *     [expect]                        # client_first, server_first, hop
 */
import { parse, TomlError } from 'smol-toml';
import { PROXY_KEYS, proxyOf, SERVER_SIDE_KEYS, serverSideOf } from './parse-server-side.ts';
import {
  FATES,
  firewallRouter,
  jumpHost,
  MAX_ROUTERS,
  natRouter,
  plainRouter,
  tracking,
  type Expectation,
  type Outage,
  type Router,
  type Scenario,
  type Server,
  type Tracking,
} from './scenario.ts';
import {
  choiceAt,
  flagAt,
  listAt,
  mistake,
  needed,
  tableAt,
  tableOf,
  textAt,
  wholeNumberAt,
  type TomlTable,
} from './toml-table.ts';

/** Throws an `OperationalError` of code LAB_SCENARIO that begins with `fileName` and names the key. */
export function parseScenario(text: string, fileName: string): Scenario {
  const file = tableOf(parseToml(text, fileName), fileName, FILE_KEYS);
  const routers = listAt(file, 'router').map(routerOf);
  if (routers.length === 0 || routers.length > MAX_ROUTERS) {
    throw mistake(fileName, `a lab has 1 to ${MAX_ROUTERS} routers ([[router]]), not ${routers.length}`);
  }
  const names = routers.flatMap((router) => (router.kind === 'jump' ? [router.name] : []));
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw mistake(fileName, `two jump hosts are called "${twice}"`);
  const client = tableAt(file, 'client', ['firewall']);
  return {
    summary: needed(textAt(file, 'summary'), file, 'summary'),
    family: choiceAt(file, 'family', [4, 6]) ?? 4,
    routers,
    client: { firewall: client === undefined ? undefined : hostFirewallOf(client) },
    server: serverOf(tableAt(file, 'server', SERVER_KEYS) ?? { where: `${fileName}: server`, values: {} }),
    proxy: proxyOf(tableAt(file, 'proxy', PROXY_KEYS), routers.length + 1),
    outages: listAt(file, 'outage').map((outage) => outageOf(outage, routers.length + 1)),
    expect: expectationOf(tableAt(file, 'expect', EXPECT_KEYS), routers.length + 1),
  };
}

function parseToml(text: string, fileName: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n');
    throw mistake(`${fileName}:${error.line}:${error.column}`, first);
  }
}

/** A key that another role would have is refused too: it would do nothing, and its writer thinks it does. */
function routerOf(table: TomlTable): Router {
  const role = choiceAt(table, 'role', ['none', 'nat', 'firewall', 'jump']) ?? 'none';
  tableOf(table.values, `${table.where} (role "${role}")`, ROUTER_KEYS[role]);
  const icmp = flagAt(table, 'icmp') ?? true;
  if (role === 'none') return plainRouter({ icmp });
  if (role === 'jump') return jumpHostOf(table, icmp);
  if (role === 'firewall') return firewallRouter({ icmp, ...trackingOf(table) });
  return natRouter({
    icmp,
    ...trackingOf(table, 'accept'),
    cgn: flagAt(table, 'cgn') ?? false,
    ports: choiceAt(table, 'ports', ['keep', 'random']) ?? 'keep',
    wanInput: choiceAt(table, 'wan_input', ['accept', 'drop']) ?? 'accept',
  });
}

function jumpHostOf(table: TomlTable, icmp: boolean): Router {
  const name = needed(textAt(table, 'name'), table, 'name');
  if (!/^[a-z][a-z0-9-]*$/.test(name) || name === 'lab')
    throw mistake(table.where, `name must be a word of letters, digits and dashes, and not "lab": "${name}"`);
  return jumpHost(name, { icmp, firewall: hostFirewallOf(table), sshdOptions: sshdLinesOf(table) });
}

function trackingOf(table: TomlTable, unknownByDefault: Tracking['unknown'] = 'drop'): Tracking {
  return tracking({
    establishedSeconds: wholeNumberAt(table, 'established_s', SECONDS),
    loose: flagAt(table, 'loose') ?? true,
    unknown: choiceAt(table, 'unknown', UNKNOWN) ?? unknownByDefault,
    spares: choiceAt(table, 'spares', ['nobody', 'every-other']) ?? 'nobody',
    byPort: portsAt(table),
  });
}

/** `[router.by_port]`: a port, and its timeout in seconds. */
function portsAt(table: TomlTable): ReadonlyMap<number, number> {
  const ports = tableAt(table, 'by_port', 'any');
  if (ports === undefined) return new Map();
  return new Map(
    Object.keys(ports.values).map((key) => {
      const port = /^\d{1,5}$/.test(key) ? Number(key) : 0;
      if (port < 1 || port > 65_535) throw mistake(ports.where, `"${key}" is no port`);
      return [port, needed(wholeNumberAt(ports, key, SECONDS), ports, key)];
    }),
  );
}

function hostFirewallOf(host: TomlTable): Tracking | undefined {
  const firewall = tableAt(host, 'firewall', TRACKING_KEYS);
  const unknown = firewall?.values['unknown'];
  if (firewall !== undefined && (unknown === 'revived-by-server' || unknown === 'reset-to-server'))
    throw mistake(
      firewall.where,
      `unknown = "${unknown}" is a router's: a host sees no server behind itself`,
    );
  return firewall === undefined ? undefined : trackingOf(firewall);
}

function serverOf(table: TomlTable): Server {
  return {
    firewall: hostFirewallOf(table),
    sshdOptions: sshdLinesOf(table),
    lifetimeSeconds: wholeNumberAt(table, 'lifetime_s', SECONDS),
    ...serverSideOf(table),
  };
}

function sshdLinesOf(table: TomlTable): ReadonlyMap<string, string> {
  const options = tableAt(table, 'sshd', 'any');
  return new Map(
    options === undefined ? [] : Object.keys(options.values).map((key) => sshdLine(options, key)),
  );
}

/** Numbers and yes/no as TOML has them, everything else as text; a line break would smuggle in another line. */
function sshdLine(options: TomlTable, key: string): readonly [string, string] {
  const value = options.values[key];
  if (!/^[A-Za-z]+$/.test(key)) throw mistake(options.where, `"${key}" is no keyword of sshd_config`);
  if (typeof value === 'boolean') return [key, value ? 'yes' : 'no'];
  if (typeof value === 'number') return [key, String(value)];
  const text = textAt(options, key) ?? '';
  if (/[\r\n]/.test(text)) throw mistake(options.where, `${key} must be one line`);
  return [key, text];
}

function outageOf(outage: TomlTable, links: number): Outage {
  const table = tableOf(outage.values, outage.where, OUTAGE_KEYS);
  return {
    link: needed(wholeNumberAt(table, 'link', { least: 1, most: links }), table, 'link'),
    afterSeconds: needed(wholeNumberAt(table, 'after_s', { ...SECONDS, least: 0 }), table, 'after_s'),
    forSeconds: needed(wholeNumberAt(table, 'for_s', SECONDS), table, 'for_s'),
  };
}

function expectationOf(table: TomlTable | undefined, serverHop: number): Expectation | undefined {
  if (table === undefined) return undefined;
  return {
    clientFirst: needed(choiceAt(table, 'client_first', FATES), table, 'client_first'),
    serverFirst: needed(choiceAt(table, 'server_first', FATES), table, 'server_first'),
    hop: wholeNumberAt(table, 'hop', { least: 0, most: serverHop }),
  };
}

const FILE_KEYS = ['summary', 'family', 'router', 'client', 'server', 'proxy', 'outage', 'expect'];
const TRACKING_KEYS = ['established_s', 'loose', 'unknown', 'spares', 'by_port'];
const UNKNOWN = ['accept', 'drop', 'reject', 'revived-by-server', 'reset-to-server'] as const;
const ROUTER_KEYS = {
  none: ['role', 'icmp'],
  firewall: ['role', 'icmp', ...TRACKING_KEYS],
  nat: ['role', 'icmp', ...TRACKING_KEYS, 'cgn', 'ports', 'wan_input'],
  jump: ['role', 'icmp', 'name', 'firewall', 'sshd'],
};
const SERVER_KEYS = ['firewall', 'sshd', 'lifetime_s', ...SERVER_SIDE_KEYS];
const OUTAGE_KEYS = ['link', 'after_s', 'for_s'];
const EXPECT_KEYS = ['client_first', 'server_first', 'hop'];
/** What the kernel takes for a conntrack timeout: 2^31 - 1 jiffies at 1000 a second (nf_conntrack_standalone.c). */
const SECONDS = { least: 1, most: 2_147_483 };
