/** The plan for a program whose files are edited by one of our formats. */
import { basename } from 'node:path';
import { type FileCalls } from '../adapters/config/file-calls.ts';
import { type FoundFile, filesOf, type Machine } from '../adapters/config/places.ts';
import { readIfThere, resolveLinks } from '../adapters/config/safe-write.ts';
import type { CatalogueEntry } from '../core/client/catalogue.ts';
import { TYPED_HARM, type SessionSettings } from '../core/client/format.ts';
import { formatOf } from '../core/client/formats.ts';
import { unescapedName } from '../core/client/putty-file.ts';
import { decodeText } from '../core/edit/octets.ts';
import { OperationalError } from '../core/errors.ts';
import { isOwnValue, type Manifest } from '../core/fix/manifest.ts';
import { planFile } from '../core/fix/plan-file.ts';
import { changeOfText, joinPlans, NO_PLAN, type Plan } from './planned-change.ts';

export interface ProgramWish {
  readonly entry: CatalogueEntry;
  /** `undefined`: all sessions. */
  readonly target: string | undefined;
  /** `undefined`: where the program keeps its files. */
  readonly file: string | undefined;
  readonly seconds: number;
  readonly why: string;
  readonly manifests: readonly Manifest[];
  readonly machine: Machine;
  readonly calls: FileCalls;
}

export function planProgram(wish: ProgramWish): Plan {
  const { entry, target, file, machine } = wish;
  const files: readonly FoundFile[] =
    file === undefined ? filesOf(entry, machine) : [{ path: file, nameInFolder: undefined }];
  if (files.length === 0) {
    throw new OperationalError('NOT_DONE', `no settings of ${entry.name} were found on this machine`, {
      hint: `name the file: idletrace fix --client ${entry.id} --file FILE`,
    });
  }
  const plans = files.map((one) => planOne(wish, one));
  if (plans.every((plan) => plan === undefined)) {
    throw new OperationalError(
      'NOT_DONE',
      `${target === undefined ? 'no session' : `no session "${target}"`} was found in ${files.length === 1 ? (files[0]?.path ?? '') : `${files.length} files of ${entry.name}`}`,
      {
        hint: 'idletrace clients shows the sessions of every program here',
      },
    );
  }
  return joinPlans(plans.map((plan) => plan ?? NO_PLAN));
}

/** The name of a session that is a file of its own. */
export function fileSessionName({ path, nameInFolder }: FoundFile): string {
  return unescapedName((nameInFolder ?? basename(path)).replace(/\.(?:ini|xsh)$/i, ''));
}

/** `undefined`: none of its sessions is meant. */
function planOne(wish: ProgramWish, found: FoundFile): Plan | undefined {
  const { entry, target, seconds, why, manifests, calls } = wish;
  const path = resolveLinks(found.path, calls);
  const before = readIfThere(path, calls);
  if (before === undefined) {
    throw new OperationalError('FILE', `there is no file ${found.path}`, { hint: 'check the path' });
  }
  const { text } = decodeText(before);
  const format = formatOf(entry.id, text);
  if (format === undefined) {
    throw new OperationalError('FILE', `${found.path} is no settings file of ${entry.name}`, {
      hint: 'check the path, and the program with --client',
    });
  }
  const named = (session: SessionSettings) => session.name ?? fileSessionName(found);
  const plan = planFile({
    format,
    text,
    seconds,
    means: (session) =>
      isMeant({
        session,
        name: named(session),
        target,
        wholeFile: wish.file !== undefined || FOR_ALL.has(entry.id),
      }),
    isTemplate: (session) => /^default(?: settings)?$/i.test(named(session)),
    isOwn: ({ name, keepalive }) =>
      (keepalive.kind === 'ssh' || keepalive.kind === 'blocked') &&
      isOwnValue(manifests, { path, session: name ?? null, seconds: keepalive.seconds }),
  });
  if (plan.kind === 'no-session') return undefined;
  if (plan.kind === 'not-safe') {
    throw new OperationalError(
      'NOT_DONE',
      `${found.path} is written in a way that cannot be edited safely (${plan.session ?? 'it'})`,
      {
        hint: `set it in ${entry.name} itself`,
      },
    );
  }
  const at = { client: entry.id, file: path };
  const [first] = plan.changed;
  return {
    changes:
      first === undefined
        ? []
        : [
            {
              client: entry.id,
              ...changeOfText(path, before, plan.after),
              settings: first.after,
              sessions: plan.changed,
              written: plan.changed.map(({ session }) => ({ session: session ?? null, seconds })),
              why: format.onlyEndsTyping
                ? `${entry.name} has no harmless keepalive: the typing ends here, and the keepalive belongs into ssh_config (idletrace fix HOST)`
                : why,
              verify: undefined,
            },
          ],
    left: plan.left.map((one) => ({ ...at, session: one.session, why: one.why })),
    typed: plan.typed.map((one) => ({ ...at, ...one })),
    notes: [
      ...plan.notes,
      ...(plan.typed.length > 0 ? [TYPED_HARM] : []),
      ...(first === undefined ? [] : [`it takes effect ${entry.takesEffect}`]),
    ],
  };
}

function isMeant({
  session,
  name,
  target,
  wholeFile,
}: {
  readonly session: SessionSettings;
  readonly name: string;
  readonly target: string | undefined;
  readonly wholeFile: boolean;
}): boolean {
  if (target === undefined) return true;
  // A file that was named and holds one session is that session, whatever it is called.
  if (wholeFile && session.name === undefined) return true;
  const wanted = target.toLowerCase();
  const host = wanted.slice(wanted.lastIndexOf('@') + 1);
  const names = [name, name.split(/[\\/]/).at(-1) ?? '', session.host ?? ''].map((one) => one.toLowerCase());
  return (
    names.includes(wanted) ||
    session.host?.toLowerCase() === host ||
    /^(?:line \d+|dropbear\[\d+\])$/.test(name)
  );
}

/** Their settings are for every host. */
const FOR_ALL: ReadonlySet<string> = new Set(['ansible', 'git', 'mobaxterm', 'dropbear', 'autossh']);
