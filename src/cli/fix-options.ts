/** What `idletrace fix`, `undo`, `clients` and `verify` were asked for, after parsing. */
import type { SshTarget } from '../core/target/target.ts';
import type { SshOptions } from './trace-options.ts';

export interface FixOptions {
  /** A host, a pattern of hosts, or a session; `undefined`: all. */
  readonly target: string | undefined;
  /** Ids of the catalogue; empty: the OpenSSH client, or what the file looks like. */
  readonly clients: readonly string[];
  /** `undefined`: the program's usual place. */
  readonly file: string | undefined;
  /** `undefined`: from the last report. */
  readonly intervalSeconds: number | undefined;
  /** A report to go by; `undefined`: the last one of this target. */
  readonly reportPath: string | undefined;
  readonly server: boolean;
  readonly snippet: string | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

export interface UndoOptions {
  /** `undefined`: the last one. */
  readonly id: string | undefined;
  readonly list: boolean;
  readonly json: boolean;
}

export interface VerifyOptions {
  /** `undefined`: that of the report. */
  readonly target: SshTarget | undefined;
  readonly ssh: SshOptions;
  /** `undefined`: the limit of the last report. */
  readonly limitMs: number | undefined;
  /** `undefined`: the last run on the target. */
  readonly reportPath: string | undefined;
  readonly json: boolean;
}

export interface ClientsOptions {
  readonly json: boolean;
}
