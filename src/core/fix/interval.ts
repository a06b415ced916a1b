/** Which interval to write: what a measurement proved, what a person asked for, or a guess that says so. */
import { durationText } from '../duration.ts';
import * as v from 'valibot';

/** The part of a report that a cure follows from; reports of older and newer versions have it too. */
const reportFactsSchema = v.object({
  verdict: v.object({
    kind: v.picklist(['idle-limit', 'survives', 'not-idle', 'cannot-tell']),
    policy: v.optional(v.picklist(['yes', 'no', 'unknown']), 'unknown'),
    layer: v.optional(v.nullable(v.string()), null),
    summary: v.optional(v.string(), ''),
    limitMs: v.optional(v.nullable(v.object({ lower: v.number(), upper: v.nullable(v.number()) })), null),
    because: v.optional(v.array(v.string()), []),
  }),
  target: v.optional(
    v.object({
      spec: v.optional(v.nullable(v.string()), null),
      server: v.optional(v.nullable(v.string()), null),
    }),
    { spec: null, server: null },
  ),
  startedAt: v.optional(v.string()),
  remedies: v.optional(
    v.array(
      v.object({
        kind: v.string(),
        intervalSeconds: v.optional(v.nullable(v.number()), null),
        provenAliveMs: v.optional(v.nullable(v.number()), null),
        why: v.optional(v.string(), ''),
      }),
    ),
    [],
  ),
  evidence: v.optional(v.array(v.object({ id: v.string(), fact: v.string(), source: v.string() })), []),
});

/** `undefined` for what is no report. */
export function parseReportFacts(document: unknown): ReportFacts | undefined {
  const { success, output } = v.safeParse(reportFactsSchema, document);
  return success ? output : undefined;
}

export type ReportFacts = Readonly<v.InferOutput<typeof reportFactsSchema>>;

export type IntervalChoice =
  | {
      readonly kind: 'write';
      readonly seconds: number;
      readonly basis: 'proven' | 'not-proven' | 'asked-for' | 'guess';
      readonly why: string;
      /** The longest silence that was survived for sure; `undefined`: not measured. */
      readonly limitLowerMs: number | undefined;
    }
  /** No keepalive is right: somebody decided the limit, or there is none. */
  | {
      readonly kind: 'refuse';
      readonly because: 'policy' | 'no-limit' | 'no-verdict';
      readonly why: string;
      readonly evidence: readonly string[];
    };

export interface IntervalSources {
  readonly askedSeconds: number | undefined;
  /** The last report on this target; `undefined`: there is none. */
  readonly report: ReportFacts | undefined;
  /** Where that report is from, for people. */
  readonly reportName: string;
}

export function chooseInterval({ askedSeconds, report, reportName }: IntervalSources): IntervalChoice {
  if (report === undefined) {
    return askedSeconds === undefined
      ? {
          kind: 'write',
          seconds: GUESS_SECONDS,
          basis: 'guess',
          limitLowerMs: undefined,
          why: `${GUESS_SECONDS} s is a guess, half of the shortest limit that is common (60 s): nothing was measured; idletrace trace measures`,
        }
      : asked(askedSeconds, undefined);
  }
  const { verdict, remedies } = report;
  if (verdict.kind === 'idle-limit' && verdict.policy === 'yes') {
    const owner = remedies.find(({ kind }) => kind === 'ask-the-owner');
    return {
      kind: 'refuse',
      because: 'policy',
      why: `${verdict.summary} ${owner?.why ?? 'somebody decided this limit: ask whoever runs the server'}`,
      evidence: evidenceOf(report),
    };
  }
  if (askedSeconds !== undefined) return asked(askedSeconds, verdict.limitMs?.lower);
  if (verdict.kind !== 'idle-limit') {
    return {
      kind: 'refuse',
      because: verdict.kind === 'survives' ? 'no-limit' : 'no-verdict',
      why: `${verdict.summary} (${reportName})`,
      evidence: evidenceOf(report),
    };
  }
  const cure = remedies.find(({ kind }) => kind === 'ssh-keepalive');
  const lowerMs = verdict.limitMs?.lower ?? 0;
  if (cure?.intervalSeconds && cure.provenAliveMs !== null) {
    return {
      kind: 'write',
      seconds: cure.intervalSeconds,
      basis: 'proven',
      limitLowerMs: lowerMs,
      why: `${cure.intervalSeconds} s is proven: a session with it lived ${durationText(cure.provenAliveMs)} where a silent one lives ${durationText(lowerMs)} (${reportName})`,
    };
  }
  const seconds = cure?.intervalSeconds ?? Math.max(1, Math.floor(lowerMs / 3000));
  return {
    kind: 'write',
    seconds,
    basis: 'not-proven',
    limitLowerMs: lowerMs,
    why: `${seconds} s is not proven: a third of the ${durationText(lowerMs)} that a silent session lived through (${reportName})`,
  };
}

function asked(seconds: number, limitLowerMs: number | undefined): IntervalChoice {
  const tooLong = limitLowerMs !== undefined && seconds * 1000 >= limitLowerMs;
  const measured =
    limitLowerMs === undefined
      ? 'nothing was measured to hold it against'
      : tooLong
        ? `a silent session lives only ${durationText(limitLowerMs)}: this will not keep it`
        : `a silent session lives ${durationText(limitLowerMs)}`;
  return {
    kind: 'write',
    seconds,
    basis: 'asked-for',
    limitLowerMs,
    why: `${seconds} s was asked for; ${measured}`,
  };
}

function evidenceOf({ verdict, evidence }: ReportFacts): readonly string[] {
  return evidence
    .filter(({ id }) => verdict.because.includes(id))
    .map(({ fact, source }) => `${fact} (${source})`);
}

/** Half of 60 s, the shortest of the limits that products are shipped with (HAProxy's and nginx's examples, some CGNs). */
const GUESS_SECONDS = 30;
