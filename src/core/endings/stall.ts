/** A side whose program does not read: its receive window is closed, and the other side asks in vain for room. */
import { WORTH_MS } from './dead-silence.ts';
import { otherOf, type Seen, type Who } from './seen.ts';
import { lasting, the, times } from './words.ts';

export interface Stall {
  /** Who does not read. */
  readonly who: Who;
  readonly closedForMs: number;
  /** The frame that closed the window. */
  readonly frame: number;
  /** Probes of the other side since the first time that the window was closed. */
  readonly probes: number;
  readonly isAnswered: boolean;
}

/** At that time; `undefined`: no window is closed for long, or nobody waits for room in it. */
export function stallOf(seen: Seen, atMs: number): Stall | undefined {
  for (const who of ['client', 'server'] as const) {
    const [side, peer] = [seen[who], seen[otherOf(who)]];
    const closedForMs = atMs - side.closedAtMs;
    if (side.windowBytes !== 0 || side.closedFrame === 0 || closedForMs < WORTH_MS) continue;
    if (peer.windowProbes === 0) continue;
    return {
      who,
      closedForMs,
      frame: side.closedFrame,
      probes: peer.windowProbes,
      isAnswered: peer.probesInVain === 0,
    };
  }
  return undefined;
}

/** `for 98.0 s the receive window of the client had been closed (its program did not read)`. */
export function stallText({ who, closedForMs }: Stall): string {
  return `for ${lasting(closedForMs)} the receive window of ${the(who)} had been closed, its program not reading`;
}

export function stallFacts({ who, frame, probes }: Stall): readonly { frame: number; fact: string }[] {
  return [
    {
      frame,
      fact: `${the(who)} closes its receive window; ${times(probes, 'probe')} of ${the(otherOf(who))} followed`,
    },
  ];
}
