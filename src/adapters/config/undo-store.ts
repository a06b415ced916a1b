/**
 * What was changed and how to take it back: a folder per change, with the old
 * and the new content of every file and a manifest. The folder is whole on the
 * disk before a file of the person's is touched; whether the change then
 * happened is read from the files themselves. So a crash at any point leaves
 * nothing to repair.
 */
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OperationalError } from '../../core/errors.ts';
import { parseManifest, type Manifest, type ManifestFile } from '../../core/fix/manifest.ts';
import type { FileCalls } from './file-calls.ts';
import {
  readIfThere,
  remove,
  replaceFile,
  sha256,
  syncFolder,
  writeFailure,
  writeWhole,
} from './safe-write.ts';

export interface PlannedFile {
  /** Without symbolic links. */
  readonly path: string;
  /** Where it is, as ssh calls it; left out: here. Nothing is done to it by this module then. */
  readonly server?: string | undefined;
  readonly client: string;
  /** `undefined`: there is none yet. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
  readonly sessions: Readonly<ManifestFile['sessions']>;
}

export interface StoredChange {
  readonly manifest: Manifest;
  readonly folder: string;
}

/** Of one file of a change, now. `removed`: nobody has it any more. `elsewhere`: on a server, which was not asked. */
export type FileState = 'applied' | 'as-before' | 'edited' | 'removed' | 'elsewhere';

export function storeFolder(stateFolder: string): string {
  return join(stateFolder, 'undo');
}

/** Keeps everything that is needed to take the change back. */
export function prepareChange(
  store: string,
  change: {
    readonly id: string;
    readonly atIso: string;
    readonly command: string;
    readonly files: readonly PlannedFile[];
  },
  calls: FileCalls,
): StoredChange {
  const { id, atIso, command } = change;
  try {
    makeFolders(store, calls);
    const building = join(store, `.${id}.new`);
    calls.mkdirSync(building, 0o700);
    const files = change.files.map((file, index): ManifestFile => {
      if (file.before !== undefined) writeWhole(join(building, `${index}.before`), file.before, calls);
      writeWhole(join(building, `${index}.after`), file.after, calls);
      return {
        path: file.path,
        server: file.server ?? null,
        client: file.client,
        beforeSha256: file.before === undefined ? null : sha256(file.before),
        afterSha256: sha256(file.after),
        temporaryPath: join(dirname(file.path), `.${basename(file.path)}.${id}`),
        madeFolders: file.server === undefined ? [...missingFolders(dirname(file.path), calls)] : [],
        sessions: [...file.sessions],
      };
    });
    const manifest: Manifest = { version: 1, id, atIso, command, undoneAtIso: null, files };
    writeWhole(join(building, MANIFEST), textOf(manifest), calls);
    syncFolder(building, calls);
    calls.renameSync(building, join(store, id));
    syncFolder(store, calls);
    return { manifest, folder: join(store, id) };
  } catch (error) {
    rmSync(join(store, `.${id}.new`), { recursive: true, force: true });
    throw new OperationalError(
      'FILE_WRITE',
      `cannot keep a backup in ${store}: ${(error as Error).message}; nothing was changed`,
      {
        hint: 'XDG_STATE_HOME names another folder for it',
        cause: error,
      },
    );
  }
}

/** Makes the change. Where one file fails, those before it are put back. */
export function applyChange({ manifest, folder }: StoredChange, calls: FileCalls): void {
  try {
    for (const [index, file] of manifest.files.entries()) {
      if (file.server !== null) continue;
      for (const missing of file.madeFolders) calls.mkdirSync(missing, 0o700);
      replaceFile(
        {
          path: file.path,
          expectedSha256: file.beforeSha256 ?? undefined,
          octets: calls.readFileSync(join(folder, `${index}.after`)),
          temporaryPath: file.temporaryPath,
        },
        calls,
      );
    }
  } catch (error) {
    restoreChange({ manifest, folder }, calls);
    throw writeFailure(manifest.files.map(({ path }) => path).join(', '), error);
  }
}

/** Puts back every file that still is what the change made of it; those edited since stay. */
export function restoreChange({ manifest, folder }: StoredChange, calls: FileCalls): void {
  for (const [index, file] of manifest.files.entries()) {
    const state = stateOf(file, calls);
    if (state === 'elsewhere') continue;
    remove(file.temporaryPath, calls);
    if (state === 'as-before') removeEmptyFolders(file, calls);
    if (state !== 'applied') continue;
    replaceFile(
      {
        path: file.path,
        expectedSha256: file.afterSha256,
        octets: file.beforeSha256 === null ? undefined : calls.readFileSync(join(folder, `${index}.before`)),
        temporaryPath: file.temporaryPath,
      },
      calls,
    );
    removeEmptyFolders(file, calls);
  }
}

export function markUndone({ manifest, folder }: StoredChange, undoneAtIso: string, calls: FileCalls): void {
  const next = join(folder, `${MANIFEST}.new`);
  remove(next, calls);
  writeWhole(next, textOf({ ...manifest, undoneAtIso }), calls);
  calls.renameSync(next, join(folder, MANIFEST));
  syncFolder(folder, calls);
}

export function stateOf(
  { path, server, beforeSha256, afterSha256 }: ManifestFile,
  calls: FileCalls,
): FileState {
  if (server !== null) return 'elsewhere';
  const octets = readIfThere(path, calls);
  if (octets === undefined) return beforeSha256 === null ? 'as-before' : 'removed';
  const now = sha256(octets);
  if (now === afterSha256) return 'applied';
  return now === beforeSha256 ? 'as-before' : 'edited';
}

/** All changes, the oldest first. What is no change of ours is passed over. */
export function storedChanges(store: string, calls: FileCalls): readonly StoredChange[] {
  let names: readonly string[];
  try {
    names = readdirSync(store);
  } catch {
    return [];
  }
  return names
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .flatMap((name) => {
      const folder = join(store, name);
      const octets = manifestOctets(folder, calls);
      const manifest = octets === undefined ? undefined : parseManifest(Buffer.from(octets).toString('utf8'));
      return manifest === undefined ? [] : [{ manifest, folder }];
    });
}

/** The kept content; `undefined`: there was none. */
export function keptContent(
  { folder, manifest }: StoredChange,
  index: number,
  { which, calls }: { readonly which: 'before' | 'after'; readonly calls: FileCalls },
): Uint8Array | undefined {
  if (which === 'before' && manifest.files[index]?.beforeSha256 === null) return undefined;
  return calls.readFileSync(join(folder, `${index}.${which}`));
}

function manifestOctets(folder: string, calls: FileCalls): Uint8Array | undefined {
  try {
    return calls.readFileSync(join(folder, MANIFEST));
  } catch {
    return undefined;
  }
}

function missingFolders(folder: string, calls: FileCalls): readonly string[] {
  return calls.existsSync(folder) ? [] : [...missingFolders(dirname(folder), calls), folder];
}

/** One by one, for the owner alone. */
function makeFolders(folder: string, calls: FileCalls): void {
  for (const missing of missingFolders(folder, calls)) {
    try {
      calls.mkdirSync(missing, 0o700);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function removeEmptyFolders({ madeFolders }: ManifestFile, calls: FileCalls): void {
  try {
    for (const made of madeFolders.toReversed()) calls.rmdirSync(made);
  } catch {
    // It was never made, or somebody put something into it.
  }
}

function textOf(manifest: Manifest): Uint8Array {
  return Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
}

const MANIFEST = 'manifest.json';
