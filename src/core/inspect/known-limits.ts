/** What a trace takes from an inspection: limits that are set for sure, in few words and as places to look at. */
import { type Fact, factOf } from './fact.ts';

/** Idle limits of either end that were read for sure, the shortest first. Milliseconds. */
export function sureLimitsMs(facts: readonly Fact[]): readonly number[] {
  const limits = facts.flatMap(({ status, idleLimitMs }) =>
    status === 'read' && idleLimitMs !== undefined ? [idleLimitMs] : [],
  );
  return [...new Set(limits)].sort((a, b) => a - b);
}

/** `TMOUT 300 s`, or that nothing is set; `undefined`: not all of it could be read. */
export function limitWords(facts: readonly Fact[]): string | undefined {
  const own = facts.filter(({ id }) => SETTINGS.has(id));
  const set = own.filter(({ idleLimitMs }) => idleLimitMs !== undefined);
  if (set.length > 0)
    return set.map(({ id, idleLimitMs = 0 }) => `${id} ${Math.round(idleLimitMs / 1000)} s`).join(', ');
  const isOpenssh = factOf(facts, 'server', 'ChannelTimeout') !== undefined;
  const needed = ['TMOUT', 'autologout', ...(isOpenssh ? OPENSSH : ['dropbear-I'])];
  const isRead = (id: string) => ['read', 'absent'].includes(factOf(facts, 'server', id)?.status ?? '');
  return needed.every(isRead) ? 'no idle limit set' : undefined;
}

const OPENSSH = ['ChannelTimeout', 'ClientAliveInterval', 'ClientAliveCountMax'];
/** What somebody has set; timers of kernels and clouds are not meant here. */
const SETTINGS: ReadonlySet<string> = new Set([
  'TMOUT',
  'autologout',
  'ChannelTimeout',
  'ClientAliveCountMax',
  'dropbear-I',
  'StopIdleSessionSec',
]);

/** Everything that was read at both ends; `undefined`: nothing was. */
export function factsOfBoth(
  here: readonly Fact[] | undefined,
  server: readonly Fact[] | undefined,
): readonly Fact[] | undefined {
  return here === undefined && server === undefined ? undefined : [...(here ?? []), ...(server ?? [])];
}
