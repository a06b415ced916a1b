/** The plan for an sshd on this machine: a drop-in where one is read, else the main file; checked by sshd itself. */
import type { FileCalls } from '../adapters/config/file-calls.ts';
import { readIfThere, resolveLinks } from '../adapters/config/safe-write.ts';
import { reloadSshd, sshdObjection, sshdSettings, sshdVersion } from '../adapters/ssh/sshd-program.ts';
import { OperationalError } from '../core/errors.ts';
import { isOwnValue, type Manifest, type ManifestFile } from '../core/fix/manifest.ts';
import {
  dropInPath,
  planServerChange,
  type ServerPlan,
  strayServerSetting,
} from '../core/fix/server-look.ts';
import { MAIN_FILE } from '../core/fix/server-scripts.ts';
import { changeOfText, NO_PLAN, type Plan, type PlannedChange } from './planned-change.ts';

export interface ServerWish {
  readonly file: string | undefined;
  readonly seconds: number;
  /** The person named the interval. */
  readonly isAskedFor: boolean;
  readonly why: string;
  readonly manifests: readonly Manifest[];
  readonly calls: FileCalls;
}

export function planServer(wish: ServerWish): Plan {
  const { file, manifests, calls } = wish;
  const path = resolveLinks(file ?? MAIN_FILE, calls);
  const content = readIfThere(path, calls);
  if (content === undefined) {
    throw new OperationalError('FILE', `there is no ${path} on this machine`, {
      hint: 'name the file of the server with --file, or set the client: idletrace fix HOST',
    });
  }
  const words = file === undefined ? [] : ['-f', path];
  const settings = sshdSettings(words);
  const dropIn = file === undefined ? dropInPath({ content }) : undefined;
  const objection = sshdObjection(words);
  // Others than root may not read the keys, and sshd objects to that.
  if (file === undefined && objection !== undefined && process.getuid?.() === 0) {
    throw new OperationalError(
      'NOT_DONE',
      `cannot set sshd: sshd -t has an objection already: ${objection}`,
      {
        hint: 'mend that first: sshd would not start again with it',
      },
    );
  }
  const look = { path, content, objection, settings, version: sshdVersion() ?? '' };
  const plan = planServerChange(look, {
    ...wish,
    dropIn: dropIn === undefined ? undefined : readIfThere(dropIn, calls),
    mayDropIn: file === undefined,
    isOwn: (where, seconds) => isOwnValue(manifests, { path: where, session: null, seconds }),
  });
  if (plan.kind === 'left') return planLeft(plan, plan.path);
  return planOf(plan, {
    ...changeOfText(plan.path, plan.before, plan.afterText),
    why: `${wish.why}; ${plan.why}`,
    notes: [
      file === undefined
        ? 'sshd is reloaded, not restarted: it takes effect for new connections, running sessions stay'
        : 'it takes effect for new connections once the sshd that reads it is reloaded; running sessions stay',
    ],
    verify: verifier(words, {
      settings,
      objection: look.objection,
      seconds: plan.seconds,
      isReloaded: file === undefined,
    }),
  });
}

export function planLeft(plan: Extract<ServerPlan, { kind: 'left' }>, file: string): Plan {
  const why = `sshd sends a keepalive every ${plan.everySeconds} s already`;
  return { ...NO_PLAN, left: [{ client: CLIENT, file, session: undefined, why }], notes: plan.notes };
}

export function planOf(
  { seconds, currentSeconds, notes }: Extract<ServerPlan, { kind: 'change' }>,
  {
    notes: more,
    ...change
  }: ReturnType<typeof changeOfText> &
    Pick<PlannedChange, 'why' | 'verify' | 'elsewhere'> & { readonly notes: readonly string[] },
): Plan {
  const after = { ClientAliveInterval: seconds };
  const before = { ClientAliveInterval: currentSeconds || null };
  return {
    ...NO_PLAN,
    notes: [...notes, ...more],
    changes: [
      {
        ...change,
        client: CLIENT,
        settings: after,
        sessions: [{ session: undefined, before, after }],
        written: [{ session: null, seconds }],
      },
    ],
  };
}

/** What sshd refused before, for whatever reason, says nothing about the change. */
function verifier(
  words: readonly string[],
  before: {
    readonly settings: string;
    readonly objection: string | undefined;
    readonly seconds: number;
    readonly isReloaded: boolean;
  },
): PlannedChange['verify'] {
  return async () => {
    await Promise.resolve();
    const objection = sshdObjection(words);
    if (objection !== undefined && objection !== before.objection)
      return { wrong: `sshd -t says: ${objection}` };
    if (objection !== undefined)
      return {
        unknown: `sshd could not check its configuration before either: ${objection.split('\n')[0] ?? ''}`,
      };
    const wrong = strayServerSetting(before.settings, sshdSettings(words), before.seconds);
    if (wrong !== undefined) return { wrong };
    const reloaded = before.isReloaded ? `; ${reloadSshd(before.settings) ?? NOT_RELOADED}` : '';
    return { said: `${verifiedBySshd(before.seconds)}${reloaded}` };
  };
}

export function verifiedBySshd(seconds: number): string {
  return `sshd -t has no objection; sshd -T: clientaliveinterval ${seconds}, all else as before`;
}

/** After an undo: whether the file is one that this machine's sshd reads by itself, so that it must read it again. */
export function reloadedAfterUndo({ client, server, path }: ManifestFile): string | undefined {
  const isRead = client === CLIENT && server === null && path.startsWith('/etc/ssh/');
  if (!isRead || sshdObjection([]) !== undefined) return undefined;
  return reloadSshd(sshdSettings([])) ?? NOT_RELOADED;
}

const CLIENT = 'openssh-server';
const NOT_RELOADED =
  'no sshd that runs here by its pid file was reloaded: systemctl reload ssh, or sshd; it takes effect then';
