/**
 * Who has which address in a lab, and who knows the way to whom.
 *
 * Link k joins hop k-1 to hop k (hop 0 is the client, hop N + 1 the server).
 * It is 10.k.0.0/30 or fd00:k::/64, before a carrier-grade NAT 100.64.k.0/30. A router answers a traceroute with its
 * address towards the client, so hop 1 is 10.1.0.1 and hop k is 10.k.0.2.
 */
import type { Family, Scenario } from './scenario.ts';

export interface LabNode {
  /** `client`, `r1` … `r6`, `server`. */
  readonly name: string;
  /** Distance from the client: 0 for the client, N + 1 for the server. */
  readonly hop: number;
  /** Of the interface towards the client; `undefined` on the client. */
  readonly leftAddress: string | undefined;
  /** Of the interface towards the server; `undefined` on the server. */
  readonly rightAddress: string | undefined;
}

export interface Route {
  /** Network in prefix notation, or `default`. */
  readonly to: string;
  readonly via: string;
}

/** Client first, server last. */
export function nodesOf(scenario: Scenario): readonly LabNode[] {
  const { routers } = scenario;
  const serverHop = routers.length + 1;
  return Array.from({ length: serverHop + 1 }, (_, hop) => ({
    name: hop === 0 ? 'client' : hop === serverHop ? 'server' : `r${hop}`,
    hop,
    leftAddress: hop === 0 ? undefined : rightEndOf(hop, scenario),
    rightAddress: hop === serverHop ? undefined : leftEndOf(hop + 1, scenario),
  }));
}

/**
 * The ways out of the node at `hop`. The client sends everything to its only
 * neighbour. The others know every network towards the server, and towards the
 * client only as far as the nearest NAT: what is behind that is hidden from
 * them, as on the internet, so that what leaves a NAT untranslated gets no
 * answer.
 */
export function routesOf(hop: number, scenario: Scenario): readonly Route[] {
  const { routers } = scenario;
  const serverHop = routers.length + 1;
  if (hop === 0) return [{ to: 'default', via: rightEndOf(1, scenario) }];
  const routes: Route[] = [];
  for (let link = hop + 2; link <= serverHop; link++) {
    routes.push({ to: networkOf(link, scenario), via: rightEndOf(hop + 1, scenario) });
  }
  for (let link = hop - 1; link >= 1; link--) {
    if (routers[link - 1]?.kind === 'nat') break;
    routes.push({ to: networkOf(link, scenario), via: leftEndOf(hop, scenario) });
  }
  return routes;
}

export function prefixBitsOf(family: Family): number {
  return family === 4 ? 30 : 64;
}

function networkOf(link: number, scenario: Scenario): string {
  return scenario.family === 4 ? `${prefixOf(link, scenario)}.0/30` : `fd00:${link}::/64`;
}

/** The end of `link` that is nearer to the client. */
function leftEndOf(link: number, scenario: Scenario): string {
  return addressOf(link, link === 1 ? 2 : 1, scenario);
}

/** The end of `link` that is nearer to the server. */
function rightEndOf(link: number, scenario: Scenario): string {
  return addressOf(link, link === 1 ? 1 : 2, scenario);
}

function addressOf(link: number, host: number, scenario: Scenario): string {
  return scenario.family === 4 ? `${prefixOf(link, scenario)}.${host}` : `fd00:${link}::${host}`;
}

/** The link before a carrier-grade NAT is its provider's own (RFC 6598). */
function prefixOf(link: number, { routers }: Scenario): string {
  const behind = routers[link - 1];
  return behind?.kind === 'nat' && behind.cgn ? `100.64.${link}` : `10.${link}.0`;
}
