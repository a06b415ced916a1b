/** The plan for a server that is not this machine's: over the same login where the superuser can be had, else the exact steps. */
import { unifiedDiff } from '../core/edit/unified-diff.ts';
import { OperationalError } from '../core/errors.ts';
import { isOwnValue, type Manifest } from '../core/fix/manifest.ts';
import { DROP_IN, planServerChange, secondsFor } from '../core/fix/server-look.ts';
import { MAIN_FILE } from '../core/fix/server-scripts.ts';
import { readServerText, withInterval } from '../core/fix/sshd-text.ts';
import { planLeft, planOf } from './fix-server.ts';
import { changeOfText, NO_PLAN, type Plan } from './planned-change.ts';
import { keptOnServer, type Login, lookAtServer, replaceOnServer } from './server-elsewhere.ts';

export interface ElsewhereWish {
  readonly login: Login;
  readonly seconds: number;
  /** The person named the interval. */
  readonly isAskedFor: boolean;
  readonly why: string;
  readonly manifests: readonly Manifest[];
}

/** Throws CANNOT_CONNECT where ssh does not get there, NOT_DONE where sshd objects to what it has. */
export async function planElsewhere(wish: ElsewhereWish): Promise<Plan> {
  const { login, manifests } = wish;
  const { destination } = login;
  const seen = await lookAtServer(login);
  if (seen.kind === 'by-hand') {
    const interval = secondsFor(seen.banner, wish);
    const notes = [
      `nothing was changed on the server (${seen.why}); as root there:`,
      ...stepsFor(seen.main, interval),
    ];
    return { ...NO_PLAN, notes };
  }
  const { look, dropIn } = seen;
  if (look.objection !== undefined) {
    throw new OperationalError(
      'NOT_DONE',
      `the server ${destination} was not changed: sshd -t has an objection already: ${look.objection.split('\n')[0] ?? ''}`,
      { hint: 'mend that first: sshd would not start again with it' },
    );
  }
  const plan = planServerChange(look, {
    ...wish,
    dropIn,
    mayDropIn: true,
    isOwn: (path, seconds) => isOwnValue(manifests, { path, session: null, seconds, server: destination }),
  });
  const shown = `${destination}:${plan.path}`;
  if (plan.kind === 'left') return planLeft(plan, shown);
  const change = changeOfText(shown, plan.before, plan.afterText);
  return planOf(plan, {
    ...change,
    why: `${wish.why}; ${plan.why}`,
    notes: ['sshd is reloaded, not restarted: it takes effect for new connections, running sessions stay'],
    verify: undefined,
    elsewhere: {
      server: destination,
      path: plan.path,
      async make(id, onChanged) {
        const replacement = {
          path: plan.path,
          before: plan.before,
          after: change.after,
          id,
          oldBackup: undefined,
        };
        const said = await replaceOnServer(login, { ...replacement, seconds: plan.seconds, onChanged });
        const kept = keptOnServer(replacement);
        return kept === undefined ? said : [...said, `what was there before is kept there too: ${kept}`];
      },
    },
  });
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
