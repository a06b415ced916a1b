/** Reads out of ssh's own last words why a login failed, and what to do. */
import type { LoginFailure } from './events.ts';

export interface LoginTrouble {
  readonly why: LoginFailure;
  /** What ssh said that matters, one line. */
  readonly message: string;
  readonly hint: string;
}

/** `destination` as the person would give it to ssh. `words`: what ssh printed on stderr. */
export function loginTrouble(words: string, destination: string): LoginTrouble {
  const lines = words
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const { pattern, why, hint } of KNOWN) {
    const message = lines.find((line) => pattern.test(line));
    if (message !== undefined) return { why, message: plain(message), hint: hint(destination) };
  }
  return { why: 'other', message: lines.at(-1) ?? 'ssh ended without a word', hint: asSsh(destination) };
}

/** Without the frame of a warning. */
function plain(line: string): string {
  return line.replace(/^[@\s]+|[@\s]+$/g, '');
}

const asSsh = (destination: string) => `ssh itself says so; try: ssh ${destination} true`;

/** The first that matches wins: the particular before the general. Texts of OpenSSH 7.6 to 10. */
const KNOWN: readonly {
  readonly pattern: RegExp;
  readonly why: LoginFailure;
  readonly hint: (destination: string) => string;
}[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    why: 'host-key',
    hint: () => 'the host key is not the one in known_hosts: find out why before anything else',
  },
  {
    pattern: /Host key verification failed|No .* host key is known/,
    why: 'host-key',
    hint: (destination) => `log in once by hand to check and accept the host key: ssh ${destination}`,
  },
  {
    pattern: /Permission denied|Too many authentication failures|no more authentication methods/i,
    why: 'denied',
    hint: asSsh,
  },
  {
    pattern:
      /Bad configuration option|Bad owner or permissions|extra arguments at end of line|terminating, \d+ bad configuration/,
    why: 'other',
    hint: asSsh,
  },
  {
    pattern:
      /kex_exchange_identification|ssh_exchange_identification|Connection (closed|reset) by|Not allowed at this time|Exceeded MaxStartups/,
    why: 'turned-away',
    hint: () =>
      'the server turns logins away: wait some minutes (fail2ban, PerSourcePenalties, MaxStartups), or use fewer with --logins N',
  },
  { pattern: /Unable to negotiate|no matching .* found/, why: 'other', hint: asSsh },
];
