import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The server lets nobody in for now: it has too many who have not logged in yet, or holds something against this address. */
export const sshdMaxStartups: Rule = {
  causes: ['sshd-max-startups', 'sshd-per-source-penalties'],
  kind: 'refusal',
  question: 'Does the server turn logins away before it asks who we are?',
  cites: [
    'sshd_config(5) MaxStartups 10:30:100; PerSourcePenalties since OpenSSH 9.8',
    'OpenSSH sshd.c: "Exceeded MaxStartups" (8.2 to 9.7), "Not allowed at this time" (since 9.8)',
  ],
  layer: 'sshd',
  policy: 'yes',
  judge({ turnedAway, control }) {
    if (control.lived === 'yes') return no('control-lived');
    if (turnedAway === undefined) return UNKNOWN;
    return /Exceeded MaxStartups|Not allowed at this time/.test(turnedAway.words)
      ? yes('turned-away')
      : UNKNOWN;
  },
};
