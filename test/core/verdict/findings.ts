/** Findings to begin a table from: a quiet, logged-in run on a path of four hops, nothing measured yet. */
import type {
  AnnouncedFinding,
  DirectionFinding,
  Findings,
  WitnessFinding,
} from '../../../src/core/evidence/findings.ts';
import type { Ending } from '../../../src/core/measure/trial.ts';

export const NOTHING_MEASURED: Findings = {
  limit: { lowerMs: 0, upperMs: undefined },
  client: undefined,
  server: undefined,
  ttl: [],
  legs: undefined,
  keepalives: [],
  shell: undefined,
  own: undefined,
  announced: undefined,
  control: { lived: 'unknown', death: undefined, lostForMs: undefined, stalls: [] },
  sameAge: undefined,
  sameMoment: undefined,
  serverBusy: undefined,
  addressLost: undefined,
  suspends: [],
  nat: { translated: 'unknown', portKept: 'unknown', clientSees: undefined, serverSees: undefined },
  endpoint: { serverIs: undefined, direct: 'unknown', proxyCommand: undefined },
  returned: undefined,
  deathsSpanOutage: false,
  asksItself: { data: false, packet: false },
  turnedAway: undefined,
  shellName: undefined,
  localTracking: { kind: 'absent' },
  hops: [1, 2, 3, 4].map((ttlHops) => ({
    ttlHops,
    address: `10.0.${ttlHops}.1`,
    rttMs: ttlHops,
    destination: ttlHops === 4,
  })),
  pathHops: 4,
  serverSoftware: 'OpenSSH_9.2p1',
  facts: [],
  login: true,
  ladderEnd: undefined,
  twoPaths: undefined,
  lives: 0,
  deaths: 0,
};

export const CONTROL_LIVED: Pick<Findings, 'control'> = {
  control: { lived: 'yes', death: undefined, lostForMs: undefined, stalls: [] },
};

export const NAT = {
  none: { translated: 'no', portKept: 'yes', clientSees: 'a:1', serverSees: 'a:1' },
  kept: { translated: 'yes', portKept: 'yes', clientSees: 'a:1', serverSees: 'b:1' },
  changed: { translated: 'yes', portKept: 'no', clientSees: 'a:1', serverSees: 'b:2' },
} as const;

export function direction(
  which: DirectionFinding['direction'],
  lowerMs: number,
  upperMs?: number,
  ending: Ending = 'silent',
): DirectionFinding {
  return {
    direction: which,
    lowerMs,
    upperMs,
    ending: upperMs === undefined ? undefined : ending,
    deaths: upperMs === undefined ? 0 : 2,
    revived: false,
  };
}

/** Both directions died between these, and a busy connection lived. */
export function limitFound(lowerMs: number, upperMs: number, ending: Ending = 'silent'): Partial<Findings> {
  return {
    ...CONTROL_LIVED,
    limit: { lowerMs, upperMs },
    client: direction('client-first', lowerMs, upperMs, ending),
    server: direction('server-first', lowerMs, upperMs, ending),
    ladderEnd: 'bracketed',
    lives: 5,
    deaths: 4,
  };
}

export function announced(ending: Ending, said: Partial<AnnouncedFinding> = {}): AnnouncedFinding {
  return {
    ending,
    shortestMs: 8990,
    longestMs: 9010,
    armIds: ['ladder-1', 'ladder-2'],
    words: '',
    shellOnly: false,
    exitStatus: undefined,
    ...said,
  };
}

export function witness(
  kind: WitnessFinding['kind'],
  size: number,
  outcome: WitnessFinding['outcome'],
  agedMs = 9200,
): WitnessFinding {
  const isTtl = kind === 'ttl';
  return {
    armId: isTtl ? `ttl-${size}` : `${kind}-${size}s`,
    kind,
    ttlHops: isTtl ? size : undefined,
    intervalMs: isTtl ? undefined : size * 1000,
    outcome,
    heldMs: agedMs + 500,
    idleMs: agedMs,
  };
}
