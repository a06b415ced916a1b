/** What else a reader should know of a connection: what the capture did to it, and what happened on the way. */
import { icmpText } from '../endings/icmp-text.ts';
import { isSurvived, type Seen, whoOf } from '../endings/seen.ts';
import { sizeTrouble } from '../endings/size-trouble.ts';
import { lasting, the, times } from '../endings/words.ts';
import type { ConnectionReport } from './model.ts';

export function notesOf(seen: Seen): ConnectionReport['notes'] {
  const { flow, client, server } = seen;
  const notes: ConnectionReport['notes'] = [];
  const say = (frame: number | null, note: string): void => void notes.push({ frame, note });
  if (seen.established === 'unknown')
    say(flow.firstFrame, 'the capture begins in the middle of the connection');
  if (client.packets === 0 || server.packets === 0) {
    say(null, `only packets of ${the(client.packets === 0 ? 'server' : 'client')} were captured`);
  }
  if (flow.duplicates > 0) say(null, `${times(flow.duplicates, 'packet')} captured more than once`);
  if (flow.clockSteps > 0)
    say(null, `the clock of the capture stepped back ${times(flow.clockSteps, 'time')}`);
  if (flow.isReuse) say(flow.firstFrame, 'an earlier connection had the same ports');
  const early = (flow.resetsSeen ?? []).filter(({ frame }) => frame < flow.synAckFrame);
  const turnedDown = early.find(({ by }) => by !== seen.clientIs);
  if (turnedDown !== undefined)
    say(turnedDown.frame, 'a RST answered the first SYN; the client tried again and got through');
  const cleared = early.find(({ by }) => by === seen.clientIs);
  if (cleared !== undefined) {
    say(
      cleared.frame,
      'the server still held an earlier connection on these ports; the client cleared it with a RST and tried again',
    );
  }
  for (const reset of flow.resetsSeen ?? []) {
    if (!isSurvived(seen, reset) || reset.frame < flow.synAckFrame) continue;
    say(
      reset.frame,
      `a RST in the name of ${the(whoOf(seen, reset.by))}, which went on afterwards: it was forged, or not for this connection`,
    );
  }
  for (const icmp of flow.icmpSeen ?? []) {
    say(
      icmp.frame,
      `ICMP from ${icmp.from} about a packet of ${the(whoOf(seen, icmp.about))}: ${icmpText(icmp)}`,
    );
  }
  const trouble = sizeTrouble(seen);
  if (trouble !== undefined && !trouble.isShown) {
    say(
      trouble.frame,
      `${trouble.stuckBytes} octets of ${the(trouble.who)} were sent again in vain, more than any segment of it that was acknowledged (${trouble.passedBytes}): a path MTU that is too small would look like that, and so would a dead path`,
    );
  }
  for (const [who, side] of [
    ['client', client],
    ['server', server],
  ] as const) {
    if (side.zeroWindows > 0) {
      const isClosed = side.windowBytes === 0;
      say(
        null,
        `${the(who)} closed its receive window ${times(side.zeroWindows, 'time')}${isClosed ? ', and it was closed at the end' : ''}`,
      );
    }
  }
  if (flow.longestGapMs >= LONG_MS && flow.survivedGapMs >= LONG_MS) {
    say(flow.survivedFrame, `it lived through ${lasting(flow.survivedGapMs)} in which no packet came`);
  }
  return notes;
}

const LONG_MS = 10_000;
