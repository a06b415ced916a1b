/** What a lookup needs from the world: files by their paths, and paths by patterns. A port; `adapters` and tests fill it. */

export interface ConfigFiles {
  /** The same object for the same path, where it is asked for again and again: its lines are then cut but once. */
  read(path: string): FileText;
  /** The paths that a pattern of `Include` stands for, in the order of their names; `~` is a home. */
  glob(pattern: string): readonly string[];
}

export type FileText =
  /** `bytes`: one character each (latin1). `insecure`: why ssh would not trust it as a file of the user's; `undefined`: it would. */
  | { readonly kind: 'text'; readonly bytes: string; readonly insecure: string | undefined }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Where something stands. Line and column count from 1; a line of 0 is the command line. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The most files inside one another that OpenSSH takes (READCONF_MAX_DEPTH, SERVCONF_MAX_DEPTH). */
export const DEEPEST_INCLUDE = 16;
