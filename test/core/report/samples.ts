/** Reports as real runs make them, one for each kind of end. */
import type {
  Remedy,
  Report,
  ReportArm,
  ReportTrial,
  ReportVerdict,
} from '../../../src/core/report/model.ts';

type Outcome = ReportTrial['outcome'];

function arm(
  id: string,
  kind: ReportArm['kind'],
  trials: readonly ReportTrial[],
  extra: Partial<ReportArm> = {},
): ReportArm {
  return { id, kind, openedAtMs: 400, trials: [...trials], ...extra };
}

function held(idleMs: number, outcome: Outcome, why?: string): ReportTrial {
  return {
    idleMs,
    direction: 'client-first',
    outcome,
    atMs: idleMs + 400,
    ...(why === undefined ? {} : { why }),
  };
}

/** Keepalives of all kinds: those that reach less far than `lastDeadTtl` did not help. */
function keptBusy(options: {
  readonly ttls: number;
  readonly deadTtls: number;
  readonly diedMs: number;
  readonly aliveMs: number;
  /** The largest interval that helps. */
  readonly cureMs: number;
}): ReportArm[] {
  const { ttls, deadTtls, diedMs, aliveMs, cureMs } = options;
  return [
    arm('control', 'control', [held(aliveMs, 'alive')]),
    arm('shell', 'shell', [held(diedMs, 'silent')]),
    ...Array.from({ length: ttls }, (_, at) =>
      arm(`ttl-${at + 1}`, 'ttl', [at < deadTtls ? held(diedMs, 'silent') : held(aliveMs, 'alive')], {
        ttl: at + 1,
        keepaliveIntervalMs: 5_000,
      }),
    ),
    arm('ssh-1', 'ssh-keepalive', [held(aliveMs, 'alive')], { keepaliveIntervalMs: 1_000 }),
    arm('ssh-cure', 'ssh-keepalive', [held(aliveMs, 'alive')], { keepaliveIntervalMs: cureMs }),
    arm('ssh-rare', 'ssh-keepalive', [held(diedMs, 'silent')], { keepaliveIntervalMs: 4 * cureMs }),
    arm('tcp-1', 'tcp-keepalive', [held(aliveMs, 'alive')], { keepaliveIntervalMs: 1_000 }),
    arm('typed', 'typed', [held(aliveMs, 'alive')], { keepaliveIntervalMs: 2_000 }),
  ];
}

const noHop = { clientFirst: null, serverFirst: null, hop: null, leg: null } as const;

const silentVerdict: ReportVerdict = {
  kind: 'idle-limit',
  cause: 'nat-expiry-blackhole',
  layer: 'path',
  limitMs: { lower: 298_100, upper: 300_900 },
  ending: 'silent',
  clientFirst: { lower: 298_100, upper: 300_900, ending: 'silent' },
  serverFirst: { lower: 298_400, upper: 300_600, ending: 'silent' },
  hop: { ttl: 2, address: '100.64.0.1', ttlRange: [2, 2] },
  leg: null,
  policy: 'no',
  confidence: 'proven',
  summary: 'Hop 2 (100.64.0.1) forgets a silent connection after 5:00 and tells nobody.',
  because: ['ttl-1-dead', 'ttl-2-alive'],
  cleared: [
    'path-outage',
    'sshd-channel-timeout',
    'bash-tmout',
    'ksh-tmout',
    'zsh-tmout',
    'client-local-nat-expiry',
  ],
  alternatives: ['cgnat-expiry'],
  products: [
    {
      id: 'freebsd-ipfw',
      name: 'FreeBSD ipfw dynamic rules (net.inet.ip.fw.dyn_ack_lifetime)',
      likelihood: 'possible',
      defaultSeconds: 300,
      why: '300 s by default, then forgets in silence (inferred)',
      source: 'ipfw(8)',
      asOf: '2026-11',
    },
  ],
  standard: { name: 'RFC 5382 REQ-5', minimumMs: 7_440_000, met: 'no', belowByMs: 7_139_100 },
};

