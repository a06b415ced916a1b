/** From which file and line `ssh` has a setting: by the lookup of our own, and only where ssh itself says the same value. */
import { lookUpClient } from '../sshconfig/client-lookup.ts';
import type { ClientAsk, ClientWorld } from '../sshconfig/client-run.ts';

/** A value that stands in a file, is meant for the host, and never counts: another one comes before it. */
export interface NeverCounting {
  readonly value: string;
  readonly place: string;
}

/** The other values of a keyword (in small letters) that the one which counts hides from that host. */
export function neverCounting(keyword: string, ask: ClientAsk, world: ClientWorld): readonly NeverCounting[] {
  const reading = lookUpClient(ask, world);
  const winner = reading.setting(keyword);
  if (winner.kind !== 'known') return [];
  return reading.seen.flatMap(({ file, line, active, set }) =>
    set?.name === keyword && set.effect === 'shadowed' && active === 'yes' && set.value !== winner.value
      ? [{ value: set.value, place: `${file}:${line.number}` }]
      : [],
  );
}

/** `values`: what `ssh -G` says. No entry for what nobody sets, or where the place is in doubt. */
export function placesOf(
  values: ReadonlyMap<string, string>,
  ask: ClientAsk,
  world: ClientWorld,
): ReadonlyMap<string, string> {
  const reading = lookUpClient(ask, world);
  const places = new Map<string, string>();
  for (const [keyword, value] of values) {
    const setting = reading.setting(keyword);
    const candidates = setting.kind === 'known' ? [setting] : setting.candidates;
    const fitting = candidates.filter((each) => each.value === value);
    const [only] = fitting;
    if (fitting.length !== 1 || only?.place === undefined) continue;
    const { file, line } = only.place;
    places.set(keyword, line === 0 ? 'the command line' : `${file}:${line}`);
  }
  return places;
}
