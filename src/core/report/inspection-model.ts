/** What `idletrace inspect --json` writes, version 1. Fields may be added; none is renamed or removed without a new version. */
import * as v from 'valibot';

const nonNegative = v.pipe(v.number(), v.minValue(0));

const fact = v.object({
  /** A setting's own name where it is one; unique on its side. */
  id: v.string(),
  side: v.picklist(['client', 'path', 'server']),
  /** null: not read, or nothing set. */
  value: v.nullable(v.union([v.number(), v.string()])),
  unit: v.nullable(v.string()),
  /** File and line, or the command. */
  source: v.string(),
  /** absent: looked for, and not there; denied: kept from this account; unknown: neither could be told. */
  status: v.picklist(['read', 'denied', 'absent', 'unknown']),
  /** After how long of idleness it can end a session; null: it ends none. */
  idleLimitMs: v.nullable(nonNegative),
  note: v.nullable(v.string()),
  /** What would be needed to read it; null: it was read, or nobody could. */
  needs: v.nullable(v.string()),
});

const suspect = v.object({
  cause: v.string(),
  /** Causes that the same facts would fit as well. */
  alternatives: v.array(v.string()),
  reason: v.string(),
  /** Ids of the facts that speak for it. */
  facts: v.array(v.string()),
  /** null: not known before waiting. */
  limitMs: v.nullable(nonNegative),
  weight: v.picklist(['certain', 'likely', 'possible']),
});

const cleared = v.object({ cause: v.string(), reason: v.string(), facts: v.array(v.string()) });

export const inspectionEntries = {
  facts: v.array(fact),
  /** In the order in which they would strike. */
  suspects: v.array(suspect),
  cleared: v.array(cleared),
};

export const inspectionSchema = v.object({
  schema: v.literal('idletrace.inspect/1'),
  /** false: interrupted, or the login did not work. */
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
  ...inspectionEntries,
  /** What only waiting can tell, and the command that waits. */
  next: v.object({ why: v.string(), command: v.string() }),
  /** Logins made: one, or none where there is none to make. */
  logins: nonNegative,
  /** What stood in the way; null: nothing. */
  problem: v.nullable(v.object({ code: v.string(), message: v.string(), hint: v.string() })),
});

export type InspectionReport = v.InferOutput<typeof inspectionSchema>;
export type ReportFact = InspectionReport['facts'][number];
