/**
 * What a lab is made of: a client, one to six routers, a server, and what
 * each of them forgets. Not how it is written in a file (`parse-scenario.ts`)
 * and not how a kernel is told (`node-plan.ts`).
 */
import {
  account,
  type Account,
  type Dropbear,
  type Incident,
  type Proxy,
  type TcpKeepalive,
} from './server-side.ts';

export interface Scenario {
  /** One line for people: what this network does to an idle session. */
  readonly summary: string;
  readonly family: Family;
  /** `routers[0]` is hop 1. One to {@link MAX_ROUTERS}. */
  readonly routers: readonly Router[];
  readonly client: Client;
  readonly server: Server;
  /** What ends TCP in front of the server; `undefined`: nothing. */
  readonly proxy: Proxy | undefined;
  readonly outages: readonly Outage[];
  /** What an idle session meets here; `undefined`: the scenario does not say. */
  readonly expect: Expectation | undefined;
}

/** IP version of every link. */
export type Family = 4 | 6;

/** One hop. `icmp: false` means it never sends ICMP: a traceroute shows it as a gap. */
export type Router = PlainRouter | NatRouter | FirewallRouter | JumpHost;

/** Forwards and remembers nothing. */
export interface PlainRouter {
  readonly kind: 'plain';
  readonly icmp: boolean;
}

/** Forwards nothing: who wants to get past it logs in and goes on from there (ssh_config(5), ProxyJump). */
export interface JumpHost {
  readonly kind: 'jump';
  readonly icmp: boolean;
  /** What the client's ssh calls it. */
  readonly name: string;
  /** Its own packet filter; `undefined`: none. */
  readonly firewall: Tracking | undefined;
  /** Lines of its `sshd_config`, beside those the lab needs. */
  readonly sshdOptions: ReadonlyMap<string, string>;
}

/** Hides everything on its client side behind its own address (masquerade). */
export interface NatRouter extends Tracking {
  readonly kind: 'nat';
  readonly icmp: boolean;
  /** Carrier-grade: the link on its client side has addresses of 100.64.0.0/10 (RFC 6598). */
  readonly cgn: boolean;
  /** Port kept where it is free (RFC 4787 §4.2.1 port preservation), or drawn at random for each mapping. */
  readonly ports: 'keep' | 'random';
  /**
   * What the box does with TCP to its own outer address, which is where the
   * server's packets go once the mapping is forgotten: `accept` lets its own
   * stack answer RST, `drop` stays silent.
   */
  readonly wanInput: 'accept' | 'drop';
}

/** Lets connections through that it saw begin. */
export interface FirewallRouter extends Tracking {
  readonly kind: 'firewall';
  readonly icmp: boolean;
}

/** Connection tracking of one box. */
export interface Tracking {
  /** `nf_conntrack_tcp_timeout_established`; `undefined`: the kernel's 5 days. Whole seconds. */
  readonly establishedSeconds: number | undefined;
  /** `nf_conntrack_tcp_loose`: a connection seen in its middle is picked up as if it were known. */
  readonly loose: boolean;
  /**
   * What happens to TCP packets of no known connection that open none. Of a
   * router also `revived-by-server`: those of the server are taken as if known,
   * those of the client dropped; `reset-to-server`: those of the server are
   * answered with RST in the client's name, those of the client dropped.
   */
  readonly unknown: 'accept' | 'drop' | 'reject' | 'revived-by-server' | 'reset-to-server';
  /**
   * Every other connection (by the second bit of the client's port, which Linux
   * counts up by two) does not come under `establishedSeconds`: it takes
   * another path, where nothing forgets.
   */
  readonly spares: 'nobody' | 'every-other';
  /** Timeouts of connections to a port, in its place; as `ct timeout` policies have them. */
  readonly byPort: ReadonlyMap<number, number>;
}

export interface Client {
  /** Packet filter of the client host itself; `undefined`: none. */
  readonly firewall: Tracking | undefined;
}

export interface Server {
  /** Packet filter of the server host itself; `undefined`: none. */
  readonly firewall: Tracking | undefined;
  /** Lines of `sshd_config`, beside those the lab needs. */
  readonly sshdOptions: ReadonlyMap<string, string>;
  /** Every connection is ended this long after it was accepted, idle or not; `undefined`: never. */
  readonly lifetimeSeconds: number | undefined;
  /** It runs dropbear; `undefined`: OpenSSH's sshd. */
  readonly dropbear: Dropbear | undefined;
  readonly account: Account;
  /** Of its kernel; `undefined`: Linux's own, hours. */
  readonly tcpKeepalive: TcpKeepalive | undefined;
  /** What happens to it in the middle of everything; `undefined`: nothing. */
  readonly incident: Incident | undefined;
}

/** A link that carries nothing for a while. Link 1 is the client's, link N + 1 the server's. */
export interface Outage {
  readonly link: number;
  /** Counted from when the lab is up. */
  readonly afterSeconds: number;
  readonly forSeconds: number;
}

/** What a session meets that was idle longer than the limit. */
export interface Expectation {
  /** The client speaks first. */
  readonly clientFirst: Fate;
  /** The server speaks first, and the client only when nothing has come. `silent` also where that revives it. */
  readonly serverFirst: Fate;
  /** Hop of the box that forgets: 0 is the client host, N + 1 the server host; `undefined`: none does. */
  readonly hop: number | undefined;
}

/** `reset` and `fin` are what the client sees, `silent` that it sees nothing. */
export type Fate = (typeof FATES)[number];

export function plainRouter(settings: Partial<Omit<PlainRouter, 'kind'>> = {}): PlainRouter {
  return { kind: 'plain', icmp: true, ...settings };
}

export function jumpHost(name: string, settings: Partial<Omit<JumpHost, 'kind' | 'name'>> = {}): JumpHost {
  return { kind: 'jump', icmp: true, firewall: undefined, sshdOptions: new Map(), name, ...settings };
}

/** By default as Linux does it out of the box: loose, ports kept, its own stack answers. */
export function natRouter(settings: Partial<Omit<NatRouter, 'kind'>> = {}): NatRouter {
  return {
    kind: 'nat',
    icmp: true,
    cgn: false,
    ports: 'keep',
    wanInput: 'accept',
    ...tracking({ unknown: 'accept' }),
    ...settings,
  };
}

/** By default strict and silent. */
export function firewallRouter(settings: Partial<Omit<FirewallRouter, 'kind'>> = {}): FirewallRouter {
  return { kind: 'firewall', icmp: true, ...tracking({}), ...settings };
}

export function tracking(settings: Partial<Tracking>): Tracking {
  return {
    establishedSeconds: undefined,
    loose: true,
    unknown: 'drop',
    spares: 'nobody',
    byPort: new Map(),
    ...settings,
  };
}

export function server(settings: Partial<Server> = {}): Server {
  return {
    firewall: undefined,
    sshdOptions: new Map(),
    lifetimeSeconds: undefined,
    dropbear: undefined,
    account: account(),
    tcpKeepalive: undefined,
    incident: undefined,
    ...settings,
  };
}

/** A scenario made in code: plain everywhere but where `parts` says otherwise. */
export function scenario(parts: Partial<Scenario> & Pick<Scenario, 'routers'>): Scenario {
  return {
    summary: '',
    family: 4,
    client: { firewall: undefined },
    server: server(),
    proxy: undefined,
    outages: [],
    expect: undefined,
    ...parts,
  };
}

export const FATES = ['alive', 'silent', 'reset', 'fin'] as const;

/** Enough for every path we want to tell apart, and links 10.1 to 10.7 stay readable. */
export const MAX_ROUTERS = 6;
