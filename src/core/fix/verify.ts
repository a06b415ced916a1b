/** Cured or not: what sessions with the person's configuration and sessions without keepalive say together. */
import * as v from 'valibot';

const held = v.object({
  /** As configured, or the negative control: the same without keepalives. */
  with: v.picklist(['configuration', 'no-keepalive']),
  direction: v.picklist(['client-first', 'server-first']),
  heldMs: v.nullable(v.number()),
  outcome: v.picklist(['alive', 'dead', 'not-opened', 'stopped']),
  words: v.string(),
  /** Keepalives of the server's own (ClientAliveInterval) that came meanwhile. */
  serverKeepalives: v.number(),
});

export const verifySchema = v.object({
  schema: v.literal('idletrace.verify/1'),
  target: v.string(),
  /** What ssh takes from the configuration; 0: no keepalive. */
  serverAliveSeconds: v.number(),
  limitMs: v.object({ lower: v.number(), upper: v.nullable(v.number()) }),
  cured: v.picklist(['yes', 'no', 'unknown']),
  why: v.string(),
  sessions: v.array(held),
});

export type VerifyDocument = v.InferOutput<typeof verifySchema>;
export type VerifiedSession = VerifyDocument['sessions'][number];

/**
 * Cured: every session as configured outlived the limit, and one without keepalive did not. Not cured: one as configured
 * died. Where those without keepalive live as well, the limit was not met this time, and nothing is shown.
 */
export function judgeCure(
  sessions: readonly VerifiedSession[],
  serverAliveSeconds: number,
): Pick<VerifyDocument, 'cured' | 'why'> {
  const configured = sessions.filter((one) => one.with === 'configuration');
  const control = sessions.filter((one) => one.with === 'no-keepalive');
  const lost = configured.find(({ outcome }) => outcome === 'dead');
  const unheld = sessions.find(({ outcome }) => outcome === 'not-opened' || outcome === 'stopped');
  if (lost !== undefined) {
    const reason =
      serverAliveSeconds === 0
        ? 'the configuration sends no keepalive for this host (idletrace fix writes one)'
        : `its keepalive every ${serverAliveSeconds} s was not enough, or the limit is not one of silence`;
    return { cured: 'no', why: `a session as configured died, ${asked(lost)}: ${reason}` };
  }
  if (unheld !== undefined)
    return {
      cured: 'unknown',
      why: `a session could not be held to the end (${unheld.outcome}): ${unheld.words || 'it was stopped'}`,
    };
  const dead = control.find(({ outcome }) => outcome === 'dead');
  const isKeptByServer = control.every(({ serverKeepalives }) => serverKeepalives > 0);
  return dead === undefined
    ? { cured: 'unknown', why: isKeptByServer ? KEPT_BY_SERVER : NOT_MET }
    : {
        cured: 'yes',
        why: `sessions as configured lived through it in both directions; one without keepalive died, ${asked(dead)}`,
      };
}

function asked({ direction }: VerifiedSession): string {
  return direction === 'client-first' ? 'when the client spoke first' : 'when the server spoke first';
}

const NOT_MET = 'sessions without keepalive lived through it as well: the limit was not met this time';
const KEPT_BY_SERVER =
  'all sessions lived through it, those without a keepalive of ours as well: the server itself sends keepalives, so there is none to compare them with';
