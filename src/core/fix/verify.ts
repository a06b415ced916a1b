/** Cured or not: what sessions with the person's configuration and sessions without keepalive say together. */
import * as v from 'valibot';
import { durationText } from '../duration.ts';
import type { ReportFacts } from './interval.ts';

const limit = v.object({ lower: v.number(), upper: v.nullable(v.number()) });

const held = v.object({
  /** As configured, or the negative control: the same without keepalives. */
  with: v.picklist(['configuration', 'no-keepalive']),
  direction: v.picklist(['client-first', 'server-first']),
  heldMs: v.nullable(v.number()),
  outcome: v.picklist(['alive', 'dead', 'not-opened', 'stopped']),
  words: v.string(),
  /** Keepalives of the server's own (ClientAliveInterval) that came meanwhile. */
  serverKeepalives: v.number(),
  /** The longest time in which none of those came; null: none came at all. */
  serverSilenceMs: v.nullable(v.number()),
});

export const verifySchema = v.object({
  schema: v.literal('idletrace.verify/1'),
  target: v.string(),
  /** What ssh takes from the configuration; 0: no keepalive. */
  serverAliveSeconds: v.number(),
  limitMs: limit,
  cured: v.picklist(['yes', 'no', 'unknown']),
  /** Why a session without keepalive is known to die: one just did, or a report says so; null: that is not shown. */
  restsOn: v.nullable(
    v.union([
      v.object({ kind: v.literal('negative-control') }),
      v.object({ kind: v.literal('report'), name: v.string(), limitMs: limit }),
    ]),
  ),
  why: v.string(),
  sessions: v.array(held),
});

export type VerifyDocument = v.InferOutput<typeof verifySchema>;
export type VerifiedSession = VerifyDocument['sessions'][number];

/** A limit that was measured before, with sessions that sent nothing, and that a keepalive can beat. */
export interface MeasuredLimit {
  readonly limitMs: { readonly lower: number; readonly upper: number };
  /** Of the report, for people. */
  readonly name: string;
}

/** `undefined`: the report has none. A limit that somebody decided is none that a keepalive beats. */
export function measuredLimitOf(
  report: Pick<ReportFacts, 'verdict'> | undefined,
  name: string,
): MeasuredLimit | undefined {
  const { kind, policy, limitMs } = report?.verdict ?? {};
  if (kind !== 'idle-limit' || policy === 'yes' || !limitMs || limitMs.upper === null) return undefined;
  return { limitMs: { lower: limitMs.lower, upper: limitMs.upper }, name };
}

/**
 * Cured: every session as configured outlived the limit, and one without keepalive did not. Not cured: one as configured
 * died. Where those without keepalive live as well, the limit was not met this time, and nothing is shown; unless the
 * server's own keepalives kept them, which no client can do without: then a limit that was measured before is the comparison.
 */
export function judgeCure(
  sessions: readonly VerifiedSession[],
  serverAliveSeconds: number,
  measured: MeasuredLimit | undefined,
): Pick<VerifyDocument, 'cured' | 'why' | 'restsOn'> {
  const configured = sessions.filter((one) => one.with === 'configuration');
  const control = sessions.filter((one) => one.with === 'no-keepalive');
  const lost = configured.find(({ outcome }) => outcome === 'dead');
  const unheld = sessions.find(({ outcome }) => outcome === 'not-opened' || outcome === 'stopped');
  if (lost !== undefined)
    return {
      cured: 'no',
      why: `a session as configured died, ${asked(lost)}: ${notEnough(lost, serverAliveSeconds)}`,
      restsOn: null,
    };
  if (unheld !== undefined)
    return unknown(
      `a session could not be held to the end (${unheld.outcome}): ${unheld.words || 'it was stopped'}`,
    );
  const dead = control.find(({ outcome }) => outcome === 'dead');
  if (dead !== undefined)
    return {
      cured: 'yes',
      why: `sessions as configured lived through it in both directions; one without keepalive died, ${asked(dead)}`,
      restsOn: { kind: 'negative-control' },
    };
  return control.every(({ serverSilenceMs }) => serverSilenceMs !== null)
    ? keptByServer(sessions, measured)
    : unknown(NOT_MET);
}

/** All lived, the server's keepalives among them: held against a limit that was measured before. */
function keptByServer(
  sessions: readonly VerifiedSession[],
  measured: MeasuredLimit | undefined,
): Pick<VerifyDocument, 'cured' | 'why' | 'restsOn'> {
  if (measured === undefined) return unknown(`${KEPT_BY_SERVER}; ${NO_REPORT}`);
  const { name, limitMs } = measured;
  const silenceMs = Math.max(
    ...sessions.map(({ serverSilenceMs, heldMs }) => serverSilenceMs ?? heldMs ?? 0),
  );
  const between = `a silent one lives between ${durationText(limitMs.lower)} and ${durationText(limitMs.upper)}, as ${name} measured`;
  if (sessions.some(({ heldMs }) => (heldMs ?? 0) <= limitMs.upper))
    return unknown(`${KEPT_BY_SERVER}, and they were not held past the limit: ${between}`);
  if (silenceMs >= limitMs.lower)
    return unknown(
      `all sessions lived through it, with silences of up to ${durationText(silenceMs)} between the server's keepalives; ${between}, so the limit was not met this time`,
    );
  return {
    cured: 'yes',
    why: `all sessions lived through it in both directions by the server's own keepalives, with silences of ${durationText(silenceMs)} at most; they come to every session, so none could be held without as a negative control: that it would die rests on an earlier measurement (${between})`,
    restsOn: { kind: 'report', name, limitMs },
  };
}

function unknown(why: string): Pick<VerifyDocument, 'cured' | 'why' | 'restsOn'> {
  return { cured: 'unknown', why, restsOn: null };
}

function notEnough({ serverSilenceMs }: VerifiedSession, serverAliveSeconds: number): string {
  const own =
    serverAliveSeconds === 0
      ? 'the configuration sends no keepalive for this host (idletrace fix writes one)'
      : `its keepalive every ${serverAliveSeconds} s was not enough, or the limit is not one of silence`;
  return serverSilenceMs === null
    ? own
    : `${own}; those of the server, ${durationText(serverSilenceMs)} apart at most, did not keep it either`;
}

function asked({ direction }: VerifiedSession): string {
  return direction === 'client-first' ? 'when the client spoke first' : 'when the server spoke first';
}

const NOT_MET = 'sessions without keepalive lived through it as well: the limit was not met this time';
const KEPT_BY_SERVER =
  'all sessions lived through it, those without a keepalive of ours as well: the server itself sends keepalives, so there is none to compare them with';
const NO_REPORT =
  'a report from before it did would be one (idletrace trace, or verify --from REPORT), and there is none with a limit';
