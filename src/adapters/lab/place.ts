/** The place that a server of a lab is given: what it would write on the machine, it writes where nobody but it looks. */
import { ORDINARY_LOGIN, type Identities } from './identity.ts';
import { toolEnvironment } from './tool.ts';

export interface PlacePlan {
  readonly identities: Identities;
  /** Its files are put into the account's home; `undefined`: it stays empty. */
  readonly homeFiles: string | undefined;
  /** The account's login shell, a full path; `undefined`: as on this machine. */
  readonly shellPath: string | undefined;
  /** A file with the number of the kernel's start; `undefined`: the machine's own. */
  readonly bootIdPath: string | undefined;
}

/**
 * Words that run a command with an empty /run (for separation folders and
 * sockets), /var/log (for wtmp and lastlog) and home, seen by it alone.
 */
export function placeWords({ identities }: PlacePlan): readonly string[] {
  const { loginHome, sshdIds } = identities;
  const script = [...PLACE, ...(sshdIds === undefined ? ROOT_PLACE : ORDINARY_PLACE), 'exec "$@"'].join('\n');
  return ['sh', '-c', script, loginHome];
}

export function placeEnvironment({
  identities,
  homeFiles,
  shellPath,
  bootIdPath,
}: PlacePlan): NodeJS.ProcessEnv {
  const { sshdIds, loginName } = identities;
  return {
    ...toolEnvironment(),
    LAB_HOME_FILES: homeFiles ?? '',
    LAB_SHELL: shellPath ?? '',
    LAB_BOOT_ID: bootIdPath ?? '',
    LAB_LOGIN: loginName,
    ...(sshdIds === undefined ? {} : { LAB_UID: `${sshdIds.uid}`, LAB_GID: `${sshdIds.gid}` }),
  };
}

/** `$0` is the home to hide. */
const PLACE = [
  'set -e',
  'mount -t tmpfs tmpfs /run',
  'mkdir -m 755 /run/sshd',
  'mkdir -m 700 /run/home',
  '[ ! -d /var/log ] || { mount -t tmpfs tmpfs /var/log; : > /var/log/lastlog; : > /var/log/wtmp; }',
  '[ "$0" = / ] || [ ! -d "$0" ] || mount -t tmpfs -o mode=700 tmpfs "$0"',
  '[ -z "$LAB_HOME_FILES" ] || cp -R "$LAB_HOME_FILES/." "$0"',
  '[ -z "$LAB_BOOT_ID" ] || mount --bind "$LAB_BOOT_ID" /proc/sys/kernel/random/boot_id',
  'cd /',
];
/** The account is one of this machine's; for the lab alone it has another shell. */
const ROOT_PLACE = [
  'if [ -n "$LAB_SHELL" ]; then',
  '  sed "s#^\\($LAB_LOGIN:.*:\\)[^:]*\\$#\\1$LAB_SHELL#" /etc/passwd > /run/passwd',
  '  mount --bind /run/passwd /etc/passwd',
  'fi',
];
/**
 * An sshd that is not root logs in nobody but itself, and wants for that an
 * account with a shell, and terminals that belong to it already.
 */
const ORDINARY_PLACE = [
  'shell=/bin/sh; [ ! -x /bin/bash ] || shell=/bin/bash; shell=${LAB_SHELL:-$shell}',
  `echo "${ORDINARY_LOGIN}:x:$LAB_UID:$LAB_GID::$0:$shell" > /run/passwd`,
  `echo "${ORDINARY_LOGIN}:x:$LAB_GID:" > /run/group`,
  'mount --bind /run/passwd /etc/passwd',
  'mount --bind /run/group /etc/group',
  'mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts',
  'mount --bind /dev/pts/ptmx /dev/ptmx',
];
