/**
 * What each box forgets and forwards, as an nftables ruleset. Only text: no
 * rule is loaded here. What Linux does with it after expiry was measured and is
 * told row by row in docs/adr/0005-lab.md (loose pickup, resets, random ports).
 */
import type { Client, JumpHost, NatRouter, Router, Server, Tracking } from './scenario.ts';

/** Empty where the box keeps no state: conntrack stays off in a namespace without a rule that needs it. */
export function routerRuleset(router: Router): string {
  if (router.kind === 'jump') return hostRuleset(router);
  const chains: string[] = [];
  if (router.kind !== 'plain') chains.push(...timeoutChain(router), ...filterChain('forward', router));
  if (router.kind === 'nat') chains.push(...natChains(router));
  if (!router.icmp) chains.push(...muteChain());
  return table(chains);
}

/** The filter of an end host, as most have it: what comes in is filtered, what goes out is not. */
export function hostRuleset({ firewall }: Client | JumpHost | Server): string {
  return firewall === undefined ? '' : table([...timeoutChain(firewall), ...filterChain('input', firewall)]);
}

/** Loaded at both ends of a link, this makes it carry nothing but ARP and neighbour discovery. */
export function cutRuleset(device: 'left' | 'right'): string {
  return [
    `table netdev ${CUT_TABLE} {`,
    `  chain inbound { type filter hook ingress device "${device}" priority 0; meta l4proto { tcp, udp, icmp } drop; }`,
    '}',
    '',
  ].join('\n');
}

export const CUT_TABLE = 'idletrace_cut';

const UNKNOWN_RULES: Readonly<Record<Tracking['unknown'], readonly string[]>> = {
  accept: ['meta l4proto tcp accept'],
  drop: ['meta l4proto tcp drop'],
  reject: ['meta l4proto tcp reject with tcp reset'],
  'revived-by-server': ['iifname "right" meta l4proto tcp accept', 'meta l4proto tcp drop'],
  'reset-to-server': ['iifname "right" meta l4proto tcp reject with tcp reset', 'meta l4proto tcp drop'],
};
/** As good as Linux's own five days. */
const NEVER_SECONDS = 432_000;

function table(chains: readonly string[]): string {
  return chains.length === 0
    ? ''
    : ['table inet idletrace {', ...chains.map((line) => `  ${line}`), '}', ''].join('\n');
}

/**
 * TCP that belongs to a known connection, or properly opens one, passes; the
 * rest meets `unknown`. With `accept` the rule is there for conntrack's sake:
 * it tracks nothing in a namespace that never asks for a state.
 */
function filterChain(hook: 'forward' | 'input', { unknown }: Tracking): readonly string[] {
  return [
    `chain ${hook}_filter {`,
    `  type filter hook ${hook} priority filter; policy accept;`,
    '  ct state established,related accept',
    '  tcp flags & (fin|syn|rst|ack) == syn ct state new accept',
    ...UNKNOWN_RULES[unknown].map((rule) => `  ${rule}`),
    '}',
  ];
}

/** Timeouts of their own for some of the connections, given when they begin: the namespace has one for all others. */
function timeoutChain({ establishedSeconds, spares, byPort }: Tracking): readonly string[] {
  const policies = [...byPort].map(([port, seconds]) => ({
    name: `port${port}`,
    seconds,
    match: `tcp dport ${port}`,
  }));
  if (spares === 'every-other' && establishedSeconds !== undefined)
    policies.push({ name: 'other_path', seconds: NEVER_SECONDS, match: 'tcp sport & 2 == 2' });
  if (policies.length === 0) return [];
  return [
    ...policies.map(
      ({ name, seconds }) => `ct timeout ${name} { protocol tcp; policy = { established : ${seconds} }; }`,
    ),
    'chain timeouts {',
    // After conntrack (priority -200, raw of conntrack) has made the entry, before it is confirmed.
    '  type filter hook prerouting priority -150; policy accept;',
    ...policies.map(({ name, match }) => `  ct state new ${match} ct timeout set "${name}"`),
    '}',
  ];
}

function natChains({ ports, wanInput }: NatRouter): readonly string[] {
  const masquerade = ports === 'random' ? 'masquerade fully-random' : 'masquerade';
  const chains = [
    'chain source_nat {',
    '  type nat hook postrouting priority srcnat; policy accept;',
    `  oifname "right" ${masquerade}`,
    '}',
  ];
  if (wanInput === 'accept') return chains;
  return [
    ...chains,
    'chain wan_input {',
    '  type filter hook input priority filter; policy accept;',
    '  iifname "right" meta l4proto tcp ct state != established drop',
    '}',
  ];
}

/** Neighbour discovery must go on, or an IPv6 link is dead. */
function muteChain(): readonly string[] {
  return [
    'chain mute {',
    '  type filter hook output priority filter; policy accept;',
    '  meta l4proto icmp drop',
    '  icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-reply } drop',
    '}',
  ];
}
