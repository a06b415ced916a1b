/**
 * Which products it could be: those whose default lies at the limit, that stand
 * where the state was lost, and that end a connection as it was seen to end.
 * Never a proof: several have the same number, and most can be configured.
 */
import type { Product } from '../facts/product.ts';
import { PRODUCTS } from '../facts/products.ts';
import type { Findings } from '../evidence/findings.ts';
import type { Bracket } from '../measure/trial.ts';
import type { Verdict } from './judge.ts';

export interface SuspectProduct {
  readonly product: Product;
  /** `likely`: its source says that it ends a connection like that, and few others fit as well. */
  readonly likelihood: 'likely' | 'possible';
  readonly why: string;
}

/** Best first; empty where the verdict names no box, or no product has that limit. */
export function suspectProducts(verdict: Verdict, findings: Findings): readonly SuspectProduct[] {
  const { limit, layer } = verdict;
  if (verdict.kind !== 'idle-limit' || limit?.upperMs === undefined || layer === undefined) return [];
  if (layer === 'shell' || layer === 'sshd' || isWide(limit)) return [];
  const fitting = PRODUCTS.filter(
    (product) =>
      isAt(product, limit) &&
      standsThere(product, verdict, findings) &&
      endsLikeThat(product, verdict, findings),
  );
  const strong = fitting.filter(isStrong);
  return [...strong, ...fitting.filter((product) => !isStrong(product))].map((product) => ({
    product,
    likelihood: isStrong(product) && strong.length <= MOST_LIKELY ? 'likely' : 'possible',
    why: reasonOf(product, verdict, findings),
  }));
}

/** The default lies in the bracket, or as near to it as clocks and roundings are off. */
function isAt({ defaultSeconds, role }: Product, { lowerMs, upperMs = Infinity }: Bracket): boolean {
  if (defaultSeconds === undefined || role === 'standard') return false;
  const defaultMs = defaultSeconds * 1000;
  const slackMs = Math.max(SLACK_MS, defaultMs * SLACK_SHARE);
  return defaultMs > lowerMs - slackMs && defaultMs < upperMs + slackMs;
}

/** So wide a bracket holds half the catalogue. */
function isWide({ lowerMs, upperMs = Infinity }: Bracket): boolean {
  return upperMs > lowerMs * WIDEST + SLACK_MS;
}

function standsThere(
  { where, counts }: Product,
  { layer, location }: Verdict,
  { pathHops }: Findings,
): boolean {
  if (layer === 'proxy') return counts === 'data';
  if (counts === 'data' && location !== undefined && location.hops !== undefined) return false;
  if (layer === 'client-host') return where.includes('client');
  if (layer === 'server-host') return where.includes('server');
  const hops = location?.hops;
  if (hops === undefined) return true;
  const [from, to] = hops;
  // What stands before a server is the last hop but one or two; what stands before a client is the first.
  const nearServer = pathHops !== undefined && to >= pathHops - 2;
  return (
    where.includes('path') ||
    (nearServer && where.includes('server')) ||
    (from <= 1 && where.includes('client'))
  );
}

function endsLikeThat({ onExpiry }: Product, { ending }: Verdict, { announced }: Findings): boolean {
  if (onExpiry === 'unknown' || ending === undefined) return true;
  const unasked = announced !== undefined;
  switch (ending) {
    case 'silent':
      return onExpiry === 'silent';
    case 'reset':
      return onExpiry === (unasked ? 'reset-to-both' : 'reset-to-sender');
    case 'fin':
    case 'ssh-disconnect':
    case 'channel-closed':
      return onExpiry === 'close';
  }
}

/** Its source itself says, or it was measured, how it ends a connection. */
function isStrong({ onExpiryBasis, confidence }: Product): boolean {
  return (onExpiryBasis === 'stated' || onExpiryBasis === 'measured') && confidence === 'high';
}

function reasonOf(
  { defaultSeconds, onExpiry, onExpiryBasis }: Product,
  { location }: Verdict,
  { hops }: Findings,
): string {
  const to = location?.hops?.[1];
  const address = to === undefined ? undefined : hops.find(({ ttlHops }) => ttlHops === to)?.address;
  const shared = address !== undefined && /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address);
  return [
    `${defaultSeconds ?? 0} s by default`,
    onExpiry === 'unknown'
      ? 'how it ends a connection is not known'
      : `${ENDS[onExpiry]}${onExpiryBasis === 'inferred' ? ' (inferred)' : ''}`,
    ...(shared ? ['the hop has an address of shared address space (RFC 6598)'] : []),
  ].join(', ');
}

/** What RFC 5382 asks of a NAT, held against what was measured. */
export interface StandardVerdict {
  readonly minimumMs: number;
  /** Whether the path keeps a silent connection that long; `unknown`: not waited for long enough. */
  readonly met: 'yes' | 'no' | 'unknown';
  /** How far it stays below, at least; `undefined`: it does not, or that is not known. */
  readonly belowByMs: number | undefined;
}

/** `undefined`: nothing was measured that a NAT would be judged by. */
export function standardVerdict({ kind, layer, limit }: Verdict): StandardVerdict | undefined {
  const minimumMs = RFC5382_ESTABLISHED_IDLE_MS;
  if (limit === undefined || (kind !== 'idle-limit' && kind !== 'survives')) return undefined;
  if (kind === 'idle-limit' && layer !== 'path' && layer !== 'client-host' && layer !== 'server-host')
    return undefined;
  if (limit.lowerMs >= minimumMs) return { minimumMs, met: 'yes', belowByMs: undefined };
  if (limit.upperMs === undefined || limit.upperMs > minimumMs)
    return { minimumMs, met: 'unknown', belowByMs: undefined };
  return { minimumMs, met: 'no', belowByMs: minimumMs - limit.upperMs };
}

const ENDS: Readonly<Record<Exclude<Product['onExpiry'], 'unknown'>, string>> = {
  silent: 'then forgets in silence',
  'reset-to-sender': 'then resets whoever speaks next',
  'reset-to-both': 'then resets both ends',
  close: 'then closes both ends',
};
/** The coarsest timers of the catalogue round to a second (IPVS measured 901 to 903 s of 900). */
const SLACK_MS = 1000;
const SLACK_SHARE = 0.005;
const WIDEST = 1.25;
/** With more that fit as well none of them is likely. */
const MOST_LIKELY = 3;
/**
 * 2 h 4 min: what a NAT that cannot tell whether its endpoints are alive must
 * keep an established TCP flow for at least (RFC 5382 §5 REQ-5): the 2 h default
 * of TCP keepalive (RFC 1122 §4.2.3.6) and four minutes of grace.
 */
const RFC5382_ESTABLISHED_IDLE_MS = 7_440_000;
