/**
 * Whether this process may build networks here, and if not, a place of its own
 * where it may: user, network and mount namespaces, in which an ordinary user
 * is root over nothing but what is made there.
 */
import { spawn } from 'node:child_process';
import { OperationalError } from '../../core/errors.ts';
import { untilEnded } from './foreground.ts';
import { runTool, toolEnvironment } from './tool.ts';

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** `here`: as we are. `own-namespaces`: after {@link repeatInOwnNamespaces}. Throws NEEDS_PRIVILEGE where neither works. */
export async function placeForLabs(): Promise<'here' | 'own-namespaces'> {
  if (realIds() !== undefined || (await works(['-nm', 'true']))) return 'here';
  if (await works(['-Urnm', 'sh', '-c', PREPARE])) return 'own-namespaces';
  throw new OperationalError(
    'NEEDS_PRIVILEGE',
    'cannot make network namespaces here, not even as an ordinary user',
    {
      hint: 'run it as root; or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces)',
    },
  );
}

/** Runs this very command line again where it may build networks. Its exit status. */
export async function repeatInOwnNamespaces(): Promise<number> {
  const script = `${PREPARE} && exec "$@"`;
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const ids = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  return untilEnded(
    spawn('unshare', ['-Urnm', 'sh', '-c', script, 'sh', ...again], {
      stdio: 'inherit',
      env: { ...toolEnvironment(), [REAL_IDS]: ids },
    }),
  );
}

/** Who we are outside our own namespaces; `undefined`: we are in none. Inside, we pass for root. */
export function realIds(): Ids | undefined {
  const [uid, gid] = (process.env[REAL_IDS] ?? '').split(':').map(Number);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** For what is started inside a lab: it must not take the lab's own place for its. */
export function withoutPlace(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const { [REAL_IDS]: _unused, ...rest } = environment;
  return rest;
}

async function works(unshareArgs: readonly string[]): Promise<boolean> {
  try {
    await runTool('unshare', unshareArgs);
    return true;
  } catch {
    return false;
  }
}

/** `ip netns` keeps its names in /run/netns, which is root's: an empty /run, seen by us alone. */
const PREPARE = 'mount -t tmpfs tmpfs /run && mkdir /run/netns';
const REAL_IDS = 'IDLETRACE_LAB_REAL_IDS';
