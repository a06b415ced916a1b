/**
 * What stands at the far end of a lab beside sshd: another server program, the
 * account and its login shell, a proxy that ends TCP in front of it, and what
 * befalls the server. Real programs all, run by `adapters/lab`.
 */

/** dropbear(8), in whole seconds; `undefined`: never, as it is out of the box. */
export interface Dropbear {
  /** `-I`: ends a session in which nothing but keepalives passed. */
  readonly idleSeconds: number | undefined;
  /** `-K`: asks that often, and ends a session of which it hears nothing for three times that. */
  readonly keepaliveSeconds: number | undefined;
}

export interface Account {
  /** Its login shell; `undefined`: the one it has on this machine. */
  readonly shell: ShellName | undefined;
  /** Lines of the file that its login shells read at their start. */
  readonly loginLines: readonly string[];
  /** Lines of the file that its interactive shells read at their start, login shells among them. */
  readonly interactiveLines: readonly string[];
  /** `command="…"` before its key: all that it may run; `undefined`: what it likes. */
  readonly forcedCommand: string | undefined;
}

export type ShellName = (typeof SHELL_NAMES)[number];

/** Ends TCP and carries the bytes on, forgetting what carried none for `idleSeconds`. */
export interface Proxy {
  readonly program: ProxyProgram;
  readonly idleSeconds: number;
  /** On which node it runs: a router's hop, or the server's own. */
  readonly hop: number;
}

export type ProxyProgram = (typeof PROXY_PROGRAMS)[number];

/** `net.ipv4.tcp_keepalive_time`, `_intvl` and `_probes` of the server's kernel. */
export interface TcpKeepalive {
  readonly timeSeconds: number;
  readonly intervalSeconds: number;
  readonly probes: number;
}

export interface Incident {
  /**
   * `kill-sessions`: each session's server process gets SIGTERM, the server goes on.
   * `restart`: the server and all its sessions end, and another starts (systemd's KillMode=control-group).
   * `reboot`: the same, its network is down meanwhile, and its kernel is another one afterwards.
   */
  readonly kind: (typeof INCIDENTS)[number];
  /** Counted from when the lab is up. */
  readonly afterSeconds: number;
}

export function account(settings: Partial<Account> = {}): Account {
  return {
    shell: undefined,
    loginLines: [],
    interactiveLines: [],
    forcedCommand: undefined,
    ...settings,
  };
}

export const SHELL_NAMES = ['sh', 'bash', 'ksh', 'mksh', 'zsh', 'tcsh'] as const;
export const PROXY_PROGRAMS = ['haproxy', 'nginx', 'socat', 'stunnel', 'squid'] as const;
export const INCIDENTS = ['kill-sessions', 'restart', 'reboot'] as const;
