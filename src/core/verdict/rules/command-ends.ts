import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** What runs in every session ends by itself at one age: a forced command, or what wraps it. */
export const commandEnds: Rule = {
  causes: ['admin-kill', 'sshd-session-killed'],
  kind: 'not-idle',
  question: "Does the account's own command end by itself, however busy the session is?",
  cites: ['sshd(8) AUTHORIZED_KEYS: command=; sshd_config(5) ForceCommand', 'timeout(1): exit status 124'],
  layer: 'shell',
  policy: 'yes',
  judge({ sameAge, control }) {
    if (control.lived === 'yes') return no('control-lived');
    if (sameAge === undefined || control.death === undefined) return UNKNOWN;
    const { ending, exitStatus } = control.death;
    if (ending !== 'channel-closed') return no('control-died');
    return exitStatus === undefined || exitStatus === NO_PROGRAM_ENDED
      ? UNKNOWN
      : yes('same-age', 'control-died');
  },
};

const NO_PROGRAM_ENDED = 255;
