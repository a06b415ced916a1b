/** What `idletrace trace` was asked for, after parsing: every default is already in. */
import type { Target } from '../core/target/target.ts';

export interface TraceOptions {
  readonly target: Target;
  readonly ssh: SshOptions;
  /** The longest idle time worth waiting for. */
  readonly maxIdleMs: number;
  /** The first rung of the ladder; never above `maxIdleMs`. */
  readonly firstIdleMs: number;
  /** Connections held for the ladder. */
  readonly connections: number;
  /** The most logins in all; `undefined`: as many as the arms need. */
  readonly logins: number | undefined;
  /** How narrow the bracket must become. */
  readonly resolution: Resolution;
  /** Write the cure and verify it; `undefined`: only report. */
  readonly fix: { readonly yes: boolean } | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** The idle time that must be survived for exit status 0; `undefined`: none is asked for. */
  readonly requireMs: number | undefined;
  /** By when a session left alone must have ended for exit status 0; `undefined`: none is asked for. */
  readonly forbidMs: number | undefined;
  readonly journal: JournalChoice;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

/** Passed on to ssh, with ssh's meaning. */
export interface SshOptions {
  readonly configFile: string | undefined;
  /** `KEY=VALUE` each, in the order given: the first of a key wins. */
  readonly options: readonly string[];
  readonly port: number | undefined;
  readonly identityFiles: readonly string[];
  readonly jump: string | undefined;
}

/** `ratio`: a part of the limit itself, 0.02 for 2 %. */
export type Resolution =
  | { readonly kind: 'ratio'; readonly ratio: number }
  | { readonly kind: 'absolute'; readonly ms: number };

export type JournalChoice =
  /** A new file under the user's state directory. */
  { readonly kind: 'default' } | { readonly kind: 'none' } | { readonly kind: 'file'; readonly path: string };

export type ColorChoice = 'auto' | 'always' | 'never';
