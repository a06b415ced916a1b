/**
 * One connection captured at two places: matched by what no NAT changes (both
 * initial sequence numbers), else by addresses and ports; then what one place
 * saw and the other did not tells where packets got lost, or were made.
 */
import type { Flow } from '../capture/flow.ts';
import type { Side } from '../capture/side.ts';
import type { Seen, Who } from '../endings/seen.ts';

export interface Twin {
  readonly seen: Seen;
  readonly file: number;
  /** When its file begins, ms since 1970; NaN: not known. */
  readonly startedAtEpochMs: number;
  /** Of the last packet in its file, whatever that belongs to; NaN: not known. */
  readonly endedAtEpochMs: number;
}

/** All connections of several files, by what the same one would share. */
export class Twins {
  readonly #byKey = new Map<string, Twin[]>();

  add(twin: Twin): void {
    for (const key of keysOf(twin.seen)) {
      const known = this.#byKey.get(key);
      if (known === undefined) this.#byKey.set(key, [twin]);
      else known.push(twin);
    }
  }

  /** The same connection in the other files. */
  of(own: Twin): readonly Twin[] {
    const near = keysOf(own.seen).flatMap((key) => this.#byKey.get(key) ?? []);
    return [...new Set(near)].filter((other) => other.file !== own.file && isSame(own.seen, other.seen));
  }
}

function keysOf({
  flow,
  client,
  server,
  clientAddress,
  clientPort,
  serverAddress,
  serverPort,
}: Seen): readonly string[] {
  const ends = `${clientAddress}:${clientPort}>${serverAddress}:${serverPort}`;
  return isWhole(flow) ? [`${client.isn}/${server.isn}`, ends] : [ends];
}

/** What the other place tells about this one, in sentences. */
export function comparison(own: Twin, other: Twin): string {
  if (goesOnIn(own, other)) return `goes on in file ${other.file + 1}, which was captured afterwards`;
  if (goesOnIn(other, own)) return `began in file ${other.file + 1}, which was captured before`;
  const facts = (['client', 'server'] as const).flatMap((who) => compareSide(who, own, other));
  return facts.length === 0 ? 'the same packets came by there' : facts.join('; ');
}

/** The other is a later part of it: a capture that was rotated is no second place. */
export function goesOnIn(earlier: Twin, later: Twin): boolean {
  if (later.seen.flow.synFrame !== 0 || later.seen.flow.synAckFrame !== 0) return false;
  const endAtMs = earlier.startedAtEpochMs + earlier.seen.flow.lastAtMs;
  return later.startedAtEpochMs + later.seen.flow.firstAtMs >= endAtMs;
}

/** Whether the other capture certainly still ran at that time of this one; their clocks are taken to agree. */
export function stillRan(other: Twin, own: Twin, atMs: number): boolean {
  return other.endedAtEpochMs >= own.startedAtEpochMs + atMs;
}

function compareSide(who: Who, own: Twin, other: Twin): readonly string[] {
  const [mine, theirs] = [own.seen[who], other.seen[who]];
  const facts: string[] = [];
  const ahead = mine.hasSeq && theirs.hasSeq ? (mine.nextSeq - theirs.nextSeq) | 0 : 0;
  const [here, there] = [`file ${own.file + 1}`, `file ${other.file + 1}`];
  if (ahead > 0)
    facts.push(
      `the last ${ahead} octets of the ${who} are in ${here} and never came by in ${there}: lost between the two places${unless(other, own, mine)}`,
    );
  if (ahead < 0)
    facts.push(
      `the last ${-ahead} octets of the ${who} are in ${there} and never came by in ${here}: lost between the two places${unless(own, other, theirs)}`,
    );
  const repeats = mine.retransmissions - theirs.retransmissions;
  if (ahead === 0 && Math.abs(repeats) >= LEAST_REPEATS) {
    const [more, fewer] = repeats > 0 ? [here, there] : [there, here];
    facts.push(
      `${Math.abs(repeats)} repetitions of the ${who} are in ${more} and not in ${fewer}: lost between the two places`,
    );
  }
  if (mine.resets > 0 && theirs.resets === 0)
    facts.push(`the RST of the ${who} is in ${here} only: it was made or lost between the two places`);
  if (mine.resets === 0 && theirs.resets > 0)
    facts.push(
      `a RST in the name of the ${who} is in ${there} only: it was made or lost between the two places`,
    );
  return facts;
}

/** What is missing may also have come after the end of the capture that it is missing in. */
function unless(lacking: Twin, having: Twin, side: Side): string {
  return stillRan(lacking, having, side.lastAtMs) ? '' : `, unless file ${lacking.file + 1} ended before`;
}

function isSame(one: Seen, other: Seen): boolean {
  if (isWhole(one.flow) && isWhole(other.flow)) {
    return one.client.isn === other.client.isn && one.server.isn === other.server.isn;
  }
  return (
    one.clientPort === other.clientPort &&
    one.serverPort === other.serverPort &&
    one.clientAddress === other.clientAddress &&
    one.serverAddress === other.serverAddress &&
    overlaps(one.client, other.client) &&
    overlaps(one.server, other.server)
  );
}

/** Addresses alone may come again: the sequence numbers must be near as well. */
function overlaps(one: Side, other: Side): boolean {
  if (!one.hasSeq || !other.hasSeq) return true;
  return Math.abs((one.nextSeq - other.nextSeq) | 0) < NEAR_BYTES;
}

function isWhole({ synFrame, synAckFrame }: Flow): boolean {
  return synFrame !== 0 && synAckFrame !== 0;
}

const LEAST_REPEATS = 2;
const NEAR_BYTES = 1 << 24;
