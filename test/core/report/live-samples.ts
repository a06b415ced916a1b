/** Moments of a run as the live view is given them. */
import type { LiveModel } from '../../../src/core/report/live.ts';
import type { LiveArm, LiveState } from '../../../src/core/report/live-rows.ts';
import type { PathHop } from '../../../src/core/report/path-picture.ts';

function arm(kind: LiveArm['kind'], state: LiveState, extra: Partial<LiveArm> = {}): LiveArm {
  const blank = {
    direction: undefined,
    ttlHops: undefined,
    intervalMs: undefined,
    ageMs: 0,
    rttMs: undefined,
  };
  return { id: kind, kind, state, ...blank, ...extra };
}

const hop: PathHop = { ttlHops: 1, address: undefined, note: undefined, guilty: 'no' };

const keptBusy: readonly LiveArm[] = [
  arm('control', 'held', { rttMs: 31.2, ageMs: 149_000 }),
  arm('shell', 'waiting', { ageMs: 149_000 }),
  ...[120, 5, 15, 30, 60].map((seconds) =>
    arm('ssh-keepalive', seconds === 120 ? 'waiting' : 'held', { intervalMs: seconds * 1000 }),
  ),
  arm('tcp-keepalive', 'held', { intervalMs: 5000 }),
  arm('typed', 'held', { intervalMs: 2000 }),
  ...[3, 1, 2].map((ttlHops) => arm('ttl', 'held', { ttlHops })),
];

const half = ['alive', 'alive', 'alive', 'alive', 'alive', 'alive', 'alive', 'waiting'] as const;

export const waiting: LiveModel = {
  target: 'prod',
  elapsedMs: 151_000,
  maxIdleMs: 900_000,
  hops: [
    { ...hop, address: '192.168.1.1', note: 'NAT (yours)' },
    { ...hop, ttlHops: 2, address: '100.64.0.1', note: 'private (CGN)' },
    { ...hop, ttlHops: 3 },
    { ...hop, ttlHops: 4, address: '203.0.113.9:22', note: 'OpenSSH 9.6' },
  ],
  inspected: [
    {
      label: 'here',
      text: 'ServerAliveInterval 0, TCPKeepAlive yes, no connection is tracked',
      isSuspect: false,
    },
    { label: 'there', text: 'TMOUT 300 s', isSuspect: false },
    {
      label: 'suspects',
      text: 'TMOUT is 300 s in the login shell (certain, after 300.0 s)',
      isSuspect: true,
    },
    { label: '', text: 'it has a battery: it may sleep when left alone (possible)', isSuspect: true },
  ],
  arms: [
    ...keptBusy,
    ...half.map((state) => arm('ladder', state, { direction: 'client-first' })),
    ...half.map((state) => arm('ladder', state, { direction: 'server-first' })),
  ],
  brackets: {
    'client-first': { lowerMs: 118_000, upperMs: undefined },
    'server-first': { lowerMs: 126_000, upperMs: undefined },
  },
  phase: { kind: 'waiting', nextProbeInMs: 11_200 },
  canStop: true,
  note: undefined,
};

export const loggingIn: LiveModel = {
  ...waiting,
  elapsedMs: 2_300,
  arms: [
    arm('control', 'held', { rttMs: 0.42 }),
    ...Array.from({ length: 24 }, (_, at) => arm('ladder', at < 9 ? 'waiting' : 'pending')),
  ],
  brackets: {
    'client-first': { lowerMs: 0, upperMs: undefined },
    'server-first': { lowerMs: 0, upperMs: undefined },
  },
  phase: { kind: 'logging-in', done: 10, total: 30 },
  canStop: false,
  note: 'the server is slow to answer; logging in two at a time',
};

/** The limit is found; a loose NAT: only what the server says first is lost. */
export const proving: LiveModel = {
  ...waiting,
  elapsedMs: 309_000,
  arms: [
    ...keptBusy.map((each) =>
      each.kind === 'shell' ? { ...each, state: 'dead' as const, ageMs: 300_000 } : each,
    ),
    ...Array.from({ length: 90 }, (_, at) => arm('ladder', at < 5 ? 'dead' : at === 5 ? 'probing' : 'alive')),
    arm('ttl', 'unsure', { ttlHops: 4 }),
  ],
  brackets: {
    'client-first': { lowerMs: 309_000, upperMs: undefined },
    'server-first': { lowerMs: 298_000, upperMs: 301_000 },
  },
  phase: { kind: 'proving', endsInMs: 20_400 },
};

export const liveSamples: Readonly<Record<string, LiveModel>> = { waiting, 'logging-in': loggingIn, proving };
