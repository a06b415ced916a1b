/** What a command line asks for, parsed, as plain data. Running it is `run-choice.ts`. */
import type { Target } from '../core/target/target.ts';
import type { ClientsOptions, FixOptions, UndoOptions, VerifyOptions } from './fix-options.ts';
import type { ColorChoice, SshOptions, TraceOptions } from './trace-options.ts';
import type { PcapOptions } from './pcap-options.ts';

export interface ReplayOptions {
  readonly journalPath: string;
  readonly json: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

export interface ExplainOptions {
  /** What to explain, in the words of the command line; `-` alone: from stdin; none: list what is known. */
  readonly words: readonly string[];
  readonly json: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

export interface InspectOptions {
  readonly target: Target;
  readonly ssh: SshOptions;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

export interface LintOptions {
  /** None: what ssh and sshd read on this machine. */
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly format: 'human' | 'json' | 'sarif' | 'unix';
  /** Whose settings are asked for too; `undefined`: nobody's. */
  readonly for?: string | undefined;
  /** The least severity for exit status 1. */
  readonly failOn: 'info' | 'warning' | 'error';
  /** `undefined`: that of this machine. */
  readonly openssh?: readonly [major: number, minor: number] | undefined;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

export interface LogsOptions {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly jsonl: boolean;
  /** Milliseconds since 1970; `undefined`: from the beginning. */
  readonly since?: number;
  readonly user?: string;
  readonly host?: string;
  readonly color: ColorChoice;
  readonly ascii: boolean;
  readonly quiet: boolean;
}

export type Shell = 'bash' | 'zsh' | 'fish';

export type Choice =
  | { readonly kind: 'trace'; readonly options: TraceOptions }
  | { readonly kind: 'inspect'; readonly options: InspectOptions }
  | { readonly kind: 'replay'; readonly options: ReplayOptions }
  | { readonly kind: 'fix'; readonly options: FixOptions }
  | { readonly kind: 'verify'; readonly options: VerifyOptions }
  | { readonly kind: 'undo'; readonly options: UndoOptions }
  | { readonly kind: 'clients'; readonly options: ClientsOptions }
  | { readonly kind: 'logs'; readonly options: LogsOptions }
  | { readonly kind: 'explain'; readonly options: ExplainOptions }
  | { readonly kind: 'pcap'; readonly options: PcapOptions }
  | { readonly kind: 'lint'; readonly options: LintOptions }
  | { readonly kind: 'lab-list'; readonly json: boolean }
  | { readonly kind: 'lab-up'; readonly file: string }
  /** `user` undefined: whoever runs it. */
  | {
      readonly kind: 'lab-run';
      readonly file: string;
      readonly command: readonly string[];
      readonly user: string | undefined;
    }
  | { readonly kind: 'lab-down' }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'completion'; readonly shell: Shell }
  | { readonly kind: 'man' };
