/**
 * Settings on their way: the first value obtained wins, and where it cannot be
 * told whether a line counts, its value is kept as one that may have won.
 */
import type { Answer } from './answer.ts';
import type { Place } from './config-files.ts';

export interface Obtained {
  readonly value: string;
  /** `undefined`: ssh put it there itself. */
  readonly place: Place | undefined;
}

interface Slot {
  readonly settled: Obtained | undefined;
  /** They may have come before the settled one. */
  readonly perhaps: readonly Obtained[];
}

/** By the keyword's name in small letters. */
export type Settings = Map<string, Slot>;

export type Setting =
  /** `place` undefined: nobody set it, and the value is the default (`undefined`: it has none). */
  | { readonly kind: 'known'; readonly value: string | undefined; readonly place: Place | undefined }
  /** One of these; `undefined` among the values: perhaps the default, or none. */
  | {
      readonly kind: 'unknown';
      readonly candidates: readonly {
        readonly value: string | undefined;
        readonly place: Place | undefined;
      }[];
    };

export type Effect =
  /** It is the value that counts. */
  | 'sets'
  | 'perhaps'
  /** Another came before it. */
  | 'shadowed'
  /** Its block does not count here. */
  | 'inactive';

/** Puts a value down, and says what came of it. */
export function obtain(settings: Settings, name: string, obtained: Obtained, active: Answer): Effect {
  const slot = settings.get(name) ?? EMPTY;
  if (active === 'no') return 'inactive';
  if (slot.settled !== undefined) return 'shadowed';
  if (active === 'unknown') {
    settings.set(name, { settled: undefined, perhaps: [...slot.perhaps, obtained] });
    return 'perhaps';
  }
  settings.set(name, { settled: obtained, perhaps: slot.perhaps });
  return slot.perhaps.length === 0 ? 'sets' : 'perhaps';
}

/** Whether something has been put down under a name so far. */
export function isSet(settings: Settings, name: string): Answer {
  const { settled, perhaps } = settings.get(name) ?? EMPTY;
  if (settled !== undefined) return 'yes';
  return perhaps.length === 0 ? 'no' : 'unknown';
}

/** Everything that the setting may be now; `undefined` stands for "not set". */
export function possible(settings: Settings, name: string): readonly (Obtained | undefined)[] {
  const { settled, perhaps } = settings.get(name) ?? EMPTY;
  return [...perhaps, settled];
}

/** What came of a setting in the end; `fallback`: its default. */
export function settingOf(settings: Settings, name: string, fallback: string | undefined): Setting {
  const candidates = possible(settings, name).map((each) =>
    each === undefined ? { value: fallback, place: undefined } : each,
  );
  const last = candidates.at(-1);
  const alike = candidates.every(({ value }) => value === last?.value);
  if (alike && last !== undefined) return { kind: 'known', ...last };
  return { kind: 'unknown', candidates };
}

const EMPTY: Slot = { settled: undefined, perhaps: [] };