const sshCure: Remedy = {
  kind: 'ssh-keepalive',
  intervalSeconds: 120,
  provenAliveMs: 331_000,
  set: { file: '~/.ssh/config', host: 'prod', options: { ServerAliveInterval: 120, ServerAliveCountMax: 3 } },
  why: 'SSH keepalives are ordinary traffic of the session: every box on the path sees them, and the server answers.',
};

const tcpCure: Remedy = {
  kind: 'tcp-keepalive',
  intervalSeconds: 5,
  provenAliveMs: 331_000,
  set: {
    file: '/etc/sysctl.d/60-keepalive.conf',
    host: null,
    options: { 'net.ipv4.tcp_keepalive_time': 120, 'net.ipv4.tcp_keepalive_intvl': 15 },
  },
  why: 'For programs that only know TCP keepalive; ssh has it on by default (TCPKeepAlive yes), but the kernel waits two hours.',
};

/** A NAT at hop 2 that forgets after five minutes and drops what comes later. */
export const silentNat: Report = {
  schema: 'idletrace.report/1',
  complete: true,
  startedAt: '2026-11-22T19:30:00.000Z',
  durationMs: 333_000,
  target: {
    spec: 'prod',
    host: '203.0.113.9',
    port: 22,
    login: true,
    server: 'OpenSSH_9.6p1 Ubuntu-3ubuntu13',
  },
  path: {
    hops: [
      { ttl: 1, address: '192.168.1.1', rttMs: 0.4 },
      { ttl: 2, address: '100.64.0.1', rttMs: 7.9 },
      { ttl: 3, address: null, rttMs: null },
      { ttl: 4, address: '203.0.113.9', rttMs: 31.2, destination: true },
    ],
    nat: {
      translated: 'yes',
      clientSees: '192.168.1.20:40000',
      serverSees: '198.51.100.7:40000',
      portKept: 'yes',
    },
  },
  verdict: silentVerdict,
  remedies: [sshCure, tcpCure],
  profile: [
    { ttl: 0, limitMs: { lower: 298_100, upper: 300_900 } },
    { ttl: 2, limitMs: { lower: 331_000, upper: null } },
  ],
  arms: [
    ...keptBusy({ ttls: 3, deadTtls: 1, diedMs: 300_000, aliveMs: 331_000, cureMs: 120_000 }),
    arm('ladder-1', 'ladder', [held(60_000, 'alive'), held(238_100, 'alive')]),
    arm('ladder-2', 'ladder', [held(298_100, 'alive')]),
    arm('ladder-3', 'ladder', [held(300_900, 'silent')]),
  ],
  evidence: [
    { id: 'ttl-1-dead', fact: 'Keepalives that reach hop 1 did not help.', source: 'arm ttl-1' },
    {
      id: 'ttl-2-alive',
      fact: 'Keepalives that reach hop 2 kept the connection alive.',
      source: 'arm ttl-2',
    },
  ],
  inspection: null,
  notes: [],
  problem: null,
  logins: 30,
  journal: '~/.local/state/idletrace/2026-11-22T19-30-00Z-prod.jsonl',
};

