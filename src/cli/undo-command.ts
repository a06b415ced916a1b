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
import { unifiedDiff } from '../core/edit/unified-diff.ts';
import { OperationalError } from '../core/errors.ts';
import type { UndoDocument } from '../core/fix/documents.ts';
import { EXIT } from './exit-codes.ts';
import type { UndoOptions } from './fix-options.ts';
import type { Io } from './io.ts';
import { stateFolder } from './last-report.ts';

export async function runUndo(options: UndoOptions, io: Io): Promise<number> {
  await Promise.resolve();
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
    for (const index of edited) io.stderr.write(threeWays(change, index));
    throw new OperationalError(
      'NOT_DONE',
      `${edited.map((index) => files[index]?.path).join(', ')} was edited since; nothing was changed${laterOnes(changes, change)}`,
      {
        hint: 'above: what undo would do, and what was edited since; take the lines that you want back by hand',
      },
    );
  }
  restoreChange(change, systemCalls);
  markUndone(change, new Date().toISOString(), systemCalls);
  show([change], id, { options, io });
  return EXIT.done;
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

/** Of one file: from what idletrace wrote, back to what was before, and on to what is there now. */
function threeWays(change: StoredChange, index: number): string {
  const path = change.manifest.files[index]?.path ?? '';
  const textOf = (octets: Uint8Array | undefined) => (octets === undefined ? '' : decodeText(octets).text);
  const written = textOf(keptContent(change, index, { which: 'after', calls: systemCalls }));
  const old = textOf(keptContent(change, index, { which: 'before', calls: systemCalls }));
  const now = textOf(readIfThere(path, systemCalls));
  return [
    `what undo would do to ${path}:\n`,
    unifiedDiff({ path, before: written, after: old }),
    `what was edited since:\n`,
    unifiedDiff({ path, before: written, after: now }),
  ].join('');
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
        client: file.client,
        state: stateOf(file, systemCalls),
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
    for (const { path, state } of files) io.stdout.write(`    ${path}: ${WORDS[state]}\n`);
  }
}

const WORDS: Readonly<Record<FileState, string>> = {
  applied: 'as idletrace wrote it',
  'as-before': 'as it was before',
  edited: 'edited since',
  removed: 'not there any more',
};
