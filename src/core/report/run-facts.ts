/** What is known of a run beside its events. */
import type { Target } from '../target/target.ts';

export interface RunFacts {
  readonly target: Target;
  readonly startedAtIso: string;
  /** Where the connection really went; `undefined`: it was never resolved. */
  readonly reached: { readonly host: string; readonly port: number } | undefined;
  readonly socketOptions: boolean;
  readonly journalPath: string | undefined;
}

/** What stood in the way, as a person reads it. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}
