/** What to tell of a login that came to nothing: by ssh's and a ProxyCommand's words, or by how it ended. */
import type { Ending } from '../../core/measure/trial.ts';
import type { ResolvedSsh } from '../../core/ssh/resolved.ts';
import type { TraceEventBody } from '../../core/trace/events.ts';
import { loginTrouble } from '../../core/trace/login-failure.ts';

export interface ArmEnd {
  readonly ending: Ending;
  /** Of ssh, raw. */
  readonly words: string;
  readonly idleMs: number;
  /** Of the ssh process; `undefined`: a signal ended it, or nobody waited for it. */
  readonly exitStatus: number | undefined;
  /** Of a ProxyCommand, raw. */
  readonly complaints: string;
}

type Trouble = Omit<Extract<TraceEventBody, { kind: 'not-opened' }>, 'kind' | 'armId'>;

export function troubleOf(
  { ending, words, idleMs, complaints }: ArmEnd,
  {
    destination,
    resolved,
    pty,
  }: { readonly destination: string; readonly resolved: ResolvedSsh; readonly pty: boolean },
): Trouble {
  const complaint = complaints.split('\n').at(-1)?.trim() ?? '';
  if (complaint !== '' && !/Permission denied|Host key verification failed/.test(words)) {
    return {
      why: 'connect',
      message: `its ProxyCommand says: ${complaint}`,
      hint: `ssh would use it too; try: ssh ${destination} true`,
    };
  }
  if (idleMs >= LONG_SILENCE_MS && /Connection (?:closed|reset) by/.test(words)) {
    return {
      why: 'connect',
      message: `the server hung up after ${Math.round(idleMs / 1000)} s without a word while logging in`,
      hint: 'a path that loses large packets (MTU) looks like this, and a login that takes longer than the server allows (LoginGraceTime)',
    };
  }
  // So ssh calls a peer that it has no address of.
  const told = words.replaceAll('UNKNOWN port 65535', `${resolved.host} port ${resolved.port}`);
  if (words !== '' || pty) return loginTrouble(told, destination);
  return ending === 'channel-closed' ? NO_COMMANDS : loginTrouble(HUNG_UP, destination);
}

/** The trouble of a login in which nothing came for `idleMs`; `undefined`: none yet. */
export function muteAt(stage: 'greeting' | 'login' | 'account', idleMs: number): Trouble | undefined {
  const limitMs = MUTE_LIMITS_MS[stage];
  if (idleMs < limitMs) return undefined;
  if (stage === 'account') return NO_COMMANDS;
  return {
    why: 'connect',
    message: `no word from the server for ${limitMs / 1000} s while logging in`,
    hint: 'does an SSH server listen at this port? a path that loses large packets (MTU) looks like this too',
  };
}

const MUTE_LIMITS_MS = {
  // A server greets at once (RFC 4253 §4.2); more is for a slow path, and for a busy server's reverse lookups.
  greeting: 30_000,
  // Longer than servers allow (LoginGraceTime, 120 s by default): a key may want to be touched.
  login: 130_000,
  // A menu waits for ever; a shell may read its files from a slow disk.
  account: 15_000,
} as const;
/** Who turns a login away does so sooner. */
const LONG_SILENCE_MS = 10_000;
/** In ssh's own words, where it had none. */
const HUNG_UP = 'Connection closed by the server';
const NO_COMMANDS: Trouble = {
  why: 'no-commands',
  message: 'the login works, but the account runs no commands of ours',
  hint: 'a forced command or an appliance: measure the bare connection instead, with tcp://host:port',
};
