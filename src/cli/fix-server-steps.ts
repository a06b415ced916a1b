/** The exact steps for a server elsewhere, from its own configuration. Nothing is changed there by us. */
import { askServer } from '../adapters/ssh/ssh-program.ts';
import { unifiedDiff } from '../core/edit/unified-diff.ts';
import { OperationalError } from '../core/errors.ts';
import { readServerText, withInterval } from '../core/fix/sshd-text.ts';
import { probesAtHalfRate } from '../core/fix/sshd-version.ts';
import { DROP_IN, MAIN_FILE } from './fix-server.ts';
import { NO_PLAN, type Plan } from './planned-change.ts';

export interface RemoteWish {
  readonly destination: string;
  readonly seconds: number;
  /** The person named the interval. */
  readonly isAskedFor: boolean;
  readonly signal: AbortSignal;
}

/** Throws CANNOT_CONNECT where ssh does not get there. */
export async function remoteSteps({ destination, seconds, isAskedFor, signal }: RemoteWish): Promise<Plan> {
  const { status, stdout, stderr } = await askServer(destination, `cat ${MAIN_FILE}`, signal);
  if (status === SSH_FAILED) {
    const words = stderr.trim().split('\n').at(-1) ?? '';
    throw new OperationalError('CANNOT_CONNECT', `cannot look at the server ${destination}: ${words}`, {
      hint: `ssh itself says so; try: ssh ${destination} true`,
    });
  }
  const version = /remote software version (\S+)/.exec(stderr)?.[1] ?? '';
  const interval = probesAtHalfRate(version) && !isAskedFor ? Math.max(1, Math.floor(seconds / 2)) : seconds;
  return {
    ...NO_PLAN,
    notes: ['nothing was changed on the server; as root there:', ...stepsFor(stdout, interval)],
  };
}

function stepsFor(main: string, seconds: number): readonly string[] {
  const { dropInFolder } = readServerText(main);
  // A configuration that could not be read is most likely the distribution's, which has the Include.
  const folder = dropInFolder ?? (main.trim() === '' ? `${MAIN_FILE}.d` : undefined);
  const check = [
    'sshd -t && sshd -T | grep clientaliveinterval',
    'systemctl reload ssh || systemctl reload sshd    (running sessions stay)',
  ];
  if (folder !== undefined) {
    return [
      `echo 'ClientAliveInterval ${seconds}' > ${folder}/${DROP_IN}`,
      ...check,
      `to take it back: rm ${folder}/${DROP_IN}, and reload again`,
    ];
  }
  const { after, why } = withInterval(main, seconds);
  const diff = unifiedDiff({ path: MAIN_FILE, before: main, after }).trimEnd().split('\n');
  return [`cp -p ${MAIN_FILE} ${MAIN_FILE}.before`, `change it like this (${why}):`, ...diff, ...check];
}

/** Of ssh itself, not of the command (ssh(1), EXIT STATUS). */
const SSH_FAILED = 255;
