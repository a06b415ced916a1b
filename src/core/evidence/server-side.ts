/** Findings about the far end: who it is, what it sees of us, and what became of it. */
import { RETURN } from '../trace/come-back.ts';
import type { TraceState } from '../trace/state.ts';
import type { Answer, Findings, NatFinding } from './findings.ts';

export function natOf({ arms, config }: TraceState): NatFinding {
  const seen = arms.find(
    ({ clientSees, serverSees }) => clientSees !== undefined && serverSees !== undefined,
  );
  // Through a jump host the server sees that one: two connections, not two sides of one.
  if (config.legs !== undefined || seen?.clientSees === undefined || seen.serverSees === undefined) {
    return {
      translated: 'unknown',
      portKept: 'unknown',
      clientSees: arms.find(({ clientSees }) => clientSees !== undefined)?.clientSees,
      serverSees: undefined,
    };
  }
  const all = arms.flatMap(({ clientSees, serverSees }) =>
    clientSees === undefined || serverSees === undefined ? [] : [{ clientSees, serverSees }],
  );
  const kept = all.every(({ clientSees, serverSees }) => portOf(clientSees) === portOf(serverSees));
  return {
    translated: hostOf(seen.clientSees) === hostOf(seen.serverSees) ? 'no' : 'yes',
    portKept: kept ? 'yes' : 'no',
    clientSees: seen.clientSees,
    serverSees: seen.serverSees,
  };
}

/** One that the server asked for signs of life, or several that it broke into otherwise. */
export function asksItselfOf({ arms }: TraceState): Findings['asksItself'] {
  const heard = arms.flatMap(({ spec, heard: own }) =>
    spec.kind === 'ladder' || spec.kind === 'ttl' || spec.kind === 'shell' ? own : [],
  );
  const by = (kind: 'data' | 'packet') => heard.filter(({ what }) => what === kind).length >= 2;
  return { data: by('data'), packet: by('packet') };
}

export function endpointOf({ arms, hops, config: { proxyCommand } }: TraceState): Findings['endpoint'] {
  const serverIs = arms.find((arm) => arm.serverIs !== undefined)?.serverIs;
  const reached = hops?.find(({ destination }) => destination)?.address;
  if (serverIs === undefined || reached === undefined) return { serverIs, direct: 'unknown', proxyCommand };
  if (hostOf(serverIs) === reached || hostOf(serverIs) === `[${reached}]`)
    return { serverIs, direct: 'yes', proxyCommand };
  // Somebody on the server's own host has connected in our place; elsewhere it may be a forwarded port.
  const fromItself = arms.some(
    ({ serverSees }) => serverSees !== undefined && isLoopback(hostOf(serverSees)),
  );
  return { serverIs, direct: fromItself && !isLoopback(reached) ? 'no' : 'unknown', proxyCommand };
}

export function returnedOf({ arms, nowMs }: TraceState): Findings['returned'] {
  const arm = arms.find(({ spec }) => spec.id === RETURN.id);
  const control = arms.find(({ spec, diedAtMs }) => spec.kind === 'control' && diedAtMs !== undefined);
  if (arm === undefined || control?.diedAtMs === undefined) return undefined;
  const origins = arms.flatMap(({ spec, origin }) =>
    spec.kind === 'return' || origin === undefined ? [] : [origin],
  );
  return {
    came: arm.openedAtMs !== undefined ? 'in' : /refused/i.test(arm.words) ? 'refused' : 'unanswered',
    afterMs: (arm.openedAtMs ?? nowMs) - control.diedAtMs,
    sameKernel: sameness(
      origins.map(({ kernel }) => kernel),
      arm.origin?.kernel,
    ),
    sameServer: sameness(
      origins.map(({ program }) => program),
      arm.origin?.program,
    ),
  };
}

/** Where the logins before differ among themselves (a load balancer, a server for each connection), nothing is said by another one. */
function sameness(before: readonly string[], after: string | undefined): Answer {
  const [first] = before;
  if (first === undefined || first === '' || after === undefined || after === '') return 'unknown';
  if (before.length < 2 || before.some((one) => one !== first)) return 'unknown';
  return after === first ? 'yes' : 'no';
}

export function turnedAwayOf({ troubles }: TraceState): Findings['turnedAway'] {
  const refused = troubles.filter(({ why }) => why === 'turned-away');
  const last = refused.at(-1);
  return last === undefined ? undefined : { times: refused.length, words: last.message };
}

function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1' || host === '[::1]';
}

function portOf(endpoint: string): string {
  return endpoint.slice(endpoint.lastIndexOf(':') + 1);
}

function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':'));
}