/** A NAT that learns again from the client and resets what the server says late. */
export const looseNat: Report = {
  ...silentNat,
  durationMs: 10_480,
  verdict: {
    ...silentVerdict,
    cause: 'nat-expiry-server-first-rst',
    limitMs: { lower: 7_930, upper: 8_060 },
    ending: 'reset',
    clientFirst: { lower: 10_400, upper: null, ending: null },
    serverFirst: { lower: 7_930, upper: 8_060, ending: 'reset' },
    hop: { ttl: 1, address: '192.168.1.1', ttlRange: [1, 1] },
    summary:
      'Hop 1 (192.168.1.1) forgets a silent connection after 8.0 s. Your next key revives it; output that arrives before you type kills the session with a reset.',
    alternatives: [],
    products: [],
    standard: { name: 'RFC 5382 REQ-5', minimumMs: 7_440_000, met: 'no', belowByMs: 7_431_940 },
  },
  remedies: [
    {
      ...sshCure,
      intervalSeconds: 3,
      provenAliveMs: 10_400,
      set: {
        file: '~/.ssh/config',
        host: 'prod',
        options: { ServerAliveInterval: 3, ServerAliveCountMax: 3 },
      },
    },
  ],
  profile: [],
  arms: keptBusy({ ttls: 2, deadTtls: 0, diedMs: 8_060, aliveMs: 10_400, cureMs: 3_000 }),
};

/** Two boxes that forget, and a hop that answers no probe between them: the hop is a range, the profile has steps. */
export const twoBoxes: Report = {
  ...silentNat,
  durationMs: 14_300,
  path: {
    hops: Array.from({ length: 9 }, (_, at) =>
      at === 8
        ? { ttl: 9, address: '2001:db8:ffff::9', rttMs: 44, destination: true as const }
        : {
            ttl: at + 1,
            address: at === 2 || at === 3 || at === 5 ? null : `2001:db8:0:${at + 1}::1`,
            rttMs: null,
          },
    ),
    nat: { translated: 'no', clientSees: null, serverSees: null, portKept: 'unknown' },
  },
  verdict: {
    ...silentVerdict,
    cause: 'firewall-reject-rst',
    confidence: 'likely',
    limitMs: { lower: 5_900, upper: 6_020 },
    ending: 'reset',
    clientFirst: { lower: 5_900, upper: 6_020, ending: 'reset' },
    serverFirst: { lower: 5_910, upper: 6_010, ending: 'silent' },
    hop: { ttl: 4, address: null, ttlRange: [3, 4] },
    summary:
      'Hop 3 or 4 (neither answers) forgets a silent connection after 6.0 s and resets whoever speaks then.',
    alternatives: ['firewall-rst-at-expiry', 'cloud-nat-rst-to-sender'],
    products: [],
    standard: null,
  },
  remedies: [{ ...sshCure, provenAliveMs: null }],
  profile: [
    { ttl: 0, limitMs: { lower: 5_900, upper: 6_020 } },
    { ttl: 4, limitMs: { lower: 11_800, upper: 12_050 } },
    { ttl: 7, limitMs: { lower: 14_000, upper: null } },
  ],
  arms: [
    ...keptBusy({ ttls: 2, deadTtls: 2, diedMs: 6_020, aliveMs: 14_000, cureMs: 3_000 }),
    arm('ttl-3', 'ttl', [held(0, 'void', 'the control stalled while it was probed')], { ttl: 3 }),
    arm('ttl-4', 'ttl', [held(6_600, 'alive'), held(12_050, 'reset')], { ttl: 4 }),
    arm('ttl-7', 'ttl', [held(14_000, 'alive')], { ttl: 7 }),
  ],
  notes: ['ttl arms beyond hop 4 were left out: --logins 24 was too few for all.'],
};

/** Nothing died within --max. */
export const survives: Report = {
  ...silentNat,
  durationMs: 905_000,
  verdict: {
    ...silentVerdict,
    ...noHop,
    kind: 'survives',
    cause: null,
    layer: null,
    limitMs: { lower: 900_000, upper: null },
    ending: null,
    clientFirst: { lower: 900_000, upper: null, ending: null },
    serverFirst: { lower: 900_000, upper: null, ending: null },
    confidence: 'proven',
    summary:
      'A silent session to prod lives 15 min at least: nothing died in all that was tried. No keepalive is needed for that.',
    because: [],
    alternatives: [],
    products: [],
    standard: null,
  },
  remedies: [],
  profile: [],
  arms: [
    arm('control', 'control', [held(900_000, 'alive')]),
    arm('shell', 'shell', [held(900_000, 'alive')]),
  ],
};

