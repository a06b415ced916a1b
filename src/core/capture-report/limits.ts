/**
 * Limits that pile up: where several connections to the same server ended by
 * a silence, and others lived through a shorter one, the limit lies between.
 * Where the two overlap it is none, and nothing is said.
 */
import type { LimitReport } from './model.ts';
import { roundedMs } from './rounding.ts';

/** What one connection says about the limits on its path. */
export interface IdleFact {
  readonly clientAddress: string;
  readonly serverAddress: string;
  readonly serverPort: number;
  /** 0: none. */
  readonly survivedMs: number;
  /** `undefined`: it did not end by a silence. */
  readonly deadAfterMs: number | undefined;
}

export function limitsOf(facts: readonly IdleFact[]): readonly LimitReport[] {
  const deaths = facts.filter(({ deadAfterMs }) => deadAfterMs !== undefined);
  if (deaths.length < LEAST_DEATHS) return [];
  const all = limitAmong(facts, 'all connections of the capture');
  if (all !== undefined && new Set(deaths.map(({ serverAddress }) => serverAddress)).size > 1) return [all];
  const limits = GROUPINGS.flatMap((grouping) => limitsBy(facts, grouping));
  const seen = new Set<string>();
  return limits.filter(({ lowerMs, upperMs, connections }) => {
    const key = `${lowerMs}/${upperMs}/${connections}`;
    return !seen.has(key) && seen.add(key).size > 0;
  });
}

interface Grouping {
  readonly keyOf: (fact: IdleFact) => string;
  readonly nameOf: (fact: IdleFact) => string;
}

function limitsBy(facts: readonly IdleFact[], { keyOf, nameOf }: Grouping): readonly LimitReport[] {
  const groups = new Map<string, IdleFact[]>();
  for (const fact of facts) {
    const key = keyOf(fact);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    const limit = first === undefined ? undefined : limitAmong(members, nameOf(first));
    return limit === undefined ? [] : [limit];
  });
}

function limitAmong(facts: readonly IdleFact[], between: string): LimitReport | undefined {
  const dead = facts.flatMap(({ deadAfterMs }) => deadAfterMs ?? []);
  const lived = facts.map(({ survivedMs }) => survivedMs).filter((ms) => ms > 0);
  if (dead.length < LEAST_DEATHS) return undefined;
  const upperMs = dead.reduce((least, ms) => Math.min(least, ms), Infinity);
  const lowerMs = lived.reduce((most, ms) => Math.max(most, ms), 0);
  if (lowerMs >= upperMs) return undefined;
  return {
    lowerMs: roundedMs(lowerMs),
    upperMs: roundedMs(upperMs),
    connections: dead.length,
    survivors: lived.length,
    between,
  };
}

/** From narrow to wide: of two that say the same, the first is the better name. */
const GROUPINGS: readonly Grouping[] = [
  {
    keyOf: ({ clientAddress, serverAddress, serverPort }) =>
      `${clientAddress}>${serverAddress}:${serverPort}`,
    nameOf: ({ clientAddress, serverAddress, serverPort }) =>
      `${clientAddress} and ${serverAddress} port ${serverPort}`,
  },
  {
    keyOf: ({ serverAddress, serverPort }) => `${serverAddress}:${serverPort}`,
    nameOf: ({ serverAddress, serverPort }) => `anybody and ${serverAddress} port ${serverPort}`,
  },
  {
    keyOf: ({ serverAddress }) => serverAddress,
    nameOf: ({ serverAddress }) => `anybody and ${serverAddress}`,
  },
  {
    keyOf: ({ clientAddress }) => clientAddress,
    nameOf: ({ clientAddress }) => `${clientAddress} and anybody`,
  },
];

/** One death is an event, two are a limit. */
const LEAST_DEATHS = 2;
