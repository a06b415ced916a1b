/** What a lookup in ssh_config is asked, what it may know of the world, and what it remembers on its way. */
import type { Answer } from './answer.ts';
import type { Version } from './client-keywords.ts';
import type { ConfigFiles, Place } from './config-files.ts';
import type { ConfigLine, Directive } from './lines.ts';
import type { ValueWorld } from './reading.ts';
import type { Effect, Setting, Settings } from './settings.ts';

export interface ClientAsk {
  /** As it would be typed: a name, an alias, an address. */
  readonly host: string;
  /** From `user@` or `-l`; `undefined`: not given. */
  readonly user: string | undefined;
  readonly port: number | undefined;
  /** Each as after `-o`. */
  readonly options: readonly string[];
  /** In the order in which ssh reads them. */
  readonly files: readonly ClientFile[];
}

export interface ClientFile {
  readonly path: string;
  /** Relative paths of `Include` begin in `~/.ssh` or in `/etc/ssh`; only a user's file may name `~`. */
  readonly scope: 'user' | 'system';
  /** Given with `-F`: it must be there, and its permissions do not matter. */
  readonly explicit: boolean;
}

export interface ClientWorld extends ValueWorld {
  readonly files: ConfigFiles;
  readonly build: Build;
  /** Who runs ssh; `undefined`: not known. */
  readonly localUser: string | undefined;
  /** How a command of `Match exec` would end. */
  runs(command: string): Answer;
  /** Reads on behind a fault that would end ssh, to see the others too. */
  readonly readsOn: boolean;
  /** Whether the name service knows a name; asked only while names are made canonical. */
  resolves(name: string): Answer;
}

export interface Build {
  readonly version: Version;
  /** Debian's patches are in, as in Ubuntu's builds. */
  readonly debian: boolean;
}

/** A directive that ssh came by, and what it did with it. */
export interface Seen {
  readonly file: string;
  readonly line: ConfigLine;
  readonly directive: Directive;
  readonly active: Answer;
  /** `undefined`: it sets nothing (`Host`, `Include`, a line that is refused or says `none`). */
  readonly set: SetBy | undefined;
}

export interface SetBy {
  /** The setting's name in small letters, whatever alias the line uses. */
  readonly name: string;
  readonly value: string;
  readonly effect: Effect;
}

/** What is wrong: the word at the beginning of a line, where it stands, how the line is written, a value, a condition, or a file. */
export type RefusalKind = 'keyword' | 'inside-match' | 'syntax' | 'value' | 'match' | 'file';

export interface Refusal {
  /** `undefined`: no one line is to blame. */
  readonly place: Place | undefined;
  readonly message: string;
  /** `unknown`: it depends on what cannot be told here. */
  readonly certain: Answer;
  readonly about: RefusalKind;
  /** ssh's own message names the line. */
  readonly namesLine: boolean;
}

export interface ClientReading {
  /** Whether ssh would end with an error instead of connecting. */
  readonly refused: Answer;
  readonly refusals: readonly Refusal[];
  readonly seen: readonly Seen[];
  /** By name in small letters, as `ssh -G` prints it but for tokens, which stay as written. */
  setting(name: string): Setting;
}

/** What is remembered while files are read. */
export interface ClientRun {
  readonly ask: ClientAsk;
  readonly world: ClientWorld;
  readonly settings: Settings;
  readonly refusals: Refusal[];
  readonly seen: Seen[];
  /** The name that `Host` is compared with in this pass; `undefined`: not known. */
  host: string | undefined;
  finalPass: boolean;
  wantsFinalPass: Answer;
  /** A file had a fault, and ssh has ended. */
  stopped: boolean;
}

export const COMMAND_LINE: Place = { file: 'command line', line: 0, column: 1 };
