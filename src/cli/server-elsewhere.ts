/** A server's configuration over the person's own ssh, as its superuser: looked at, replaced, and put back where anything is wrong. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openRootShell, type RootShell, triedLogin } from '../adapters/ssh/root-shell.ts';
import { decodeText } from '../core/edit/octets.ts';
import { OperationalError } from '../core/errors.ts';
import { dropInPath, type ServerLook, serverLookOf, strayServerSetting } from '../core/fix/server-look.ts';
import {
  ANSWER,
  backupOn,
  lookScript,
  octetsOf,
  readScript,
  replaceScript,
  ROOT_SHELL,
  type ServerReplacement,
  whoScript,
} from '../core/fix/server-scripts.ts';
import { type Listener, listenerOf } from '../core/fix/server-words.ts';
import { verifiedBySshd } from './fix-server.ts';

export interface Login {
  readonly destination: string;
  /** Whether ssh may ask the person. */
  readonly mayAsk: boolean;
  readonly signal: AbortSignal;
}

export type ServerSeen =
  | { readonly kind: 'seen'; readonly look: ServerLook; readonly dropIn: Uint8Array | undefined }
  /** It can only be done by hand. `main`: its configuration, where it may be read. */
  | { readonly kind: 'by-hand'; readonly why: string; readonly main: string; readonly banner: string };

/** Changes nothing. Throws CANNOT_CONNECT where ssh does not get there. */
export async function lookAtServer(login: Login): Promise<ServerSeen> {
  return withShell(login, async (shell) => {
    const byHand = (why: string, main = ''): ServerSeen => ({
      kind: 'by-hand',
      why,
      main,
      banner: shell.banner() ?? '',
    });
    const found = await whoListens(shell, login);
    if (typeof found === 'string') {
      // The configuration comes after that answer, and then the end.
      if (found === NO_ROOT) await shell.hear();
      return byHand(found, found === NO_ROOT ? shell.rest() : '');
    }
    const look = await looked(shell, found, login);
    if (look === undefined || (look.settings === '' && look.objection === undefined))
      return byHand('sshd does not say there what it reads');
    const path = dropInPath(look);
    if (path === undefined) return { kind: 'seen', look, dropIn: undefined };
    shell.say(readScript(path));
    const [word, digits = ''] = await heard(shell, login);
    if (word === 'other') return byHand(`${path} is no plain file there`, decodeText(look.content).text);
    return { kind: 'seen', look, dropIn: word === 'absent' ? undefined : octetsOf(digits) };
  });
}

export interface WantedReplacement extends ServerReplacement {
  /** What sshd -T shall say; `undefined`: whatever it says is right. */
  readonly seconds: number | undefined;
  /** The file is not what it was: what it is now; `undefined`: not there. */
  readonly onChanged: (now: Uint8Array | undefined) => void;
}

/** What was verified. Throws what went wrong, everything being as it was; CANNOT_CONNECT: it is not known how it ended. */
export async function replaceOnServer(login: Login, change: WantedReplacement): Promise<readonly string[]> {
  return withShell(login, async (shell) => {
    const listener = await whoListens(shell, login);
    if (typeof listener === 'string') throw notDone(login, listener, 'run the same command again');
    const before = await looked(shell, listener, login);
    if (before === undefined)
      throw notDone(
        login,
        'sshd does not say what it reads',
        `look there yourself: ssh ${login.destination}`,
      );
    shell.say(replaceScript(change, listener));
    const settings = await answered(shell, 'settings', { login, change });
    if (settings === undefined) return [`${change.path} is so already`];
    const now = decodeText(octetsOf(settings[1] ?? '')).text;
    const wrong =
      change.seconds === undefined ? undefined : strayServerSetting(before.settings, now, change.seconds);
    if (wrong !== undefined) throw await putBack(shell, login, wrong);
    shell.say('go\n');
    await answered(shell, 'reloaded', { login, change });
    const refused = await newLogin(login);
    if (refused !== undefined)
      throw await putBack(shell, login, `no new login works after the reload: ${refused}`);
    shell.say('keep\n');
    await answered(shell, 'kept', { login, change });
    const said = change.seconds === undefined ? 'sshd -t has no objection' : verifiedBySshd(change.seconds);
    return [
      `on ${login.destination} ${said}`,
      `sshd was reloaded (process ${listener.pid}); this session lived on, and a new login works`,
    ];
  });
}

/** Where the server keeps what was there before; `undefined`: nothing was. */
export function keptOnServer(change: ServerReplacement): string | undefined {
  return change.before === undefined || change.after === undefined ? undefined : backupOn(change);
}

async function withShell<T>(login: Login, work: (shell: RootShell) => Promise<T>): Promise<T> {
  const shell = openRootShell({ ...login, command: ROOT_SHELL, prefix: ANSWER });
  try {
    return await work(shell);
  } finally {
    shell.close();
  }
}

