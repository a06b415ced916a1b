import { no, type Rule, yes } from '../rule.ts';

/** An SSH server closes connections on which nobody logs in (LoginGraceTime, 120 s by default): that is no idle limit. */
export const loginGraceTime: Rule = {
  causes: ['sshd-login-grace-time', 'dropbear-auth-timeout'],
  kind: 'not-idle',
  question: 'Was it the time that a server allows for logging in?',
  cites: ['sshd_config(5) LoginGraceTime; jitter of up to 4 s since OpenSSH 9.8'],
  layer: 'sshd',
  policy: 'yes',
  judge({ login, serverSoftware, announced, control, sameAge }) {
    if (login) return no('logged-in');
    if (serverSoftware === undefined) return no('no-ssh-greeting');
    const closed = announced?.ending === 'fin' || control.death?.ending === 'fin' || sameAge !== undefined;
    return closed
      ? yes('ssh-greeting', sameAge === undefined ? 'announced' : 'same-age')
      : no('nothing-announced');
  },
};
