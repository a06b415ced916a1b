/** Keepalives of a connection, TCP's and those above it. */
import { steadyBeat } from '../capture/beats.ts';
import { intervalMsOf } from '../capture/keepalives.ts';
import { isSsh } from '../capture/ssh-talk.ts';
import { type Seen, whoOf } from '../endings/seen.ts';
import type { KeepaliveReport } from './model.ts';
import { roundedMs } from './rounding.ts';

export function keepaliveRows(seen: Seen): readonly KeepaliveReport[] {
  const rows = (['client', 'server'] as const).flatMap((by): readonly KeepaliveReport[] => {
    const probes = (by === 'client' ? seen.client : seen.server).keepalives;
    if (probes === undefined) return [];
    const intervalMs = intervalMsOf(probes);
    const isAlone = (by === 'client' ? seen.server : seen.client).packets === 0;
    return [
      {
        by,
        kind: 'tcp',
        intervalMs: intervalMs === undefined ? null : roundedMs(intervalMs),
        answered: probes.answered > 0 ? 'yes' : isAlone ? 'unknown' : 'no',
        count: probes.probes,
        firstFrame: probes.firstFrame,
        lastFrame: probes.lastFrame,
      },
    ];
  });
  const beat = steadyBeat(seen.flow);
  if (beat === undefined) return rows;
  const isOneWay = seen.client.packets === 0 || seen.server.packets === 0;
  return [
    ...rows,
    {
      by: whoOf(seen, beat.by),
      kind: isSsh(seen.flow) ? 'ssh' : 'application',
      intervalMs: roundedMs(beat.sumMs / beat.silences),
      answered: beat.answered > 0 ? 'yes' : isOneWay ? 'unknown' : 'no',
      count: beat.count,
      firstFrame: beat.firstFrame,
      lastFrame: beat.lastFrame,
    },
  ];
}
