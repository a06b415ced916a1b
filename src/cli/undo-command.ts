/** `idletrace undo`: takes a change back, exactly, unless somebody edited the file since. */
import { systemCalls } from '../adapters/config/file-calls.ts';
import { readIfThere } from '../adapters/config/safe-write.ts';
import {
  type FileState,
  keptContent,
  markUndone,
  restoreChange,
  stateOf,
  storedChanges,
  storeFolder,
  type StoredChange,
} from '../adapters/config/undo-store.ts';
import { decodeText } from '../core/edit/octets.ts';
import { threeWayDiff } from '../core/edit/three-way.ts';
import { OperationalError } from '../core/errors.ts';
import type { UndoDocument } from '../core/fix/documents.ts';
import { printable } from '../core/report/printable.ts';
import { EXIT } from './exit-codes.ts';
import type { UndoOptions } from './fix-options.ts';
import { reloadedAfterUndo } from './fix-server.ts';
import { heedSignals } from './interruption.ts';
import type { Io } from './io.ts';
import { stateFolder } from './last-report.ts';
import { inPrint } from './in-print.ts';
import { keptOnServer, replaceOnServer } from './server-elsewhere.ts';

export async function runUndo(options: UndoOptions, io: Io): Promise<number> {
  const changes = storedChanges(storeFolder(stateFolder(io.env)), systemCalls);
  if (options.list) {
    show(changes, undefined, { options, io });
    return EXIT.done;
  }
  const change = chosen(changes, options.id);
  const { id, files, undoneAtIso } = change.manifest;
  if (undoneAtIso !== null) {
    if (!options.json) io.stdout.write(`  ${id} was taken back already\n`);
    else show([change], undefined, { options, io });
    return EXIT.done;
  }
  const edited = files.flatMap((file, index) =>
    ['edited', 'removed'].includes(stateOf(file, systemCalls)) ? [index] : [],
  );
  if (edited.length > 0) {
    for (const index of edited)
      io.stderr.write(threeWays(change, index, readIfThere(files[index]?.path ?? '', systemCalls)));
    throw new OperationalError(
      'NOT_DONE',
      `${edited.map((index) => files[index]?.path).join(', ')} was edited since; nothing was changed${laterOnes(changes, change)}`,
      {
        hint: 'above: what undo would do beside what was edited since; take the lines that you want back by hand',
      },
    );
  }
  const said = await undoneElsewhere(change, io);
  restoreChange(change, systemCalls);
  markUndone(change, new Date().toISOString(), systemCalls);
  show([change], id, { options, io });
  const reloaded = files.flatMap((file) => reloadedAfterUndo(file) ?? []);
  if (!options.json) for (const one of reloaded) io.stdout.write(`  ${one}\n`);
  if (!options.json) for (const one of said) io.stdout.write(`  verified: ${printable(one)}\n`);
  return EXIT.done;
}

/** Takes back what is on servers, over the same ssh; what was verified. */
async function undoneElsewhere(change: StoredChange, { stdin, stderr }: Io): Promise<readonly string[]> {
  const said: string[] = [];
  const { id, files } = change.manifest;
  for (const [index, { server, path }] of files.entries()) {
    if (server === null) continue;
    const content = (which: 'before' | 'after') => keptContent(change, index, { which, calls: systemCalls });
    const [old, written] = [content('before'), content('after')];
    const oldBackup = keptOnServer({ path, before: old, after: written, id, oldBackup: undefined });
    const interruption = heedSignals();
    try {
      const login = { destination: server, mayAsk: stdin.isTTY, signal: interruption.signal };
      const back = { path, before: written, after: old, id: `${id}-undo`, oldBackup, seconds: undefined };
      const onChanged = (now: Uint8Array | undefined) => stderr.write(threeWays(change, index, now));
      said.push(...(await replaceOnServer(login, { ...back, onChanged })));
    } finally {
      interruption.close();
    }
  }
  return said;
}

function chosen(changes: readonly StoredChange[], id: string | undefined): StoredChange {
  const change =
    id === undefined
      ? changes.findLast(({ manifest }) => manifest.undoneAtIso === null)
      : changes.find(({ manifest }) => manifest.id === id);
  if (change !== undefined) return change;
  throw new OperationalError(
    'NOT_DONE',
    id === undefined ? 'there is nothing to take back' : `there is no change ${id}`,
    {
      hint: 'idletrace undo --list shows them',
    },
  );
}

/** Of one file: what undo would do to what idletrace wrote, beside what was done to it since. */
function threeWays(change: StoredChange, index: number, now: Uint8Array | undefined): string {
  const { path = '', server = null } = change.manifest.files[index] ?? {};
  const textOf = (octets: Uint8Array | undefined) => (octets === undefined ? '' : decodeText(octets).text);
  const content = (which: 'before' | 'after') => keptContent(change, index, { which, calls: systemCalls });
  const text = threeWayDiff({
    path: server === null ? path : `${server}:${path}`,
    base: textOf(content('after')),
    ours: textOf(content('before')),
    theirs: textOf(now),
    names: {
      base: 'as idletrace wrote it',
      ours: 'what undo would do',
      theirs: 'what was edited since',
    },
  });
  return inPrint(text);
}

function laterOnes(changes: readonly StoredChange[], { manifest }: StoredChange): string {
  const paths = new Set(manifest.files.map(({ path }) => path));
  const later = changes.find(
    (other) =>
      other.manifest.id > manifest.id &&
      other.manifest.undoneAtIso === null &&
      other.manifest.files.some((file) => paths.has(file.path) && stateOf(file, systemCalls) === 'applied'),
  );
  return later === undefined ? '' : `, by idletrace itself: take back ${later.manifest.id} first`;
}

function show(
  changes: readonly StoredChange[],
  undone: string | undefined,
  { options, io }: { readonly options: UndoOptions; readonly io: Io },
): void {
  const document: UndoDocument = {
    schema: 'idletrace.undo/1',
    changes: changes.map(({ manifest }) => ({
      id: manifest.id,
      at: manifest.atIso,
      command: manifest.command,
      undoneAt: undone === manifest.id ? new Date().toISOString() : manifest.undoneAtIso,
      files: manifest.files.map((file) => ({
        path: file.path,
        server: file.server,
        client: file.client,
        // What was just taken back on a server was seen there.
        state: undone === manifest.id && file.server !== null ? 'as-before' : stateOf(file, systemCalls),
      })),
    })),
    undone: undone ?? null,
  };
  if (options.json) {
    io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return;
  }
  if (document.changes.length === 0) io.stdout.write('  nothing was ever changed\n');
  for (const { id, at, command, undoneAt, files } of document.changes) {
    io.stdout.write(
      `  ${id}  ${at.slice(0, 16).replace('T', ' ')}  ${command}${undoneAt === null ? '' : ', taken back'}\n`,
    );
    for (const { path, server, state } of files)
      io.stdout.write(`    ${server === null ? path : `${server}:${path}`}: ${WORDS[state]}\n`);
  }
}

const WORDS: Readonly<Record<FileState, string>> = {
  applied: 'as idletrace wrote it',
  'as-before': 'as it was before',
  edited: 'edited since',
  removed: 'not there any more',
  elsewhere: 'on that server, which was not asked',
};
