/** What the facts of the path speak for and against. Its timers cannot be read: only waiting tells. */
import { type Cleared, type Fact, factOf, type Suspect, type Suspicions } from './fact.ts';

export function pathSuspicions(facts: readonly Fact[]): Suspicions {
  const of = (id: string) => factOf(facts, 'path', id);
  const suspects: Suspect[] = [];
  const cleared: Cleared[] = [];
  const nat = of('nat');
  const carrier = of('carrier-nat');
  const destination = of('destination');
  const base = { limitMs: undefined } as const;
  const proxy = of('proxy');
  if (proxy?.status === 'read') {
    const reason = `${proxy.note}; after an unknown time (HAProxy, nginx, stunnel or the like)`;
    const [cause = '', ...alternatives] = PROXIES;
    suspects.push({
      ...base,
      cause,
      alternatives,
      reason,
      facts: ['proxy', 'destination'],
      weight: 'likely',
    });
  }
  if (carrier !== undefined) {
    const reason = `the path goes through carrier-grade NAT (${carrier.value}), which forgets after an unknown time`;
    suspects.push({
      ...base,
      cause: 'cgnat-expiry',
      reason,
      facts: ['carrier-nat', 'nat'],
      weight: 'likely',
    });
  }
  if (nat?.status === 'read') {
    const reason = `a NAT is on the path (${nat.value}): it forgets a silent connection after a time that nobody can read`;
    suspects.push({ ...base, cause: 'nat-expiry-blackhole', reason, facts: ['nat'], weight: 'likely' });
  } else if (nat?.status === 'absent') {
    cleared.push(...NAT_ONLY.map((cause) => ({ cause, reason: 'no NAT is on the path', facts: ['nat'] })));
    suspects.push({
      ...base,
      cause: 'nat-expiry-blackhole',
      reason: 'no NAT is on the path, but a firewall that forgets cannot be seen from outside',
      facts: ['nat', 'hops'],
      weight: 'possible',
    });
  } else if (nat !== undefined) {
    const reason = 'whether a NAT or firewall on the path forgets cannot be read';
    suspects.push({
      ...base,
      cause: 'nat-expiry-blackhole',
      reason,
      facts: ['nat', 'hops'],
      weight: 'possible',
    });
  }
  if (proxy?.status !== 'read' && destination?.value?.toString().includes(' becomes ') === true) {
    const reason = `${destination.note}: it has a limit of its own`;
    suspects.push({
      ...base,
      cause: 'l4-load-balancer-idle',
      reason,
      facts: ['destination'],
      weight: 'likely',
      alternatives: PROXIES,
    });
  }
  return { suspects, cleared };
}

/** What hands TCP on with a connection of its own; nothing tells them apart from outside. */
const PROXIES = [
  'haproxy-timeout',
  'nginx-stream-timeout',
  'envoy-idle-timeout',
  'octavia-timeout',
  'stunnel-timeoutidle',
];
/** They need a NAT. */
const NAT_ONLY = ['cgnat-expiry', 'nat-port-remap-rst', 'nat-port-reuse-kill'];
