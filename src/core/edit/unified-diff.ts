/** What an edit changes, as a person reviews it. */
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';

export interface DiffOf {
  readonly path: string;
  /** `undefined`: the file was not there yet. */
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * A unified diff of two texts; empty where they are the same. Lines around the
 * change that hold a password or the like are shown without it.
 */
export function unifiedDiff({ path, before, after }: DiffOf): string {
  if (before === after) return '';
  const patch = structuredPatch(
    before === undefined ? '/dev/null' : path,
    path,
    before ?? '',
    after,
    '',
    '',
    {
      context: CONTEXT_LINES,
    },
  );
  const hunks = patch.hunks.map((hunk) => ({ ...hunk, lines: hunk.lines.map(withoutSecret) }));
  return formatPatch({ ...patch, hunks }, FILE_HEADERS_ONLY);
}

/** Ours never sets one, so only what stands around, after a blank, can hold one. */
export function withoutSecret(line: string): string {
  return line.startsWith(' ') ? line.replace(SECRET, '$1…') : line;
}

const CONTEXT_LINES = 3;
/** The name of a key that says secret, and all that follows its separator. */
const SECRET = /^( .*(?:passw|passphrase|secret|token)[^=:\\]*[=:\\]).+$/i;
