/** A scenario as a picture of one line, plain ASCII, and what each box does in a few words. */
import { nodesOf } from './addresses.ts';
import type { Router, Scenario, Tracking } from './scenario.ts';

/** `client --- r1 (nat, forgets after 5 s) --- r2 --- server`. */
export function drawScenario(scenario: Scenario): string {
  return nodesOf(scenario)
    .map(({ name, hop }) => {
      const notes = notesOf(scenario, hop);
      return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
    })
    .join(' --- ');
}

function notesOf(scenario: Scenario, hop: number): readonly string[] {
  if (hop === 0) return hostNotes(scenario.client.firewall);
  const router = scenario.routers[hop - 1];
  if (router !== undefined) return routerNotes(router);
  const { firewall, sshdOptions, lifetimeSeconds } = scenario.server;
  return [
    ...hostNotes(firewall),
    ...[...sshdOptions].map(([key, value]) => `${key} ${value}`),
    ...(lifetimeSeconds === undefined ? [] : [`ends sessions after ${lifetimeSeconds} s`]),
  ];
}

function routerNotes(router: Router): readonly string[] {
  const mute = router.icmp ? [] : ['mute'];
  if (router.kind === 'plain') return mute;
  return [router.kind, ...trackingNotes(router), ...mute];
}

function hostNotes(firewall: Tracking | undefined): readonly string[] {
  return firewall === undefined ? [] : ['firewall', ...trackingNotes(firewall)];
}

function trackingNotes({ establishedSeconds, unknown }: Tracking): readonly string[] {
  const limit = establishedSeconds === undefined ? [] : [`forgets after ${establishedSeconds} s`];
  return unknown === 'reject' ? [...limit, 'resets'] : limit;
}
