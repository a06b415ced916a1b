/** The record of a change, kept beside the backups: what `idletrace undo` goes by. */
import * as v from 'valibot';

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const manifestFile = v.object({
  path: v.string(),
  client: v.string(),
  /** Where the file is, as ssh calls it; null: on this machine. */
  server: v.optional(v.nullable(v.string()), null),
  /** null: the file did not exist. */
  beforeSha256: v.nullable(hash),
  afterSha256: hash,
  /** Where the new content was built up; left over only by a crash. */
  temporaryPath: v.string(),
  /** Folders that had to be made for it, the outermost first. */
  madeFolders: v.array(v.string()),
  /** The intervals that were written; `session` null: the file has one, or all. */
  sessions: v.array(v.object({ session: v.nullable(v.string()), seconds: v.number() })),
});

const manifestSchema = v.object({
  version: v.literal(1),
  id: v.string(),
  atIso: v.string(),
  command: v.string(),
  undoneAtIso: v.nullable(v.string()),
  files: v.array(manifestFile),
});

export type Manifest = Readonly<v.InferOutput<typeof manifestSchema>>;
export type ManifestFile = Manifest['files'][number];

/** `undefined` for what is no manifest. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const { success, output } = v.safeParse(manifestSchema, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

/** Whether idletrace wrote that interval for that session, and nobody took it back: the last word on the file counts. */
export function isOwnValue(
  manifests: readonly Manifest[],
  {
    path,
    session,
    seconds,
    server = null,
  }: {
    readonly path: string;
    readonly session: string | null;
    readonly seconds: number;
    readonly server?: string | null;
  },
): boolean {
  const words = manifests
    .filter(({ undoneAtIso }) => undoneAtIso === null)
    .flatMap(({ files }) => files.filter((file) => file.path === path && file.server === server))
    .flatMap(({ sessions }) => sessions.filter((one) => one.session === session));
  return words.at(-1)?.seconds === seconds;
}
