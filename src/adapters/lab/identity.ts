/** Who is who in a lab: whom its sessions run as, and who runs the commands on its client. */
import { userInfo } from 'node:os';
import { OperationalError } from '../../core/errors.ts';
import { realIds, type Ids } from './privilege.ts';
import { runTool } from './tool.ts';

export interface Identities {
  /** Whom sessions on the server run as. */
  readonly loginName: string;
  /** What sshd hides behind an empty folder, so that sessions leave nothing there. */
  readonly loginHome: string;
  /** Whom sshd runs as in a user namespace of its own; `undefined`: as ourselves, root. */
  readonly sshdIds: Ids | undefined;
  /** Whose the client's files are; `undefined`: ours. */
  readonly clientOwner: Ids | undefined;
  /** Words before a command that make it that user's. */
  readonly asClient: readonly string[];
  /** The user's name, where it is another than ours. */
  readonly clientName: string | undefined;
}

/** `user` runs commands on the client; `undefined`: we do. */
export async function identitiesFor(user: string | undefined): Promise<Identities> {
  const { username, homedir } = userInfo();
  const ourselves = realIds();
  if (ourselves !== undefined) return ordinaryIdentities(user, ourselves);
  if (user === undefined) {
    return {
      ...ROOT,
      loginName: username,
      loginHome: homedir,
      clientOwner: undefined,
      asClient: [],
      clientName: undefined,
    };
  }
  const [uid, gid] = await Promise.all([idOf(user, '-u'), idOf(user, '-g')]);
  const asClient = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
  return {
    ...ROOT,
    loginName: username,
    loginHome: homedir,
    clientOwner: { uid, gid },
    asClient,
    clientName: user,
  };
}

/**
 * Inside our own namespaces we only pass for root, and an sshd that believes
 * it would fail to change to users that do not exist there. One more user
 * namespace makes us an ordinary user again.
 */
function ordinaryIdentities(user: string | undefined, ids: Ids): Identities {
  if (user !== undefined) {
    throw new OperationalError('NEEDS_PRIVILEGE', `cannot run commands as ${user} without being root`, {
      hint: 'leave --user out: the command runs as yourself then',
    });
  }
  return {
    loginName: ORDINARY_LOGIN,
    loginHome: '/run/home',
    sshdIds: ids,
    clientOwner: undefined,
    asClient: becomeOrdinary(ids),
    clientName: undefined,
  };
}

/** Ends with us, even when we are killed: nobody else could find it afterwards (prctl(2), PR_SET_PDEATHSIG). */
export function becomeOrdinary({ uid, gid }: Ids): readonly string[] {
  return [
    'unshare',
    '--user',
    `--map-user=${uid}`,
    `--map-group=${gid}`,
    '--',
    'setpriv',
    '--pdeathsig',
    'KILL',
    '--',
  ];
}

async function idOf(user: string, flag: '-u' | '-g'): Promise<number> {
  try {
    return Number(await runTool('id', [flag, user]));
  } catch (cause) {
    throw new OperationalError('USAGE', `no user ${user} on this machine`, {
      hint: 'name one that id(1) knows',
      cause,
    });
  }
}

const ROOT = { sshdIds: undefined } as const;
/** The only account that the server of an ordinary user's lab knows, beside root. */
export const ORDINARY_LOGIN = 'lab';
