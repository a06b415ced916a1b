/**
 * Source files as the architecture test sees them: a path, a text, and what it imports.
 *
 * Not a parser: strings and comments are told apart by one regular expression, which is enough for code
 * that the formatter has laid out. Paths are relative to src/ and use `/`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

export interface Module {
  /** As `core/measure/ladder.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** The module meant, as `core/duration.ts`; `undefined` when it is none of ours. */
  readonly path: string | undefined;
  /** As written: `../duration.ts`, `node:fs`, `valibot`. */
  readonly specifier: string;
}

/** Every TypeScript file below a folder, in a stable order. */
export function readModules(folder: string): readonly Module[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: relative(folder, file).split(sep).join('/'),
      text: readFileSync(file, 'utf8'),
    }));
}

/** What a module imports: types, re-exports and `import('…')` included. */
export function importsOf({ path, text }: Module): readonly Import[] {
  const code = textWith(text, (token) => (token.startsWith('`') ? '``' : token));
  const specifiers = IMPORT_FORMS.flatMap((form) =>
    [...code.matchAll(form)].map(([, specifier]) => specifier!),
  );
  return specifiers.map((specifier) => ({
    specifier,
    path: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined,
  }));
}

/** The text without comments and without the insides of quoted strings; templates stand, since they run code. */
export function codeOnly(text: string): string {
  return textWith(text, (token) => (token.startsWith('`') ? token : "''"));
}

/** The text without comments, each string literal replaced. */
function textWith(text: string, replaceString: (token: string) => string): string {
  return text.replace(COMMENT_OR_STRING, (token) => (token.startsWith('/') ? ' ' : replaceString(token)));
}

const COMMENT_OR_STRING =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

const IMPORT_FORMS: readonly RegExp[] = [
  /\b(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /\bimport\s*\(\s*['"]([^'"]+)['"]/g,
  /^\s*import\s+['"]([^'"]+)['"]/gm,
];
