/** The report of one connection, from what was seen of it and how it was judged. */
import type { Flow } from '../capture/flow.ts';
import { SIDE_SHIFT, SPAN } from '../capture/spans.ts';
import { isSsh } from '../capture/ssh-talk.ts';
import type { Ending } from '../endings/rule.ts';
import { endpointOf, type Seen } from '../endings/seen.ts';
import { TUNNEL } from '../wire/packet.ts';
import { keepaliveRows } from './keepalive-rows.ts';
import type { ConnectionReport } from './model.ts';
import { notesOf } from './notes.ts';
import { roundedMs } from './rounding.ts';
import { sshRow } from './ssh-row.ts';

export function connectionReport(seen: Seen, ending: Ending, file: number): ConnectionReport {
  const { flow, client, server } = seen;
  const survivedMs = flow.survivedGapMs;
  const lengthMs = Math.max(0, flow.lastAtMs - flow.firstAtMs);
  return {
    client: endpointOf(seen, 'client'),
    server: endpointOf(seen, 'server'),
    ssh: isSsh(flow),
    packets: flow.packets,
    firstFrame: flow.firstFrame,
    lastFrame: flow.lastFrame,
    startedAtMs: roundedMs(flow.firstAtMs),
    lengthMs: roundedMs(lengthMs),
    established: seen.established,
    longestGapMs: roundedMs(flow.longestGapMs),
    longestDataGapMs: roundedMs(longestDataGapMs(flow)),
    keepalives: [...keepaliveRows(seen)],
    endedBy: ending.endedBy,
    ending: ending.ending,
    endFrame: ending.endFrame ?? null,
    idle: ending.idle,
    confidence: ending.confidence,
    summary: ending.summary,
    because: [...ending.because].toSorted((a, b) => a.frame - b.frame),
    filter: `tcp.stream == ${flow.stream}`,
    file,
    stream: flow.stream,
    cause: ending.cause,
    limitMs:
      survivedMs === 0 && ending.deadAfterMs === undefined
        ? null
        : {
            lower: roundedMs(survivedMs),
            upper: ending.deadAfterMs === undefined ? null : roundedMs(ending.deadAfterMs),
          },
    gap: gapOf(seen),
    bytes: { client: client.payloadBytes, server: server.payloadBytes },
    retransmissions: { client: client.retransmissions, server: server.retransmissions },
    outOfOrder: { client: client.outOfOrder, server: server.outOfOrder },
    zeroWindows: { client: client.zeroWindows, server: server.zeroWindows },
    fins: { client: client.finCount, server: server.finCount },
    resets: { client: client.resets, server: server.resets },
    duplicates: flow.duplicates,
    bothDirections: client.packets > 0 && server.packets > 0,
    tunnels: TUNNEL_NAMES.filter(([bit]) => (flow.tunnels & bit) !== 0).map(([, name]) => name),
    notes: notesOf(seen),
    sshTalk: sshRow(seen, ending),
    spans: spansOf(seen),
    elsewhere: [],
  };
}

/** Its first and last packet bound it, whatever they are. */
export function longestDataGapMs({ longestDataGapMs: ended, lastAtMs, lastMarkAtMs }: Flow): number {
  return Math.max(ended, lastAtMs - lastMarkAtMs);
}

function gapOf({ flow, clientIs }: Seen): ConnectionReport['gap'] {
  if (flow.longestGapFrame === 0) return null;
  const who = flow.longestGapThenBy === clientIs ? 'client' : 'server';
  const what = SPAN_NAMES.find(([bit]) => bit === flow.longestGapThen)?.[1] ?? 'bare';
  return {
    lengthMs: roundedMs(flow.longestGapMs),
    thenFrame: flow.longestGapFrame,
    endedWith: `${THEN_WORDS[what]} by the ${who}`,
  };
}

type SpanName = ConnectionReport['spans'][number]['client'][number];

function spansOf({ flow, clientIs }: Seen): ConnectionReport['spans'] {
  const spans: ConnectionReport['spans'] = [];
  const numbers = flow.spans ?? [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    const [from = 0, to = 0, bits = 0] = [numbers[at], numbers[at + 1], numbers[at + 2]];
    const [a, b] = [namesOf(bits), namesOf(bits >> SIDE_SHIFT)];
    spans.push({
      fromMs: roundedMs(Math.max(0, from - flow.firstAtMs)),
      toMs: roundedMs(Math.max(0, to - flow.firstAtMs)),
      client: clientIs === 0 ? a : b,
      server: clientIs === 0 ? b : a,
    });
  }
  return spans;
}

function namesOf(bits: number): SpanName[] {
  return SPAN_NAMES.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
}

const SPAN_NAMES: readonly (readonly [number, SpanName])[] = [
  [SPAN.data, 'data'],
  [SPAN.keepalive, 'keepalive'],
  [SPAN.repeated, 'repeated'],
  [SPAN.end, 'end'],
  [SPAN.bare, 'bare'],
];

const THEN_WORDS: Readonly<Record<SpanName, string>> = {
  data: 'data',
  keepalive: 'a keepalive',
  repeated: 'repeated data',
  end: 'FIN or RST',
  bare: 'an acknowledgement',
};

const TUNNEL_NAMES: readonly (readonly [number, string])[] = [
  [TUNNEL.gre, 'GRE'],
  [TUNNEL.vxlan, 'VXLAN'],
  [TUNNEL.geneve, 'Geneve'],
  [TUNNEL.ipInIp, 'IP-in-IP'],
  [TUNNEL.erspan, 'ERSPAN'],
];
