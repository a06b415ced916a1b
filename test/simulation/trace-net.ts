/**
 * The packets of a simulated network, for the whole trace: hops in a row, boxes
 * that forget, loss, outages. Knows when a packet passes which box, and no more.
 *
 * Not modelled: congestion, ECMP, acknowledgements that are lost and repeated.
 */
import type { Random } from './random.ts';

/** A box that forgets a silent connection, and what it does with what comes late. */
export interface BoxSpec {
  /** 0: the client host; the last: the server host. */
  readonly hop: number;
  readonly limitMs: number;
  /** `revive`: taken up again as it was; `remap`: taken up under another port. */
  readonly clientLate: 'drop' | 'reset' | 'revive' | 'remap';
  readonly serverLate: 'drop' | 'reset' | 'revive';
}

export interface NetSpec {
  /** Hops up to and with the server host. */
  readonly hops: number;
  readonly boxes: readonly BoxSpec[];
  readonly rttMs: number;
  /** Of each packet on the whole way, one direction: 0 to 0.05. */
  readonly lossRate: number;
  /** Between hop `link` - 1 and hop `link` nothing passes from and to these instants. */
  readonly outages: readonly { readonly link: number; readonly fromMs: number; readonly toMs: number }[];
}

/** What the boxes remember of one connection. */
export interface Flow {
  /** When each box last saw a packet of it. */
  readonly seenAtMs: number[];
}

export type Side = 'client' | 'server';

export type Passage =
  | { readonly kind: 'through'; readonly atMs: number }
  /** Lost, at the end of its TTL, or (`forgotten`) swallowed by a box that does not know it any more. */
  | { readonly kind: 'gone'; readonly forgotten: boolean }
  /** A box answers the sender with an RST; or the server does, who knows no such port. */
  | { readonly kind: 'reset'; readonly atMs: number };

export function flowOf({ boxes }: NetSpec, atMs: number): Flow {
  return { seenAtMs: boxes.map(() => atMs) };
}

/** Sends one packet; `reachHops`: its TTL, from the client. */
export function passPacket(
  net: NetSpec,
  random: Random,
  flow: Flow,
  {
    from,
    sentAtMs,
    reachHops,
  }: { readonly from: Side; readonly sentAtMs: number; readonly reachHops?: number },
): Passage {
  const { hops, boxes } = net;
  const hopMs = net.rttMs / 2 / hops;
  const distance = (hop: number) => (from === 'client' ? hop : hops - hop);
  const lostAtLink = random() < net.lossRate ? 1 + Math.floor(random() * hops) : Infinity;
  /** The last hop it comes to, counted from its sender. */
  let reach = reachHops ?? Infinity;
  for (let link = 1; link <= hops; link++) {
    // Seen from its sender, link L comes after L - 1 hops, or after `hops` - L.
    const before = from === 'client' ? link - 1 : hops - link;
    const atMs = sentAtMs + before * hopMs;
    const out = net.outages.some((one) => one.link === link && one.fromMs <= atMs && atMs < one.toMs);
    if (out || link === lostAtLink) reach = Math.min(reach, before);
  }
  const order = boxes.map((box, i) => ({ box, i })).sort((a, b) => distance(a.box.hop) - distance(b.box.hop));
  for (const { box, i } of order) {
    if (distance(box.hop) > reach) break;
    const atMs = sentAtMs + distance(box.hop) * hopMs;
    if (atMs - (flow.seenAtMs[i] ?? 0) >= box.limitMs) {
      const late = from === 'client' ? box.clientLate : box.serverLate;
      if (late === 'drop') return { kind: 'gone', forgotten: true };
      if (late === 'reset') return { kind: 'reset', atMs: atMs + distance(box.hop) * hopMs };
      if (late === 'remap')
        return reach < hops
          ? { kind: 'gone', forgotten: true }
          : { kind: 'reset', atMs: sentAtMs + net.rttMs };
    }
    flow.seenAtMs[i] = Math.max(flow.seenAtMs[i] ?? 0, atMs);
  }
  return reach < hops
    ? { kind: 'gone', forgotten: false }
    : { kind: 'through', atMs: sentAtMs + net.rttMs / 2 };
}
