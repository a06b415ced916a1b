/**
 * A program's file of settings, as far as keepalives go: which sessions it
 * holds, what keeps each alive, and the edits that make one do so. One module
 * a format; none prints a file from a model, all edit its text in place.
 */
import type { TextEdit } from '../edit/text-edit.ts';

export interface SessionSettings {
  /** As the program shows it; `undefined`: the file holds one session and is called after it. */
  readonly name: string | undefined;
  /** The address it connects to; `undefined`: the file does not say. */
  readonly host: string | undefined;
  readonly keepalive: Keepalive;
  /** Characters that it types by itself; `undefined`: none. */
  readonly typed: Typed | undefined;
  /** The settings behind it as the file names and writes them; null: not there, so the program's default holds. */
  readonly settings: Settings;
  /** What it speaks where that is not SSH, so that a keepalive of SSH is none of its; left out: SSH, or the file does not say. */
  readonly otherProtocol?: string | undefined;
  /** What a reader should know of it. */
  readonly notes: readonly string[];
}

export type Settings = Readonly<Record<string, string | number | boolean | null>>;

export type Keepalive =
  | { readonly kind: 'off' }
  /** Messages of the SSH protocol, so often. */
  | { readonly kind: 'ssh'; readonly seconds: number }
  /** As `ssh`, but another setting keeps it from being sent; a note says which. */
  | { readonly kind: 'blocked'; readonly seconds: number }
  /** It is on, and the file does not say how often. */
  | { readonly kind: 'unknown-interval' }
  /** The program has one, but not in this file. */
  | { readonly kind: 'not-here' };

export interface Typed {
  /** What is typed, made readable. */
  readonly what: string;
  /** `undefined`: the file does not say. */
  readonly everySeconds: number | undefined;
}

export interface ClientFormat {
  /** An id of the catalogue. */
  readonly client: string;
  /** Whether the text looks like this format, where a program has several. */
  readonly fits: (text: string) => boolean;
  /** All sessions; none for what is no such file. Never throws. */
  readonly read: (text: string) => readonly SessionSettings[];
  /**
   * The edits that make these sessions (by their place in `read`) send a
   * keepalive every `seconds`, whole and at least 1; `undefined`: this file cannot be edited safely.
   */
  readonly set: (
    text: string,
    sessions: readonly number[],
    seconds: number,
  ) => readonly TextEdit[] | undefined;
  /** True: there is no harmless keepalive to set; `set` only ends the typing. */
  readonly onlyEndsTyping: boolean;
}

/** What typed characters do; shown wherever some are found. */
export const TYPED_HARM =
  'typed characters are input for whatever runs in the terminal: vim takes them as commands or as text in the file, a prompt as its answer, and TMOUT as somebody at work';

/** What is typed, in print: control characters by their names. */
export function readable(characters: string): string {
  return characters
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll(
      /\p{Cc}/gu,
      (character) => String.raw`\x` + character.charCodeAt(0).toString(16).padStart(2, '0'),
    );
}
