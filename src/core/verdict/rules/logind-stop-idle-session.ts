import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** systemd-logind counts input at terminals, and ends the whole session, its server process with it. */
export const logindStopIdleSession: Rule = {
  causes: ['logind-stop-idle-session', 'teleport-idle', 'bastion-idle', 'admin-kill'],
  kind: 'idle-limit',
  question: 'Is a session with a terminal closed by the server, while those without one live on?',
  cites: ['logind.conf(5) StopIdleSessionSec'],
  layer: 'server-host',
  policy: 'yes',
  judge({ announced, shell, limit, control }) {
    if (announced !== undefined)
      return announced.shellOnly && announced.ending === 'fin' && control.lived === 'yes'
        ? yes('announced', 'control-lived')
        : no('announced');
    if (shell === undefined || limit.upperMs === undefined) return UNKNOWN;
    return no('nothing-announced');
  },
};