/** The control died as well: it was an outage. */
export const notIdle: Report = {
  ...silentNat,
  durationMs: 61_000,
  verdict: {
    ...silentVerdict,
    ...noHop,
    kind: 'not-idle',
    cause: 'path-outage',
    layer: 'path',
    limitMs: null,
    confidence: 'likely',
    summary:
      'This is not idleness: the connection that was busy all the time died together with the silent ones, 41 s after the start.',
    because: ['control-dead', 'all-at-once'],
    cleared: ['nat-expiry-blackhole', 'sshd-channel-timeout'],
    alternatives: ['client-address-change'],
    products: [],
    standard: null,
  },
  remedies: [
    {
      kind: 'other',
      intervalSeconds: null,
      provenAliveMs: null,
      set: null,
      why: 'Keepalives do not help against an outage; a session that outlives one does: tmux or mosh.',
    },
  ],
  profile: [],
  arms: [
    arm('control', 'control', [held(40_900, 'silent')]),
    arm('shell', 'shell', [held(41_000, 'silent')]),
  ],
  evidence: [
    {
      id: 'control-dead',
      fact: 'The control connection, never silent for more than 1.1 s, died at 40.9 s.',
      source: 'arm control',
    },
    {
      id: 'all-at-once',
      fact: 'All 19 connections that were open died within 0.3 s of each other, whatever their age.',
      source: 'arms',
    },
  ],
};

/** Deaths that fit no limit. */
export const cannotTell: Report = {
  ...silentNat,
  durationMs: 905_000,
  verdict: {
    ...silentVerdict,
    ...noHop,
    kind: 'cannot-tell',
    cause: null,
    layer: null,
    limitMs: null,
    ending: null,
    confidence: 'possible',
    summary:
      'Cannot tell. 3 of 16 silent connections died between 1:10 and 4:50, 13 lived to 15:00. That is no timeout: it fits two paths of which one forgets (ECMP), or a box that evicts under load.',
    because: ['inconsistent'],
    cleared: ['path-outage'],
    alternatives: [],
    products: [],
    standard: null,
  },
  remedies: [],
  profile: [],
  arms: [
    arm('control', 'control', [held(900_000, 'alive')]),
    arm('shell', 'shell', [held(900_000, 'alive')]),
    arm('ssh-60', 'ssh-keepalive', [held(900_000, 'alive')], { keepaliveIntervalMs: 60_000 }),
    arm('ttl-1', 'ttl', [held(120_000, 'alive'), held(290_000, 'silent')], { ttl: 1 }),
  ],
  evidence: [
    { id: 'inconsistent', fact: 'ladder-7 was dead at 1:10, ladder-3 alive at 14:58.', source: 'ladder' },
  ],
};

/** Connection tracking on the machine itself. */
export const clientHost: Report = {
  ...silentNat,
  durationMs: 7_900,
  path: {
    hops: [
      { ttl: 1, address: '10.1.0.1', rttMs: 0.2 },
      { ttl: 2, address: '10.3.0.2', rttMs: 0.3, destination: true },
    ],
    nat: { translated: 'no', clientSees: '10.1.0.2:40000', serverSees: '10.1.0.2:40000', portKept: 'yes' },
  },
  verdict: {
    ...silentVerdict,
    cause: 'client-local-nat-expiry',
    layer: 'client-host',
    limitMs: { lower: 5_960, upper: 6_040 },
    clientFirst: { lower: 5_960, upper: 6_040, ending: 'silent' },
    serverFirst: { lower: 5_960, upper: 6_050, ending: 'silent' },
    hop: null,
    summary:
      'The firewall of this very host forgets a silent connection after 6.0 s and drops what comes later.',
    because: ['conntrack-local'],
    cleared: ['path-outage'],
    alternatives: [],
    products: [],
    standard: null,
  },
  arms: keptBusy({ ttls: 2, deadTtls: 0, diedMs: 6_040, aliveMs: 7_800, cureMs: 2_000 }),
  evidence: [
    {
      id: 'conntrack-local',
      fact: 'nf_conntrack_tcp_timeout_established is 6 s on this host.',
      source: '/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established',
    },
  ],
  profile: [],
  journal: null,
};

