import type { Findings } from '../../evidence/findings.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** What shells say when they end a session for want of input; the catalogue's ids by these words. */
const LAST_WORDS: readonly (readonly [RegExp, string])[] = [
  [/timed out waiting for input: auto-logout/, 'bash-tmout'],
  [/timed out waiting for input/, 'ksh-tmout'],
  [/zsh: timeout/, 'zsh-tmout'],
  [/auto-logout/, 'tcsh-autologout'],
];

interface Shell {
  readonly cause: string;
  /** Whose last words it says. */
  readonly speaksLike: string;
  readonly others?: readonly string[];
  readonly cites: readonly string[];
  /** Whether an account's shell of that name may be it. */
  readonly mayBe: (shellName: string) => boolean;
}

function shellRule({ cause, speaksLike, others = [], cites, mayBe }: Shell): Rule {
  return {
    causes: [cause, ...others],
    kind: 'idle-limit',
    question: `Did the login shell end the session for want of input (${cause})?`,
    cites,
    layer: 'shell',
    policy: 'yes',
    judge({ announced, shell, login, shellName, serverSoftware }) {
      if (announced?.shellOnly === true) {
        const said = saidBy(announced);
        if (said === speaksLike) {
          if (shellName === undefined)
            return cause === speaksLike ? yes('announced', 'shell-words') : UNKNOWN;
          return mayBe(shellName) ? yes('announced', 'shell-words') : no('shell-words', 'login-shell');
        }
        if (said !== undefined) return no('shell-words');
        if (announced.ending !== 'channel-closed') return no('announced');
        // A shell that ends has an exit status.
        return announced.exitStatus === NO_PROGRAM_ENDED ? no('exit-status') : UNKNOWN;
      }
      if (!login) return no(serverSoftware === undefined ? 'no-ssh-greeting' : 'ssh-greeting');
      if (shell === undefined) return UNKNOWN;
      return no(`${shell.armId}-${shell.outcome}`);
    },
  };
}

/** Words with which a shell ends a session for want of input. */
export function saidByShell(words: string): boolean {
  return LAST_WORDS.some(([pattern]) => pattern.test(words));
}

function saidBy({ words }: NonNullable<Findings['announced']>): string | undefined {
  return LAST_WORDS.find(([pattern]) => pattern.test(words))?.[1];
}

const bashTmout = shellRule({
  cause: 'bash-tmout',
  speaksLike: 'bash-tmout',
  cites: ['bash(1) TMOUT', 'lab: "timed out waiting for input: auto-logout"'],
  mayBe: (name) => !isAsh(name),
});
const ashTmout = shellRule({
  cause: 'ash-tmout',
  speaksLike: 'bash-tmout',
  others: ['bash-tmout'],
  cites: ['BusyBox shell/ash.c, ASH_IDLE_TIMEOUT: the words of bash'],
  mayBe: isAsh,
});
const kshTmout = shellRule({
  cause: 'ksh-tmout',
  speaksLike: 'ksh-tmout',
  cites: ['ksh93(1) TMOUT: a minute of grace follows', 'mksh(1) TMOUT: none does'],
  mayBe: () => true,
});
const zshTmout = shellRule({
  cause: 'zsh-tmout',
  speaksLike: 'zsh-tmout',
  cites: ['zshparam(1) TMOUT'],
  mayBe: () => true,
});
const tcshAutologout = shellRule({
  cause: 'tcsh-autologout',
  speaksLike: 'tcsh-autologout',
  cites: ['tcsh(1) autologout: whole minutes'],
  mayBe: () => true,
});

/** The shells' own timers, told apart by their last words. */
export const shellTimeouts: readonly Rule[] = [ashTmout, bashTmout, kshTmout, zshTmout, tcshAutologout];

function isAsh(name: string): boolean {
  return name === 'ash' || name === 'busybox';
}

const NO_PROGRAM_ENDED = 255;
