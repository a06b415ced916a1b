/** What a lookup in sshd_config is asked, what it may know of the world, and what it remembers on its way. */
import type { Answer } from './answer.ts';
import type { Build, Refusal, Seen } from './client-run.ts';
import type { ConfigFiles } from './config-files.ts';
import type { ValueWorld } from './reading.ts';
import type { Setting, Settings } from './settings.ts';

/** Whose connection it is. `undefined`: not known, so that a condition about it cannot be told. */
export interface Connection {
  readonly user: string | undefined;
  /** The client's name, as sshd sees it. */
  readonly host: string | undefined;
  /** The client's address. */
  readonly address: string | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
}

export interface ServerAsk {
  readonly path: string;
  /** `undefined`: only what holds for everybody, as sshd starts. */
  readonly connection: Connection | undefined;
}

export interface ServerWorld extends ValueWorld {
  readonly files: ConfigFiles;
  readonly build: Build;
  /** Reads on behind a fault that would end sshd, to see the others too. */
  readonly readsOn: boolean;
  /** The groups of a user; `undefined`: not known; none for a user that does not exist. */
  groupsOf(user: string): readonly string[] | undefined;
}

export interface ServerReading {
  /** Whether sshd would refuse to start, or to serve this connection. */
  readonly refused: Answer;
  readonly refusals: readonly Refusal[];
  /** As sshd starts: inside `Match` blocks nothing sets anything, but for `Match all`. */
  readonly seen: readonly Seen[];
  /** Once more, for the connection; empty where none was asked about. */
  readonly seenForConnection: readonly Seen[];
  /** By name in small letters, as `sshd -T` prints it; keywords that add up are not here. */
  setting(name: string): Setting;
}

export interface ServerRun {
  readonly world: ServerWorld;
  /** `undefined`: sshd is starting, and only looks whether `Match` lines are well written. */
  readonly connection: Connection | undefined;
  readonly settings: Settings;
  readonly refusals: Refusal[];
  readonly seen: Seen[];
  stopped: boolean;
}
