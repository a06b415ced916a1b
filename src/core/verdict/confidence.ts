/** How sure a verdict is. */
import type { Findings } from '../evidence/findings.ts';
import type { Leg } from './legs.ts';
import type { Location } from './locate.ts';
import type { Judgement, Rule } from './rule.ts';

export interface Judged {
  readonly rule: Rule;
  readonly judgement: Judgement;
}

export type Confidence = 'proven' | 'likely' | 'possible';

/**
 * Proven: every other rule of the catalogue is answered with no, an arm that
 * was kept busy outlived the limit while the control was well, and the place,
 * where it has one, is exact.
 */
export function confidenceOf(
  rule: Rule | undefined,
  judged: readonly Judged[],
  {
    location,
    leg,
    findings,
  }: {
    readonly location: Location | undefined;
    readonly leg: Leg | undefined;
    readonly findings: Findings;
  },
): Confidence {
  const { control, announced } = findings;
  if (rule === undefined || control.lived === 'no') return 'possible';
  // Beyond the first leg no TCP keepalive of ours tells a box from a proxy.
  if (findings.legs !== undefined && leg?.index !== 0) return 'likely';
  const cured = isOutlived(findings);
  const decided = isExact(rule, location) && control.lived === 'yes' && rule.most === undefined;
  if (cured && decided && isAlone(rule, judged)) return 'proven';
  return announced === undefined || announced.shellOnly || cured ? 'likely' : 'possible';
}

/** No other rule says yes, or might. */
export function isAlone(rule: Rule, judged: readonly Judged[]): boolean {
  return judged.every((other) => other.rule === rule || isExcluded(other));
}

/** By its answer; because it asks only whose box it is; or because it is about the person's own ssh settings, which the arms do not run with. */
export function isExcluded({ rule: { layer, kind, onlyWhose }, judgement: { answer } }: Judged): boolean {
  const open = onlyWhose === true || (layer === 'client-host' && kind === 'idle-limit');
  return answer === 'no' || (answer === 'unknown' && open);
}

function isExact({ layer }: Rule, location: Location | undefined): boolean {
  if (layer !== 'located' || location?.layer === 'client-host') return true;
  return location?.hops !== undefined && location.hops[0] === location.hops[1];
}

/** Somebody kept a session alive beyond the limit: with a keepalive, by typing, or by not being a shell. */
function isOutlived({ keepalives, limit, announced }: Findings): boolean {
  const limitMs = (announced?.shellOnly === true ? announced.longestMs : limit.upperMs) ?? Infinity;
  return keepalives.some(({ outcome, heldMs }) => outcome === 'alive' && heldMs > limitMs);
}
