/**
 * The report, version 1: what scripts rely on. Its JSON Schema is generated
 * from this very definition (`idletrace schema report`). Fields may be added;
 * none may be renamed or removed without a new version.
 */
import * as v from 'valibot';
import { inspectionEntries } from './inspection-model.ts';

const nonNegative = v.pipe(v.number(), v.minValue(0));
const ttlHops = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
const answer = v.picklist(['yes', 'no', 'unknown']);
const ending = v.picklist(['silent', 'reset', 'fin', 'ssh-disconnect', 'channel-closed']);
const direction = v.picklist(['client-first', 'server-first']);

/** Survived `lower`, was dead at `upper`; `upper` null: survived everything tried. Milliseconds. */
const limit = v.object({ lower: nonNegative, upper: v.nullable(nonNegative) });

const hop = v.object({
  ttl: ttlHops,
  /** null: did not answer. */
  address: v.nullable(v.string()),
  rttMs: v.nullable(nonNegative),
  destination: v.optional(v.literal(true)),
});

const directed = v.object({ ...limit.entries, ending: v.nullable(ending) });

const verdict = v.object({
  kind: v.picklist(['idle-limit', 'survives', 'not-idle', 'cannot-tell']),
  cause: v.nullable(v.string()),
  layer: v.nullable(v.picklist(['client-host', 'path', 'proxy', 'server-host', 'sshd', 'shell'])),
  limitMs: v.nullable(limit),
  ending: v.nullable(ending),
  clientFirst: v.nullable(directed),
  serverFirst: v.nullable(directed),
  hop: v.nullable(
    v.object({
      ttl: ttlHops,
      address: v.nullable(v.string()),
      ttlRange: v.tuple([ttlHops, ttlHops]),
    }),
  ),
  leg: v.nullable(v.object({ index: nonNegative, from: v.string(), to: v.string() })),
  policy: answer,
  confidence: v.picklist(['proven', 'likely', 'possible']),
  summary: v.string(),
  because: v.array(v.string()),
  cleared: v.array(v.string()),
  /** Ids of causes that fit the same evidence as well. */
  alternatives: v.array(v.string()),
  /** Products whose default fits limit, ending and place, best first; never a proof. */
  products: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      likelihood: v.picklist(['likely', 'possible']),
      defaultSeconds: nonNegative,
      why: v.string(),
      source: v.string(),
      /** When the fact was collected: year and month. */
      asOf: v.string(),
    }),
  ),
  /** RFC 5382 §5 REQ-5, held against the path; null: nothing measured that a NAT would be judged by. */
  standard: v.nullable(
    v.object({
      name: v.literal('RFC 5382 REQ-5'),
      minimumMs: nonNegative,
      met: answer,
      /** null: it is met, or that is not known. */
      belowByMs: v.nullable(nonNegative),
    }),
  ),
});

const remedy = v.object({
  kind: v.picklist(['ssh-keepalive', 'tcp-keepalive', 'server-keepalive', 'ask-the-owner', 'other']),
  intervalSeconds: v.nullable(nonNegative),
  /** How long an arm with it stayed alive; null: not proven. */
  provenAliveMs: v.nullable(nonNegative),
  set: v.nullable(
    v.object({
      file: v.string(),
      host: v.nullable(v.string()),
      options: v.record(v.string(), v.union([v.number(), v.string()])),
    }),
  ),
  why: v.string(),
});

const trial = v.object({
  idleMs: nonNegative,
  /** null: nobody spoke; the other side ended it. */
  direction: v.nullable(direction),
  outcome: v.picklist([...ending.options, 'alive', 'void']),
  atMs: nonNegative,
  /** Of a void trial: why it says nothing. */
  why: v.optional(v.string()),
});

const arm = v.object({
  id: v.string(),
  kind: v.picklist([
    'control',
    'shell',
    'ladder',
    'tcp-keepalive',
    'ssh-keepalive',
    'typed',
    'ttl',
    'leg',
    'own',
    'return',
  ]),
  ttl: v.optional(ttlHops),
  /** Of a `leg` arm: the legs from 0 to this were kept busy, those behind it silent. */
  leg: v.optional(nonNegative),
  keepaliveIntervalMs: v.optional(nonNegative),
  /** Monotonic time since the run began at which its login was done; null: never. */
  openedAtMs: v.nullable(nonNegative),
  /** What is left unmeasured and why, where an arm did not run. */
  note: v.optional(v.string()),
  trials: v.array(trial),
});

export const reportSchema = v.object({
  schema: v.literal('idletrace.report/1'),
  complete: v.boolean(),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  durationMs: nonNegative,
  target: v.object({
    spec: v.string(),
    host: v.nullable(v.string()),
    port: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
    login: v.boolean(),
    server: v.nullable(v.string()),
  }),
  path: v.object({
    hops: v.array(hop),
    nat: v.object({
      translated: answer,
      clientSees: v.nullable(v.string()),
      serverSees: v.nullable(v.string()),
      portKept: answer,
    }),
  }),
  verdict,
  remedies: v.array(remedy),
  profile: v.array(v.object({ ttl: ttlHops, limitMs: limit })),
  arms: v.array(arm),
  evidence: v.array(v.object({ id: v.string(), fact: v.string(), source: v.string() })),
  /** What was read of the server before the wait; null: nothing was. */
  inspection: v.nullable(v.object(inspectionEntries)),
  /** What a reader should know about how the run went: arms left out, servers that were slow, a missing capability. */
  notes: v.array(v.string()),
  /** Where the run could not begin or go on: the line a person sees. null: nothing stood in the way. */
  problem: v.nullable(v.object({ code: v.string(), message: v.string(), hint: v.string() })),
  /** Logins made, of all kinds. */
  logins: nonNegative,
  /** The journal of the run, for `idletrace replay`; null: none was kept. */
  journal: v.nullable(v.string()),
});

export type Report = v.InferOutput<typeof reportSchema>;
export type ReportVerdict = Report['verdict'];
export type ReportArm = Report['arms'][number];
export type ReportTrial = ReportArm['trials'][number];
export type Remedy = Report['remedies'][number];
export type Limit = NonNullable<ReportVerdict['limitMs']>;
