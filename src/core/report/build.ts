/** Puts a run together into the report that every rendering shows. */
import { evidenceOf } from '../evidence/evidence-list.ts';
import type { DirectionFinding, Findings } from '../evidence/findings.ts';
import { factsOfBoth } from '../inspect/known-limits.ts';
import { suspicionsOf } from '../inspect/suspects.ts';
import { FACTS_AS_OF } from '../facts/product.ts';
import type { Bracket, Trial } from '../measure/trial.ts';
import type { Cure } from '../remedy/keepalive.ts';
import type { ArmState, TraceState } from '../trace/state.ts';
import { profileOf } from '../verdict/locate.ts';
import type { Verdict } from '../verdict/judge.ts';
import { standardVerdict, suspectProducts } from '../verdict/suspect-products.ts';
import type { Limit, Remedy, Report, ReportArm, ReportVerdict } from './model.ts';
import { inspectionParts } from './inspection-build.ts';
import { notesOf } from './notes.ts';
import { printable } from './printable.ts';
import type { Problem, RunFacts } from './run-facts.ts';
import { summaryOf } from './summary.ts';

export interface Judged {
  readonly findings: Findings;
  readonly verdict: Verdict;
  readonly cures: readonly Cure[];
}

export function buildReport(
  run: RunFacts,
  state: TraceState,
  judged: Judged,
  problem: Problem | undefined,
): Report {
  const { findings, verdict, cures } = judged;
  const facts = factsOfBoth(state.hereFacts, state.serverFacts);
  const evidence = evidenceOf(findings).map(({ id, fact, source }) => ({
    id,
    fact: printable(fact),
    source,
  }));
  return {
    schema: 'idletrace.report/1',
    complete: !state.stoppedEarly && problem === undefined,
    startedAt: run.startedAtIso,
    durationMs: Math.round(state.nowMs),
    target: {
      spec: run.target.spec,
      host: run.reached?.host ?? null,
      port: run.reached?.port ?? null,
      login: run.target.kind === 'ssh',
      server: state.server === undefined ? null : printable(state.server),
    },
    path: {
      hops: findings.hops.map(({ ttlHops, address, rttMs, destination }) => ({
        ttl: ttlHops,
        address: address ?? null,
        rttMs: rttMs === undefined ? null : tenths(rttMs),
        ...(destination ? { destination: true as const } : {}),
      })),
      nat: {
        translated: findings.nat.translated,
        clientSees: findings.nat.clientSees ?? null,
        serverSees: findings.nat.serverSees === undefined ? null : printable(findings.nat.serverSees),
        portKept: findings.nat.portKept,
      },
    },
    verdict: reportVerdict(
      judged,
      evidence.map(({ id }) => id),
      problem,
    ),
    remedies: cures.map(reportRemedy),
    profile:
      findings.limit.upperMs === undefined && findings.ttl.length === 0
        ? []
        : profileOf(findings).map(({ ttlHops, limit }) => ({ ttl: ttlHops, limitMs: reportLimit(limit) })),
    arms: state.arms.map(reportArm),
    evidence,
    inspection: facts === undefined ? null : inspectionParts({ facts, ...suspicionsOf(facts) }),
    notes: [...notesOf(run, state, findings, verdict)],
    problem: problem === undefined ? null : { ...problem, message: printable(problem.message) },
    logins: state.config.login ? state.logins : 0,
    journal: run.journalPath ?? null,
  };
}