/** The shell ended it, and said so. */
export const shellLimit: Report = {
  ...silentNat,
  durationMs: 64_000,
  verdict: {
    ...silentVerdict,
    cause: 'bash-tmout',
    layer: 'shell',
    limitMs: { lower: 59_900, upper: 60_100 },
    ending: 'channel-closed',
    clientFirst: { lower: 63_000, upper: null, ending: null },
    serverFirst: { lower: 63_000, upper: null, ending: null },
    hop: null,
    policy: 'yes',
    summary:
      'The login shell ends itself after 60 s without input; the network keeps silent connections longer than that.',
    because: ['last-words'],
    cleared: ['path-outage', 'nat-expiry-blackhole'],
    alternatives: [],
    products: [],
    standard: null,
  },
  remedies: [
    {
      kind: 'ask-the-owner',
      intervalSeconds: null,
      provenAliveMs: null,
      set: null,
      why: 'TMOUT is somebody’s decision. Ask who runs the server; no network keepalive stops it.',
    },
  ],
  profile: [],
  arms: [
    arm('control', 'control', [held(63_000, 'alive')]),
    arm('shell', 'shell', [held(60_000, 'channel-closed')]),
    arm('typed', 'typed', [held(63_000, 'alive')], { keepaliveIntervalMs: 5_000 }),
  ],
  evidence: [
    {
      id: 'last-words',
      fact: 'The last words of the shell: "\u001b[31mtimed out waiting for input: auto-logout\u0007"',
      source: 'arm shell',
    },
  ],
};

/** Ctrl-C in the middle. */
const incomplete: Report = {
  ...silentNat,
  complete: false,
  durationMs: 151_000,
  verdict: {
    ...survives.verdict,
    kind: 'cannot-tell',
    limitMs: { lower: 126_000, upper: null },
    clientFirst: { lower: 118_000, upper: null, ending: null },
    serverFirst: { lower: 126_000, upper: null, ending: null },
    confidence: 'possible',
    summary: 'Not known yet: a silent session lives 2:06 at least.',
    cleared: [],
  },
  remedies: [],
  profile: [],
  arms: keptBusy({ ttls: 3, deadTtls: 0, diedMs: 118_000, aliveMs: 149_000, cureMs: 30_000 }).filter(
    ({ id }) => id !== 'shell',
  ),
};

/** It could not begin. */
const loginRefused: Report = {
  ...silentNat,
  complete: false,
  durationMs: 820,
  target: { ...silentNat.target, server: null },
  path: { hops: [], nat: { translated: 'unknown', clientSees: null, serverSees: null, portKept: 'unknown' } },
  verdict: {
    ...cannotTell.verdict,
    summary: 'Nothing could be measured.',
    because: [],
    cleared: [],
  },
  arms: [],
  remedies: [],
  profile: [],
  evidence: [],
  problem: {
    code: 'LOGIN_REFUSED',
    message: 'cannot log in to prod (203.0.113.9:22): Permission denied (publickey)',
    hint: 'ssh itself says so; try: ssh prod true',
  },
  logins: 0,
  journal: null,
};

export const samples: Readonly<Record<string, Report>> = {
  'silent-nat': silentNat,
  'loose-nat': looseNat,
  'two-boxes': twoBoxes,
  survives,
  'not-idle': notIdle,
  'cannot-tell': cannotTell,
  'client-host': clientHost,
  'shell-limit': shellLimit,
  incomplete,
  'login-refused': loginRefused,
};
