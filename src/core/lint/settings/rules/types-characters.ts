import type { Rule } from '../../rule.ts';
import { type Entry, isOn, type SettingsKind, type SettingsSubject } from '../entries.ts';

/** An anti-idle that types goes into whatever runs in the terminal. */
export const typesCharacters: Rule<SettingsSubject> = {
  id: 'types-characters',
  severity: 'warning',
  title: 'An anti-idle that types characters into the session, instead of a keepalive of the protocol.',
  cites: ['manuals of SecureCRT, Xshell, iTerm2, KiTTY: the string is sent as if typed'],
  judge({ kind, entries }) {
    const typing = TYPING[kind];
    if (typing === undefined) return [];
    return entries
      .filter((entry) => typing.isTyping(entry, entries))
      .map((entry) => ({
        place: entry.place,
        message: `${typing.program} types characters into the session while it is idle: they go into editors, pagers and password prompts, and an idle limit of the shell (TMOUT) that somebody set is evaded`,
        fix: typing.instead,
      }));
  },
};

interface Typing {
  readonly program: string;
  readonly instead: string;
  isTyping(entry: Entry, all: readonly Entry[]): boolean;
}

const PUTTY_INSTEAD =
  'leave AntiIdle empty and set PingIntervalSecs to 60: that sends a message of the protocol';

const TYPING: Readonly<Partial<Record<SettingsKind, Typing>>> = {
  'kitty-session': { program: 'KiTTY', instead: PUTTY_INSTEAD, isTyping: isAntiIdle },
  'kitty-ini': { program: 'KiTTY', instead: PUTTY_INSTEAD, isTyping: isAntiIdle },
  'putty-reg': { program: 'KiTTY', instead: PUTTY_INSTEAD, isTyping: isAntiIdle },
  securecrt: {
    program: 'SecureCRT',
    instead:
      'turn "Idle Check" off (00000000) and "Idle NO-OP Check" on (00000001), with "Idle NO-OP Timeout" 0000003c',
    isTyping: (entry) => entry.key === 'Idle Check' && isOn(entry),
  },
  xshell: {
    program: 'Xshell',
    instead:
      'set SendKeepAlive=0 and KeepAlive=1 with KeepAliveInterval=60: that is the keepalive of the protocol',
    isTyping: (entry) => entry.key === 'SendKeepAlive' && isOn(entry),
  },
  iterm2: {
    program: 'iTerm2',
    instead: 'turn "Send Code When Idle" off, and set ServerAliveInterval 60 in ~/.ssh/config',
    isTyping: (entry) => entry.key === 'Send Code When Idle' && isOn(entry),
  },
};

function isAntiIdle({ key, value }: Entry): boolean {
  return /^antiidle$/i.test(key) && value.replace(/\\+$/, '').trim() !== '';
}
