import { no, type Rule, UNKNOWN, yes } from '../rule.ts';
import { saidByShell } from './shell-timeout.ts';

/** A tmux or screen that stood in the login shell's place left the session, and that ended with it. */
export const multiplexerLeft: Rule = {
  causes: ['tmux-server-gone', 'tmux-or-screen-lock'],
  kind: 'idle-limit',
  question: 'Did a tmux or screen end the session, by detaching or by its own end?',
  cites: [
    'tmux client.c, client_exit_message: "detached", "exited"',
    'screen(1) idle: "idle 60 detach"; lab: "[detached from …]"',
  ],
  layer: 'shell',
  policy: 'unknown',
  judge({ announced, shell, login, serverSoftware }) {
    if (!login) return no(serverSoftware === undefined ? 'no-ssh-greeting' : 'ssh-greeting');
    if (announced?.shellOnly !== true)
      return shell === undefined ? UNKNOWN : no(`${shell.armId}-${shell.outcome}`);
    if (announced.ending !== 'channel-closed') return no('announced');
    // What a shell inside of it said comes first: then it is that shell's limit.
    if (saidByShell(announced.words)) return no('shell-words');
    return FAREWELL.test(announced.words) ? yes('announced', 'shell-words') : no('shell-words');
  },
};

/** Control sequences may stand before them. */
const FAREWELL =
  /\[(?:(?:remote )?detached\b|exited\]|server exited|lost (?:tty|server)|terminated\]|screen is terminating)/;
