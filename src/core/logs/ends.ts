/** How a session can end, in a word, whether that was for idleness, and in a sentence. */
import { CAUSES } from '../facts/causes.ts';

export type Answer = 'yes' | 'no' | 'unknown';

/** Ends that name no cause. All others are ids of the catalogue of causes. */
const PLAIN_ENDS = {
  'client-disconnect': { idle: 'no', words: 'the client said goodbye' },
  'normal-logout': { idle: 'no', words: 'the session was closed in order' },
  'reset-by-peer': {
    idle: 'unknown',
    words: 'a reset ended it: sent by the client host, or by a box on the path; the log does not say why',
  },
  'connection-lost': {
    idle: 'unknown',
    words: 'the connection ended without a goodbye; the log does not say why',
  },
  'pre-auth': { idle: 'no', words: 'it ended before anybody was logged in' },
  'negotiation-failed': { idle: 'no', words: 'client and server have no algorithm in common' },
  'still-open': { idle: 'unknown', words: 'no end is recorded: still open, or lost without a word' },
  unknown: {
    idle: 'unknown',
    words:
      'it ended, and the log does not say how: at LogLevel INFO sshd before 9.8 records no lost connection',
  },
} as const satisfies Readonly<Record<string, { readonly idle: Answer; readonly words: string }>>;

export type PlainEnd = keyof typeof PLAIN_ENDS;

/** Causes that end a session because it was idle, and those that end it for another reason; the others: unknown. */
const IDLE_CAUSES: Readonly<Record<string, Answer>> = {
  'bash-tmout': 'yes',
  'ksh-tmout': 'yes',
  'zsh-tmout': 'yes',
  'tcsh-autologout': 'yes',
  'sshd-channel-timeout': 'yes',
  'sshd-unused-connection-timeout': 'yes',
  'dropbear-idle-timeout': 'yes',
  'logind-stop-idle-session': 'yes',
  'bastion-idle': 'yes',
  'teleport-idle': 'yes',
  'sshd-login-grace-time': 'no',
  'sshd-max-startups': 'no',
  'sshd-per-source-penalties': 'no',
  'sshd-session-killed': 'no',
  'dropbear-auth-timeout': 'no',
  'dropbear-max-duration': 'no',
  'server-reboot': 'no',
  'client-killed': 'no',
};

/** Whether a session that ended so was ended because it was idle. */
export function idleOf(end: string): Answer {
  return isPlain(end) ? PLAIN_ENDS[end].idle : (IDLE_CAUSES[end] ?? 'unknown');
}

/** How it ended, in a sentence without its first capital and its point. */
export function wordsOfEnd(end: string): string {
  if (isPlain(end)) return PLAIN_ENDS[end].words;
  return wordsOfCause.get(end) ?? end;
}

/** The first sentence of what each cause means. */
const wordsOfCause: ReadonlyMap<string, string> = new Map(
  CAUSES.map(({ id, meaning }) => {
    const [sentence = meaning] = meaning.split(/(?<=\.) /, 1);
    return [id, sentence.replace(/\.$/, '')];
  }),
);

/** Whether a session that ended so was lost: neither ended in order, nor still there, nor never begun. */
export function isLost(end: string): boolean {
  return !IN_ORDER.has(end) && !BEFORE_LOGIN.has(end) && end !== 'still-open';
}

/** Whether nobody was ever logged in. */
export function isBeforeLogin(end: string): boolean {
  return BEFORE_LOGIN.has(end);
}

function isPlain(end: string): end is PlainEnd {
  return Object.hasOwn(PLAIN_ENDS, end);
}

const IN_ORDER: ReadonlySet<string> = new Set(['client-disconnect', 'normal-logout']);
const BEFORE_LOGIN: ReadonlySet<string> = new Set([
  'pre-auth',
  'negotiation-failed',
  'sshd-login-grace-time',
  'sshd-max-startups',
  'sshd-per-source-penalties',
  'dropbear-auth-timeout',
]);