function reportVerdict(
  { findings, verdict }: Judged,
  known: readonly string[],
  problem: Problem | undefined,
): ReportVerdict {
  const { location } = verdict;
  const hops = verdict.layer === 'path' || verdict.layer === 'server-host' ? location?.hops : undefined;
  const [from = 0, to = 0] = hops ?? [];
  return {
    kind: verdict.kind,
    cause: verdict.cause ?? null,
    layer: verdict.layer ?? null,
    limitMs: verdict.limit === undefined ? null : reportLimit(verdict.limit),
    ending: verdict.ending ?? null,
    clientFirst: reportDirection(findings.client, verdict),
    serverFirst: reportDirection(findings.server, verdict),
    hop:
      hops === undefined
        ? null
        : {
            ttl: to,
            address: findings.hops.find(({ ttlHops }) => ttlHops === to)?.address ?? null,
            ttlRange: [from, to],
          },
    leg:
      verdict.leg === undefined
        ? null
        : { index: verdict.leg.index, from: printable(verdict.leg.from), to: printable(verdict.leg.to) },
    policy: verdict.policy,
    confidence: verdict.confidence,
    summary: printable(summaryOf(verdict, findings, problem?.message)),
    because: verdict.because.filter((id) => known.includes(id)),
    cleared: [...verdict.cleared],
    alternatives: [...verdict.alternatives],
    products: suspectProducts(verdict, findings).map(({ product, likelihood, why }) => ({
      id: product.id,
      name: `${product.vendor} ${product.name}`,
      likelihood,
      defaultSeconds: product.defaultSeconds ?? 0,
      why,
      source: product.source,
      asOf: FACTS_AS_OF,
    })),
    standard: reportStandard(verdict),
  };
}

function reportStandard(verdict: Verdict): ReportVerdict['standard'] {
  const standard = standardVerdict(verdict);
  if (standard === undefined) return null;
  const { minimumMs, met, belowByMs } = standard;
  return {
    name: 'RFC 5382 REQ-5',
    minimumMs,
    met,
    belowByMs: belowByMs === undefined ? null : Math.floor(belowByMs),
  };
}

/** What died of something else than idleness says nothing of a limit. */
function reportDirection(
  finding: DirectionFinding | undefined,
  { kind }: Verdict,
): ReportVerdict['clientFirst'] {
  if (finding === undefined) return null;
  if (kind === 'not-idle') return { lower: Math.floor(finding.lowerMs), upper: null, ending: null };
  return { ...reportLimit(finding), ending: finding.ending ?? null };
}

/** Whole milliseconds, rounded outwards: the bracket must not lose its truth to rounding. */
function reportLimit({ lowerMs, upperMs }: Bracket): Limit {
  return { lower: Math.floor(lowerMs), upper: upperMs === undefined ? null : Math.ceil(upperMs) };
}

function reportRemedy(cure: Cure): Remedy {
  return {
    kind: cure.kind,
    intervalSeconds: cure.intervalSeconds ?? null,
    provenAliveMs: cure.provenAliveMs === undefined ? null : Math.floor(cure.provenAliveMs),
    set:
      cure.set === undefined
        ? null
        : { file: cure.set.file, host: cure.set.host ?? null, options: { ...cure.set.options } },
    why: cure.why,
  };
}

function reportArm({ spec, openedAtMs, paceMs, trials }: ArmState): ReportArm {
  const intervalMs = spec.kind === 'ttl' ? (paceMs ?? TTL_PACE_MS) : spec.intervalMs;
  return {
    id: spec.id,
    kind: spec.kind,
    ...(spec.ttlHops === undefined ? {} : { ttl: spec.ttlHops }),
    ...(spec.leg === undefined ? {} : { leg: spec.leg }),
    ...(intervalMs === undefined ? {} : { keepaliveIntervalMs: intervalMs }),
    openedAtMs: openedAtMs === undefined ? null : Math.round(openedAtMs),
    trials: trials.map(reportTrial),
  };
}

function reportTrial({ idleMs, direction, outcome, atMs }: Trial): ReportArm['trials'][number] {
  return {
    idleMs: Math.round(idleMs),
    direction: direction ?? null,
    outcome: outcome.kind === 'dead' ? outcome.ending : outcome.kind,
    atMs: Math.round(atMs),
    ...(outcome.kind === 'void' ? { why: outcome.why } : {}),
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Keepalives of `ttl` arms begin a second apart (pace.ts). */
const TTL_PACE_MS = 1000;
