/** From findings to one verdict: the first rule that says yes, where it happens, how sure that is. */
import type { Answer, Findings } from '../evidence/findings.ts';
import { suspicionsOf } from '../inspect/suspects.ts';
import type { Bracket, Ending } from '../measure/trial.ts';
import { type Confidence, confidenceOf, isAlone, type Judged } from './confidence.ts';
import { type Leg, legOf } from './legs.ts';
import { locate, type Location } from './locate.ts';
import { ownKeepalive } from './rules/own-keepalive.ts';
import { RULES } from './rules/catalogue.ts';
import { type Judgement, no, type Rule } from './rule.ts';

export type Layer = Exclude<Rule['layer'], 'located'>;

export interface Verdict {
  readonly kind: 'idle-limit' | 'survives' | 'not-idle' | 'cannot-tell';
  /** `undefined`: no cause is named. */
  readonly cause: string | undefined;
  readonly layer: Layer | undefined;
  readonly limit: Bracket | undefined;
  readonly ending: Ending | undefined;
  /** Where it is; its hops are `undefined` where it has none or no arm tells. */
  readonly location: Location | undefined;
  /** Through jump hosts: which leg forgets; `undefined`: there is one leg, or no arm tells. */
  readonly leg: Leg | undefined;
  readonly policy: Answer;
  readonly confidence: Confidence;
  readonly because: readonly string[];
  readonly cleared: readonly string[];
  readonly alternatives: readonly string[];
}

export function judge(findings: Findings): Verdict {
  const judged = answersTo(findings);
  const cleared = clearedBy(judged, findings);
  const notIdle = judged.find(
    ({ rule, judgement }) => rule.kind === 'not-idle' && judgement.answer === 'yes',
  );
  if (notIdle !== undefined) return notIdleVerdict(notIdle, judged, cleared);
  const base = { cleared, location: undefined, leg: undefined, policy: 'unknown', alternatives: [] } as const;
  if (findings.ladderEnd === 'inconsistent') {
    return {
      ...base,
      kind: 'cannot-tell',
      cause: undefined,
      layer: undefined,
      // Where one path forgets, that is what a session may meet.
      limit: findings.twoPaths ?? findings.limit,
      ending: undefined,
      confidence: 'possible',
      because: ['inconsistent', ...directions(findings)],
      alternatives: findings.twoPaths === undefined ? ['conntrack-flush-or-full'] : ['nat-expiry-blackhole'],
    };
  }
  // What was silent while the path was down may have been given up by either end: no limit follows from it.
  if (findings.deathsSpanOutage && findings.announced === undefined) {
    return {
      ...base,
      kind: 'cannot-tell',
      cause: undefined,
      layer: undefined,
      limit: undefined,
      ending: undefined,
      confidence: 'possible',
      because: findings.control.stalls.map((_, i) => `outage-${i + 1}`),
      alternatives: ['path-outage', 'sshd-tcpkeepalive'],
    };
  }
  const own = judged.find(({ rule }) => rule === ownKeepalive)?.judgement;
  if (own?.answer === 'yes') return ownVerdict(own, cleared, findings);
  if (findings.limit.upperMs !== undefined || findings.announced !== undefined)
    return limitVerdict(judged, cleared, findings);
  if (findings.lives === 0) {
    const refusal = judged.find(
      ({ rule, judgement }) => rule.kind === 'refusal' && judgement.answer === 'yes',
    );
    return {
      ...base,
      kind: 'cannot-tell',
      cause: refusal?.rule.causes[0],
      layer: refusal === undefined || refusal.rule.layer === 'located' ? undefined : refusal.rule.layer,
      limit: undefined,
      ending: undefined,
      confidence: 'possible',
      because: refusal?.judgement.because ?? [],
      alternatives: refusal?.rule.causes.slice(1) ?? [],
    };
  }
  const everything = findings.ladderEnd === 'survives' || findings.serverBusy !== undefined;
  const bothWays = findings.client !== undefined && findings.server !== undefined;
  return {
    ...base,
    kind: everything ? 'survives' : 'cannot-tell',
    cause: undefined,
    layer: undefined,
    limit: findings.limit,
    ending: undefined,
    policy: 'no',
    confidence:
      everything && bothWays && findings.deaths === 0 && findings.control.lived === 'yes'
        ? 'proven'
        : 'likely',
    because: [...directions(findings), ...(findings.serverBusy === undefined ? [] : ['server-busy'])],
  };
}

/** What every rule of the catalogue answers. */
export function answersTo(findings: Findings): readonly Judged[] {
  return RULES.map((rule) => ({ rule, judgement: answerOf(rule, findings) }));
}

/**
 * A login shell that ended alone, while sessions without one lived on for
 * longer: whatever is on the path has not done that, whatever it does later.
 */
function answerOf(rule: Rule, findings: Findings): Judgement {
  const { announced, limit } = findings;
  const onTheWay = rule.kind === 'idle-limit' && (rule.layer === 'located' || rule.layer === 'proxy');
  return onTheWay && announced?.shellOnly === true && limit.lowerMs > announced.longestMs
    ? no('announced')
    : rule.judge(findings);
}

