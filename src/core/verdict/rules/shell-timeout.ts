import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** What shells say when they end a session for want of input; the catalogue's ids by these words. */
const LAST_WORDS: readonly (readonly [RegExp, string])[] = [
  [/timed out waiting for input: auto-logout/, 'bash-tmout'],
  [/timed out waiting for input/, 'ksh-tmout'],
  [/zsh: timeout/, 'zsh-tmout'],
  [/auto-logout/, 'tcsh-autologout'],
];

function shellRule(cause: string, others: readonly string[], cites: readonly string[]): Rule {
  return {
    causes: [cause, ...others],
    kind: 'idle-limit',
    question: `Did the login shell end the session for want of input (${cause})?`,
    cites,
    layer: 'shell',
    policy: 'yes',
    judge({ announced, shell, login }) {
      const said = LAST_WORDS.find(([words]) => announced !== undefined && words.test(announced.words))?.[1];
      if (announced?.shellOnly === true && said === cause) return yes('announced', 'shell-words');
      if (announced?.shellOnly === true && said === undefined) return UNKNOWN;
      if (!login || shell === undefined) return UNKNOWN;
      return no(`${shell.armId}-${shell.outcome}`);
    },
  };
}

const BASH = shellRule(
  'bash-tmout',
  ['ash-tmout'],
  ['bash(1) TMOUT', 'lab: "timed out waiting for input: auto-logout"'],
);
const KSH = shellRule('ksh-tmout', [], ['ksh93(1) TMOUT']);
const ZSH = shellRule('zsh-tmout', [], ['zshparam(1) TMOUT']);
const TCSH = shellRule('tcsh-autologout', [], ['tcsh(1) autologout']);

/** The shells' own timers, told apart by their last words. */
export const shellTimeouts: readonly Rule[] = [BASH, KSH, ZSH, TCSH];
