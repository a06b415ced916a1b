/** A connection as its judges see it: which side is the client, and when the capture ended. */
import { endpointText, ipv4Text, ipv6Text } from '../capture/address-text.ts';
import type { Flow } from '../capture/flow.ts';
import type { ResetSeen } from '../capture/moments.ts';
import type { Side } from '../capture/side.ts';

export type Who = 'client' | 'server';
export type Answer = 'yes' | 'no' | 'unknown';

export interface Seen {
  readonly flow: Flow;
  readonly client: Side;
  readonly server: Side;
  readonly clientAddress: string;
  readonly serverAddress: string;
  readonly clientPort: number;
  readonly serverPort: number;
  /** Index of the client's side in the flow. */
  readonly clientIs: 0 | 1;
  readonly established: Answer;
  /** When the capture ended, on the same clock. */
  readonly captureEndAtMs: number;
}

export function seenOf(flow: Flow, captureEndAtMs: number): Seen {
  const clientIs = clientSideOf(flow);
  const [client, server] = clientIs === 0 ? [flow.a, flow.b] : [flow.b, flow.a];
  const a = textOf(flow.version, [flow.a0, flow.a1, flow.a2, flow.a3]);
  const b = textOf(flow.version, [flow.b0, flow.b1, flow.b2, flow.b3]);
  return {
    flow,
    client,
    server,
    clientAddress: clientIs === 0 ? a : b,
    serverAddress: clientIs === 0 ? b : a,
    clientPort: clientIs === 0 ? flow.aPort : flow.bPort,
    serverPort: clientIs === 0 ? flow.bPort : flow.aPort,
    clientIs,
    established: establishedOf(flow, client, server),
    captureEndAtMs,
  };
}

export function endpointOf(seen: Seen, who: Who): string {
  return who === 'client'
    ? endpointText(seen.clientAddress, seen.clientPort)
    : endpointText(seen.serverAddress, seen.serverPort);
}

export function whoOf(seen: Seen, side: 0 | 1): Who {
  return side === seen.clientIs ? 'client' : 'server';
}

export function otherOf(who: Who): Who {
  return who === 'client' ? 'server' : 'client';
}

/** A side went on after a RST in its name, again and again: that RST was not its own, and the other side did not heed it. */
export function isSurvived(seen: Seen, reset: ResetSeen): boolean {
  const side = reset.by === seen.clientIs ? seen.client : seen.server;
  return side.movedAfterReset >= LEAST_MOVES && side.movedAtMs > reset.atMs;
}

/** The first RST that was not survived; `undefined`: none. */
export function decidingReset(seen: Seen): ResetSeen | undefined {
  return seen.flow.resetsSeen?.find((reset) => !isSurvived(seen, reset));
}

/** Who sent the SYN; without one by the ports; else whoever was seen first. */
function clientSideOf(flow: Flow): 0 | 1 {
  const { a, b, aPort, bPort, synFrame, synAckFrame, opener } = flow;
  if (synFrame !== 0) return a.synFrame === synFrame ? 0 : 1;
  if (synAckFrame !== 0) return a.synFrame === synAckFrame && b.synFrame !== synAckFrame ? 1 : 0;
  if (aPort < WELL_KNOWN !== bPort < WELL_KNOWN) return aPort < WELL_KNOWN ? 1 : 0;
  if (aPort < EPHEMERAL !== bPort < EPHEMERAL) return aPort < EPHEMERAL ? 1 : 0;
  return opener;
}

function establishedOf({ synFrame, synAckFrame, handshakeFrame }: Flow, client: Side, server: Side): Answer {
  if (handshakeFrame !== 0) return 'yes';
  if (synFrame !== 0 && synAckFrame !== 0) return client.payloadBytes > 0 ? 'yes' : 'no';
  // Whoever acknowledges got a SYN-ACK, whether that was captured or not.
  if (synFrame !== 0)
    return server.packets > server.resets || client.payloadBytes > 0 || client.hasAck ? 'yes' : 'no';
  if (synAckFrame !== 0) return client.packets > 0 || server.payloadBytes > 0 ? 'yes' : 'unknown';
  return 'unknown';
}

function textOf(version: number, words: readonly number[]): string {
  return version === 4 ? ipv4Text(words[3] ?? 0) : ipv6Text(words);
}

const LEAST_MOVES = 2;
/** IANA: system ports. */
const WELL_KNOWN = 1024;
/** Where Linux takes client ports from (ip_local_port_range); others begin higher. */
const EPHEMERAL = 32_768;