/** The sshd behind this login; a text: why it cannot be set from here. */
async function whoListens(shell: RootShell, login: Login): Promise<Listener | string> {
  shell.say(whoScript());
  const answer = await shell.hear();
  if (answer === undefined && shell.wasIn() === true) return 'the login runs no commands of ours';
  const [word, pid = '', unit = '', digits = ''] = answer ?? (await heard(shell, login));
  const banner = shell.banner();
  if (banner !== undefined && !banner.startsWith('OpenSSH')) {
    throw notDone(
      login,
      `it calls itself ${banner}, which is not OpenSSH`,
      'set the client instead: idletrace fix HOST',
    );
  }
  if (word === 'no-root') return NO_ROOT;
  if (word !== 'listener') return 'no sshd is found above the login that could be reloaded';
  const listener = listenerOf(
    Number(pid),
    decodeText(octetsOf(digits)).text.trim(),
    unit === '-' ? undefined : unit,
  );
  return listener ?? `the words that its sshd (process ${pid}) was started with are not understood`;
}

async function looked(shell: RootShell, listener: Listener, login: Login): Promise<ServerLook | undefined> {
  shell.say(lookScript(listener));
  const answers: (readonly string[])[] = [];
  for (;;) {
    const answer = await heard(shell, login);
    if (answer[0] === 'end') return serverLookOf(answers);
    answers.push(answer);
  }
}

async function heard(shell: RootShell, { destination }: Login): Promise<readonly string[]> {
  const answer = await shell.hear();
  if (answer !== undefined) return answer;
  throw new OperationalError(
    'CANNOT_CONNECT',
    `cannot go on at the server ${destination}: ${shell.lastWord() || 'the connection ended'}`,
    {
      hint: `ssh itself says so; try: ssh ${destination} true`,
    },
  );
}

/** The answer that is wanted; `undefined`: nothing was to be done. Throws for any other. */
async function answered(
  shell: RootShell,
  wanted: string,
  { login, change }: { readonly login: Login; readonly change: WantedReplacement },
): Promise<readonly string[] | undefined> {
  const answer = await shell.hear();
  const [word, digits = ''] = answer ?? [];
  if (word === wanted) return answer;
  const said = decodeText(octetsOf(digits)).text.trim().split('\n')[0] ?? '';
  switch (word) {
    case 'already':
      return undefined;
    case 'changed':
    case 'gone':
      change.onChanged(word === 'gone' ? undefined : octetsOf(digits));
      throw new OperationalError(
        'CHANGED_MEANWHILE',
        `${change.path} on ${login.destination} is not what it was; nothing was written`,
        { hint: 'look at it, then run the same command again' },
      );
    case 'refused-before':
      throw notDone(login, `sshd -t has an objection already: ${said}`, 'mend that first');
    case 'refused-after':
      throw notDone(login, `sshd -t says: ${said}; it was put back`, NOTHING_CHANGED);
    case 'cannot':
    case 'put-back':
      throw notDone(login, `${said || 'it was stopped'}; it was put back`, NOTHING_CHANGED);
    case undefined:
    default:
      throw new OperationalError(
        'CANNOT_CONNECT',
        `the connection to ${login.destination} ended in the middle: ${shell.lastWord() || 'ssh does not say why'}`,
        { hint: `the server puts ${change.path} back by itself then; idletrace undo makes sure` },
      );
  }
}

async function putBack(shell: RootShell, login: Login, why: string): Promise<OperationalError> {
  shell.say('back\n');
  const [word] = (await shell.hear()) ?? [];
  if (word === 'put-back') return notDone(login, `${why}; it was put back`, NOTHING_CHANGED);
  return new OperationalError(
    'CANNOT_CONNECT',
    `${why}; and ${login.destination} does not say that it was put back`,
    {
      hint: `look there: ssh ${login.destination}; idletrace undo makes sure`,
    },
  );
}

/** sshd that begins anew does not listen for a moment. */
async function newLogin(login: Login): Promise<string | undefined> {
  let refused: string | undefined;
  for (let left = LOGIN_TRIES; left > 0; left -= 1) {
    refused = await triedLogin(login.destination, login);
    if (refused === undefined || login.signal.aborted || !/refused|reset|closed/i.test(refused))
      return refused;
    await sleep(LOGIN_PAUSE_MS);
  }
  return refused;
}

function notDone({ destination }: Login, why: string, hint: string): OperationalError {
  return new OperationalError('NOT_DONE', `the server ${destination} was not changed: ${why}`, { hint });
}

const NO_ROOT = 'the login is not root, and sudo -n is refused';
const NOTHING_CHANGED = 'nothing is changed there; idletrace fix --server --dry-run shows what was tried';
/** Ten seconds in all: more than sshd needs to begin anew on a loaded machine. */
const LOGIN_TRIES = 20;
const LOGIN_PAUSE_MS = 500;
