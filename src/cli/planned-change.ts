/** What a plan for a program comes to, before anything is written. */
import type { Settings } from '../core/client/format.ts';
import { decodeText, encodeText } from '../core/edit/octets.ts';
import { threeWayDiff } from '../core/edit/three-way.ts';
import { unifiedDiff } from '../core/edit/unified-diff.ts';
import type { SessionChange, SessionTyped } from '../core/fix/plan-file.ts';

export interface PlannedChange {
  readonly client: string;
  /** Without symbolic links. */
  readonly path: string;
  /** `undefined`: there is no such file yet. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
  readonly encoding: string;
  readonly bom: boolean;
  readonly diff: string;
  /** As the file will say it. */
  readonly settings: Settings;
  readonly sessions: readonly SessionChange[];
  /** For telling our own values from others' later on. */
  readonly written: readonly { readonly session: string | null; readonly seconds: number }[];
  readonly why: string;
  /** Asks the program itself, after the change: what it said, or (`wrong`) why the change must not stay. */
  readonly verify:
    | (() => Promise<{ readonly said: string } | { readonly unknown: string } | { readonly wrong: string }>)
    | undefined;
  /** The file is on a server, `path` being for people; left out: it is here. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  /** As ssh calls it. */
  readonly server: string;
  readonly path: string;
  /**
   * Makes the change there, whole or not at all; what was verified. `id` is that of
   * the change; `onChanged` hears what the file is now (`undefined`: not there), where it is not what it was.
   */
  readonly make: (id: string, onChanged: (now: Uint8Array | undefined) => void) => Promise<readonly string[]>;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  readonly left: readonly {
    readonly client: string;
    readonly file: string;
    readonly session: string | undefined;
    readonly why: string;
  }[];
  readonly typed: readonly (SessionTyped & { readonly client: string; readonly file: string })[];
  readonly notes: readonly string[];
}

export const NO_PLAN: Plan = { changes: [], left: [], typed: [], notes: [] };

export function joinPlans(plans: readonly Plan[]): Plan {
  return {
    changes: plans.flatMap(({ changes }) => changes),
    left: plans.flatMap(({ left }) => left),
    typed: plans.flatMap(({ typed }) => typed),
    notes: [...new Set(plans.flatMap(({ notes }) => notes))],
  };
}

/** The parts of a change that follow from its bytes; `newText` is the whole text of the file afterwards. */
export function changeOfText(
  path: string,
  before: Uint8Array | undefined,
  newText: string,
): Pick<PlannedChange, 'path' | 'before' | 'after' | 'encoding' | 'bom' | 'diff'> {
  const decoded = decodeText(before ?? new Uint8Array());
  const after = encodeText(newText, decoded);
  const diff =
    decoded.encoding === 'binary'
      ? `Binary file ${path}: ${before?.length ?? 0} bytes before, ${after.length} bytes after\n`
      : unifiedDiff({ path, before: before === undefined ? undefined : decoded.text, after: newText });
  return { path, before, after, encoding: decoded.encoding, bom: decoded.bom, diff };
}

/** Where the file is not what the plan began with: what the plan would do, beside what was done to it since. */
export function sinceThePlan({ path, before, after }: PlannedChange, now: Uint8Array | undefined): string {
  const text = (octets: Uint8Array | undefined) => decodeText(octets ?? new Uint8Array()).text;
  return threeWayDiff({
    path,
    base: text(before),
    ours: text(after),
    theirs: text(now),
    names: { base: 'as it was shown', ours: 'what fix would do', theirs: 'what was edited since' },
  });
}
