/** From which file and line `ssh` has a setting: by the lookup of our own, and only where ssh itself says the same value. */
import { lookUpClient } from '../sshconfig/client-lookup.ts';
import type { ClientAsk, ClientWorld } from '../sshconfig/client-run.ts';

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
