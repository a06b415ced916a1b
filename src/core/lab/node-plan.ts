/**
 * A scenario as a list of things to tell the kernel. Pure: the adapter that
 * does it (`adapters/lab/network.ts`) decides nothing.
 */
import { nodesOf, prefixBitsOf, routesOf, type LabNode } from './addresses.ts';
import { hostRuleset, routerRuleset } from './ruleset.ts';
import type { Client, Router, Scenario, Server, Tracking } from './scenario.ts';
import type { TcpKeepalive } from './server-side.ts';

export interface NetworkPlan {
  readonly nodes: readonly NodePlan[];
  /** Lines for `ip -batch` outside every namespace: make them and join them. */
  readonly ipBatch: readonly string[];
}

export interface NodePlan extends LabNode {
  readonly namespace: string;
  /** Lines for `ip -batch` inside the namespace. */
  readonly ipBatch: readonly string[];
  /** For `nft -f`; empty: none. */
  readonly ruleset: string;
  /** Kernel settings, to be made after the ruleset: only that brings conntrack's. */
  readonly sysctls: readonly Sysctl[];
}

export interface Sysctl {
  readonly key: string;
  readonly value: number;
  /** Without it the lab would be another one; the others are skipped where the kernel lacks them. */
  readonly needed: boolean;
}

/** `labId` makes the names of the namespaces unique on this machine: `idletrace-<labId>-<node>`. */
export function planNetwork(scenario: Scenario, labId: string): NetworkPlan {
  const nodes = nodesOf(scenario).map((node) => planNode(node, scenario, labId));
  const links = nodes.slice(1).map((node, index) => {
    const before = nodes[index];
    return `link add right netns ${before?.namespace ?? ''} type veth peer name left netns ${node.namespace}`;
  });
  return { nodes, ipBatch: [...nodes.map((node) => `netns add ${node.namespace}`), ...links] };
}

function planNode(node: LabNode, scenario: Scenario, labId: string): NodePlan {
  const { hop } = node;
  const router = scenario.routers[hop - 1];
  const host = hop === 0 ? scenario.client : scenario.server;
  const forwards = router !== undefined && router.kind !== 'jump';
  return {
    ...node,
    namespace: `${NAMESPACE_PREFIX}${labId}-${node.name}`,
    ipBatch: interfaceLines(node, scenario),
    ruleset: router === undefined ? hostRuleset(host) : routerRuleset(router),
    sysctls: [
      ...COMMON_SYSCTLS,
      ...(forwards ? FORWARDING : []),
      ...trackingSysctls(trackingOf(router ?? host)),
      ...(node.rightAddress === undefined ? keepaliveSysctls(scenario.server.tcpKeepalive) : []),
    ],
  };
}

/** What the box remembers; `undefined`: nothing. */
function trackingOf(node: Router | Client | Server): Tracking | undefined {
  if ('firewall' in node) return node.firewall;
  return node.kind === 'plain' ? undefined : node;
}

function interfaceLines(node: LabNode, scenario: Scenario): readonly string[] {
  const { family } = scenario;
  const ends: [device: string, address: string][] = [];
  if (node.leftAddress !== undefined) ends.push(['left', node.leftAddress]);
  if (node.rightAddress !== undefined) ends.push(['right', node.rightAddress]);
  return [
    'link set lo up',
    ...ends.map(([device, address]) => `addr add ${address}/${prefixBitsOf(family)} dev ${device} nodad`),
    ...(family === 6 ? ends.flatMap(([device]) => linkLocalLines(device)) : []),
    ...ends.map(([device]) => `link set ${device} up`),
    ...routesOf(node.hop, scenario).map(({ to, via }) => `route add ${to} via ${via}`),
  ];
}

/**
 * Neighbours ask from a link-local address (RFC 4861 §4.3), and one that the
 * kernel makes is unusable for its first second (RFC 4862 §5.4), hence ours.
 */
function linkLocalLines(device: string): readonly string[] {
  const address = device === 'right' ? 'fe80::1' : 'fe80::2';
  return [`link set ${device} addrgenmode none`, `addr add ${address}/64 dev ${device} nodad`];
}

function trackingSysctls(state: Tracking | undefined): readonly Sysctl[] {
  if (state === undefined) return [];
  const loose = needed('net.netfilter.nf_conntrack_tcp_loose', state.loose ? 1 : 0);
  if (state.establishedSeconds === undefined) return [loose];
  return [loose, needed('net.netfilter.nf_conntrack_tcp_timeout_established', state.establishedSeconds)];
}

function keepaliveSysctls(keepalive: TcpKeepalive | undefined): readonly Sysctl[] {
  if (keepalive === undefined) return [];
  return [
    needed('net.ipv4.tcp_keepalive_time', keepalive.timeSeconds),
    needed('net.ipv4.tcp_keepalive_intvl', keepalive.intervalSeconds),
    needed('net.ipv4.tcp_keepalive_probes', keepalive.probes),
  ];
}

function needed(key: string, value: number): Sysctl {
  return { key, value, needed: true };
}

function wanted(key: string, value: number): Sysctl {
  return { key, value, needed: false };
}

export const NAMESPACE_PREFIX = 'idletrace-';

/** Settings that a new namespace may inherit from the machine, and that would bend what is measured. */
const COMMON_SYSCTLS = [
  // A reply that takes another way in than out must not vanish.
  wanted('net.ipv4.conf.all.rp_filter', 0),
  // One time-exceeded a second (the default) would make a traceroute's answers a matter of luck.
  wanted('net.ipv4.icmp_ratelimit', 0),
  wanted('net.ipv6.icmp.ratelimit', 0),
  // Port 22 for an sshd that is not root (labs of ordinary users).
  wanted('net.ipv4.ip_unprivileged_port_start', 0),
];

const FORWARDING = [wanted('net.ipv4.ip_forward', 1), wanted('net.ipv6.conf.all.forwarding', 1)];
