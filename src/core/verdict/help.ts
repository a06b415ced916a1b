/** Which keepalives keep a session alive beyond its limit: that says what the one who ends it counts. */
import type { Findings } from '../evidence/findings.ts';
import { type Judgement, no, UNKNOWN, yes } from './rule.ts';

/**
 * Unknown where none was sent often enough, or the limit is not known. One
 * that helped outweighs one that died: that may have died of something else.
 */
export function helpOf(
  { keepalives, limit: { upperMs }, control }: Findings,
  kind: 'tcp-keepalive' | 'ssh-keepalive' | 'typed',
): Judgement {
  if (upperMs === undefined) return UNKNOWN;
  const frequent = keepalives.filter(
    (one) => one.kind === kind && 2 * (one.intervalMs ?? upperMs) <= upperMs,
  );
  const alive = frequent.find(({ outcome, heldMs }) => outcome === 'alive' && heldMs > upperMs);
  if (alive !== undefined) return yes(`${alive.armId}-alive`);
  const dead = frequent.find(({ outcome }) => outcome !== 'alive');
  return dead === undefined || control.lived !== 'yes' ? UNKNOWN : no(`${dead.armId}-${dead.outcome}`);
}

/** The server calls itself dropbear; `undefined`: it did not say what it is. */
export function isDropbear({ serverSoftware }: Findings): boolean | undefined {
  return serverSoftware === undefined ? undefined : /^dropbear/i.test(serverSoftware);
}
