import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** Every connection ended at one age after its login, the busy one too. */
export const sessionLifetime: Rule = {
  causes: ['sshd-session-killed', 'admin-kill', 'dropbear-max-duration', 'teleport-idle'],
  kind: 'not-idle',
  question: 'Do sessions end at a certain age, however busy they are?',
  cites: ['dropbear(8) -M; session limits of bastions'],
  layer: 'sshd',
  policy: 'yes',
  judge({ sameAge, control }) {
    if (sameAge !== undefined) return yes('same-age');
    return control.lived === 'yes' ? no('control-lived') : UNKNOWN;
  },
};
