import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** This machine slept, and the connections did not survive it. */
export const clientSuspend: Rule = {
  causes: ['client-suspend'],
  kind: 'not-idle',
  question: 'Did the connections die of this machine having slept?',
  cites: ['clock_gettime(2): CLOCK_MONOTONIC stands still while the system is suspended'],
  layer: 'client-host',
  policy: 'no',
  judge({ suspends, control }) {
    if (suspends.length === 0) return no('no-suspend');
    return control.lived === 'no' ? yes('suspend-1') : UNKNOWN;
  },
};
