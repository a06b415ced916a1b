/**
 * Files of `key=value` lines, with or without `[sections]`: where each value
 * stands, and the edits that set one. What a line means is the dialect's matter.
 */
import { eolOf, insertAfter, linesOf, type TextEdit, type TextLine } from './text-edit.ts';

export interface Dialect {
  /** The name of the section that the line opens; `undefined`: it opens none. */
  readonly section: (content: string) => string | undefined;
  /** The key on the line, and where its value begins and ends in it; `undefined`: no key. */
  readonly entry: (
    content: string,
  ) => { readonly key: string; readonly valueAt: number; readonly valueEnd: number } | undefined;
  /** Two spellings of the same section or key. */
  readonly same: (a: string, b: string) => boolean;
  /** Of several lines with the same key in a section, the one that counts; `unknown`: none was tested, all are set. */
  readonly duplicates: 'first' | 'last' | 'unknown';
  /** Where a file has no line end yet. */
  readonly eol: '\n' | '\r\n';
}

export interface KeyedEntry {
  readonly key: string;
  readonly value: string;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly line: TextLine;
}

export interface KeyedSection {
  /** `undefined`: what stands before the first section. */
  readonly name: string | undefined;
  readonly entries: readonly KeyedEntry[];
  /** The last line of it that is not blank; `undefined`: there is none. */
  readonly lastLine: TextLine | undefined;
}

export interface KeyedText {
  readonly sections: readonly KeyedSection[];
  readonly eol: '\n' | '\r\n';
  readonly lastLine: TextLine | undefined;
}

export function readKeyed(text: string, dialect: Dialect): KeyedText {
  const lines = linesOf(text);
  const sections: {
    name: string | undefined;
    entries: KeyedEntry[];
    lastLine: TextLine | undefined;
  }[] = [{ name: undefined, entries: [], lastLine: undefined }];
  for (const line of lines) {
    const name = dialect.section(line.content);
    if (name !== undefined) sections.push({ name, entries: [], lastLine: line });
    const section = sections.at(-1);
    if (section === undefined || name !== undefined) continue;
    if (line.content.trim() !== '') section.lastLine = line;
    const entry = dialect.entry(line.content);
    if (entry === undefined) continue;
    section.entries.push({
      key: entry.key,
      value: line.content.slice(entry.valueAt, entry.valueEnd),
      startOffset: line.startOffset + entry.valueAt,
      endOffset: line.startOffset + entry.valueEnd,
      line,
    });
  }
  return { sections, eol: eolOf(lines, dialect.eol), lastLine: lines.at(-1) };
}

/** All of a section's entries, in order; sections of the same name count as one. */
export function entriesIn(
  keyed: KeyedText,
  name: string | undefined,
  { same }: Dialect,
): readonly KeyedEntry[] {
  return sectionsNamed(keyed, name, same).flatMap(({ entries }) => entries);
}

/** The value that counts; `undefined`: the key is not there. */
export function valueOf(
  entries: readonly KeyedEntry[],
  key: string,
  { same, duplicates }: Dialect,
): string | undefined {
  const found = entries.filter((entry) => same(entry.key, key));
  return (duplicates === 'last' ? found.at(-1) : found[0])?.value;
}

export interface Wanted {
  readonly key: string;
  readonly value: string;
  /** The whole line, where the key is not there yet. */
  readonly newLine: string;
}

/** The edits that give the section these values, and no other; none for what is so already. */
export function setValues(
  keyed: KeyedText,
  name: string | undefined,
  wanted: readonly Wanted[],
  dialect: Dialect,
): readonly TextEdit[] {
  const sections = sectionsNamed(keyed, name, dialect.same);
  const entries = sections.flatMap((section) => section.entries);
  const edits: TextEdit[] = [];
  const missing: string[] = [];
  for (const { key, value, newLine } of wanted) {
    const found = entries.filter((entry) => dialect.same(entry.key, key));
    const counting =
      dialect.duplicates === 'unknown'
        ? found
        : found.slice(...(dialect.duplicates === 'first' ? [0, 1] : [-1]));
    if (found.length === 0) missing.push(newLine);
    for (const { startOffset, endOffset, value: old } of counting)
      if (old !== value) edits.push({ startOffset, endOffset, insert: value });
  }
  if (missing.length === 0) return edits;
  const home = (dialect.duplicates === 'last' ? sections.at(-1) : sections[0]) ?? undefined;
  const after = home?.lastLine ?? (name === undefined ? undefined : keyed.lastLine);
  return [...edits, insertAfter(after, missing, keyed.eol)];
}

function sectionsNamed(
  { sections }: KeyedText,
  name: string | undefined,
  same: Dialect['same'],
): readonly KeyedSection[] {
  return sections.filter((section) =>
    section.name === undefined || name === undefined ? section.name === name : same(section.name, name),
  );
}

export const exactly = (a: string, b: string): boolean => a === b;
export const caselessly = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
