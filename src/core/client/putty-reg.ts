/**
 * Sessions of PuTTY and KiTTY as regedit exports them. The file is a list of
 * commands for the registry, so the last word on a value counts, and a line
 * may also remove one (`"x"=-`, `[-HKEY…]`).
 */
import { eolOf, insertAfter, linesOf, type TextEdit, type TextLine } from '../edit/text-edit.ts';
import type { ClientFormat } from './format.ts';
import { unescapedName } from './putty-file.ts';
import { puttyInterval, puttySession } from './putty-settings.ts';

interface RegValue {
  /** Unescaped, lower case: the registry knows no other. */
  readonly name: string;
  /** As written after the `=`. */
  readonly data: string;
  readonly startOffset: number;
  readonly endOffset: number;
}

interface RegKey {
  readonly name: string;
  readonly values: readonly RegValue[];
  /** The last line that belongs to it. */
  readonly lastLine: TextLine;
}

export const puttyReg: ClientFormat = regFormat('putty', String.raw`SimonTatham\PuTTY`);
export const kittyReg: ClientFormat = regFormat('kitty', String.raw`9bis.com\KiTTY`);

function regFormat(client: string, vendor: string): ClientFormat {
  const path = new RegExp(
    String.raw`^(?:HKEY_CURRENT_USER|HKCU|HKEY_USERS\\[^\\]+)\\Software\\${vendor.replaceAll(/[\\.]/g, String.raw`\$&`)}\\Sessions\\([^\\]+)$`,
    'i',
  );
  const sessionsOf = (text: string) => groupByName(keysOf(text), path);
  return {
    client,
    fits: (text) => /^\s*(?:REGEDIT4|Windows Registry Editor)/.test(text),
    onlyEndsTyping: false,
    read: (text) =>
      sessionsOf(text).map(({ name, values }) =>
        puttySession(unescapedName(name), (key) => plainValue(lastOf(values, key)?.data)),
      ),
    set(text, sessions, seconds) {
      const all = sessionsOf(text);
      const eol = eolOf(linesOf(text), '\r\n');
      return sessions.flatMap((at) => {
        const session = all[at];
        return session === undefined ? [] : editsFor(session, seconds, eol);
      });
    },
  };
}

function editsFor({ values, lastLine }: RegKey, seconds: number, eol: '\n' | '\r\n'): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const missing: string[] = [];
  for (const [name, value] of puttyInterval(seconds)) {
    const data = `dword:${value.toString(16).padStart(8, '0')}`;
    const old = lastOf(values, name);
    if (old === undefined) missing.push(`"${name}"=${data}`);
    else if (plainValue(old.data) !== String(value))
      edits.push({ startOffset: old.startOffset, endOffset: old.endOffset, insert: data });
  }
  return missing.length === 0 ? edits : [...edits, insertAfter(lastLine, missing, eol)];
}

/** A key may come several times; then its values count together, and new ones go into the last. */
function groupByName(keys: readonly RegKey[], path: RegExp): readonly RegKey[] {
  const found = new Map<string, RegKey>();
  for (const key of keys) {
    const name = path.exec(key.name)?.[1];
    if (name === undefined) {
      // `[-KEY]` takes away what stood there so far.
      const removed = key.name.startsWith('-') ? path.exec(key.name.slice(1))?.[1] : undefined;
      if (removed !== undefined) found.delete(removed.toLowerCase());
      continue;
    }
    const known = found.get(name.toLowerCase());
    found.set(name.toLowerCase(), { ...key, name, values: [...(known?.values ?? []), ...key.values] });
  }
  return [...found.values()];
}

function keysOf(text: string): readonly RegKey[] {
  const lines = linesOf(text);
  const keys: { name: string; values: RegValue[]; lastLine: TextLine }[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    const header = /^\s*\[(.*)\]\s*$/.exec(line.content)?.[1];
    if (header !== undefined) keys.push({ name: header, values: [], lastLine: line });
    const start = /^\s*(?:"((?:[^"\\]|\\.)*)"|@)\s*=\s*/.exec(line.content);
    const key = keys.at(-1);
    if (start === null || key === undefined) continue;
    const from = line.startOffset + start[0].length;
    at = lastLineOf(lines, at, start[0].length);
    const last = lines[at] ?? line;
    const data = text.slice(from, last.contentEndOffset).trimEnd();
    const name = (start[1] ?? '').replaceAll(/\\(.)/g, '$1').toLowerCase();
    key.values.push({ name, data, startOffset: from, endOffset: from + data.length });
    key.lastLine = last;
  }
  return keys;
}

/** The line on which a value ends: a string at its closing quote, binary data where no backslash stands at the end. */
function lastLineOf(lines: readonly TextLine[], first: number, valueAt: number): number {
  const content = (at: number) =>
    at === first ? (lines[at]?.content.slice(valueAt) ?? '') : (lines[at]?.content ?? '');
  if (!content(first).startsWith('"')) {
    let at = first;
    while (at + 1 < lines.length && /\\\s*$/.test(content(at))) at += 1;
    return at;
  }
  for (let at = first, from = 1; at < lines.length; at += 1, from = 0)
    if (/^(?:[^"\\]|\\.)*"/.test(content(at).slice(from))) return at;
  // Never closed: nothing after it can be told apart, so it ends on its own line.
  return first;
}

function lastOf(values: readonly RegValue[], name: string): RegValue | undefined {
  return values.findLast((value) => value.name === name.toLowerCase());
}

/** A number as decimal text, a string without its quotes; `undefined`: removed, or of another type. */
function plainValue(data: string | undefined): string | undefined {
  const hex = /^dword:\s*([0-9a-f]{1,8})$/i.exec(data ?? '')?.[1];
  // Registry numbers are unsigned, PuTTY's are not.
  if (hex !== undefined) return String(Number.parseInt(hex, 16) | 0);
  return /^"((?:[^"\\]|\\.)*)"$/s.exec(data ?? '')?.[1]?.replaceAll(/\\(.)/gs, '$1');
}