function limitVerdict(judged: readonly Judged[], cleared: readonly string[], findings: Findings): Verdict {
  const fitting = judged.filter(
    ({ rule, judgement }) => rule.kind === 'idle-limit' && judgement.answer === 'yes',
  );
  const [first] = fitting;
  const limit = limitBy(findings);
  const located = first === undefined || first.rule.layer === 'located';
  const leg = located || first.rule.layer === 'proxy' ? legOf(findings) : undefined;
  const location = located ? locate(findings, leg) : undefined;
  const cause = first?.rule.causes[0];
  const others = [...new Set(fitting.flatMap(({ rule }) => rule.causes))].filter(
    (id) => id !== cause && !cleared.includes(id),
  );
  return {
    kind: 'idle-limit',
    cause,
    layer:
      first === undefined
        ? layerOfNobody(findings, location)
        : first.rule.layer === 'located'
          ? location?.layer
          : first.rule.layer,
    limit,
    ending: findings.announced?.ending ?? endingOf(findings, limit),
    location,
    leg,
    policy: first?.rule.policy ?? 'unknown',
    confidence: confidenceOf(first?.rule, judged, { location, leg, findings }),
    because: [
      ...new Set([
        ...(first?.judgement.because ?? []),
        ...(location?.because ?? []),
        ...(leg?.because ?? []),
        ...(findings.control.lived === 'yes' ? ['control-lived'] : []),
      ]),
    ],
    cleared,
    alternatives: others.concat(location?.layer === 'client-host' ? ['client-local-nat-expiry'] : []),
  };
}

/** A program that was a session's shell and ended has an exit status; what else ended is where the arms say. */
function layerOfNobody({ announced }: Findings, location: Location | undefined): Layer | undefined {
  const { shellOnly, ending, exitStatus } = announced ?? {};
  const ended = shellOnly === true && ending === 'channel-closed' && exitStatus !== undefined;
  return ended && exitStatus !== NO_PROGRAM_ENDED ? 'shell' : location?.layer;
}

/** The person's own ssh ends it before anything else would. */
function ownVerdict(judgement: Judgement, cleared: readonly string[], { own, lives }: Findings): Verdict {
  const gaveUpMs = own?.gaveUpAfterMs ?? 0;
  return {
    kind: 'idle-limit',
    cause: ownKeepalive.causes[0],
    layer: 'client-host',
    // ssh counts whole seconds, from the last byte that came: that was before the login was done.
    limit: { lowerMs: Math.max(0, gaveUpMs - CLOCK_MS), upperMs: gaveUpMs + CLOCK_MS },
    ending: 'silent',
    location: undefined,
    leg: undefined,
    policy: ownKeepalive.policy,
    confidence: lives > 0 ? 'proven' : 'likely',
    because: judgement.because,
    cleared,
    alternatives: [],
  };
}

function notIdleVerdict(
  { rule, judgement }: Judged,
  judged: readonly Judged[],
  cleared: readonly string[],
): Verdict {
  const { because } = judgement;
  const likely = because.length > 1 || !because.includes('control-died');
  return {
    kind: 'not-idle',
    cause: rule.causes[0],
    layer: rule.layer === 'located' ? 'path' : rule.layer,
    limit: undefined,
    ending: undefined,
    location: undefined,
    leg: undefined,
    policy: rule.policy,
    confidence: isAlone(rule, judged) ? 'proven' : likely ? 'likely' : 'possible',
    because,
    cleared: cleared.filter((id) => !rule.causes.includes(id)),
    alternatives: rule.causes.slice(1),
  };
}

/** An end that the other side announces is timed as it comes; else the ladder's bracket. */
function limitBy({ announced, limit }: Findings): Bracket {
  if (announced === undefined || !announced.shellOnly) return limit;
  return { lowerMs: Math.max(0, announced.shortestMs - CLOCK_MS), upperMs: announced.longestMs + TICKS_MS };
}

/** What a client that waits and then speaks meets; where only late output dies at this limit, what it then meets. */
function endingOf({ client, server }: Findings, { upperMs }: Bracket): Ending | undefined {
  const clientDies = client?.upperMs !== undefined && upperMs !== undefined && client.lowerMs < upperMs;
  return clientDies ? client.ending : (server?.ending ?? client?.ending);
}

/** Causes that a rule answers with no, and that no other rule still holds possible. */
function clearedBy(judged: readonly Judged[], findings: Findings): readonly string[] {
  const denied = judged
    .filter(({ judgement }) => judgement.answer === 'no')
    .flatMap(({ rule }) => rule.causes);
  const open = new Set(
    judged.filter(({ judgement }) => judgement.answer !== 'no').flatMap(({ rule }) => rule.causes),
  );
  const bytesCounted = findings.keepalives.some(
    ({ kind, outcome, heldMs }) =>
      kind === 'tcp-keepalive' && outcome === 'alive' && heldMs > (findings.limit.upperMs ?? Infinity),
  );
  const found = new Set(
    judged.filter(({ judgement }) => judgement.answer === 'yes').flatMap(({ rule }) => rule.causes),
  );
  // What was read at either end counts where nothing was measured that says otherwise.
  const read = suspicionsOf(findings.facts).cleared.map(({ cause }) => cause);
  return [
    ...new Set([
      ...denied.filter((id) => !open.has(id)),
      ...(bytesCounted ? PROXIES : []),
      ...read.filter((id) => !found.has(id)),
    ]),
  ];
}

function directions({ client, server }: Findings): readonly string[] {
  return [client, server].flatMap((finding) => (finding === undefined ? [] : [finding.direction]));
}

/** ssh(1), EXIT STATUS: also where the server closed the session without one. */
const NO_PROGRAM_ENDED = 255;
/** A timer of whole seconds may seem to end early, by the clocks' ticks at either end. */
const TICKS_MS = 20;
/** The coarsest clock of those who announce: sshd and the shells keep time to the second. */
const CLOCK_MS = 1000;
/** They count bytes, not packets: a TCP keepalive means nothing to them, so one that cures clears them. */
const PROXIES = [
  'haproxy-timeout',
  'nginx-stream-timeout',
  'envoy-idle-timeout',
  'octavia-timeout',
  'stunnel-timeoutidle',
  'http-connect-proxy',
];
