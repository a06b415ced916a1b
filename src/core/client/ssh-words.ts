/** Options of ssh inside somebody's command line: `-o ServerAliveInterval=60`, in every spelling that ssh takes. */
import type { TextEdit } from '../edit/text-edit.ts';

export interface SshWords {
  /** `undefined`: not given. */
  readonly intervalSeconds: number | undefined;
  readonly countMax: number | undefined;
}

/** What the first of each option says, as in ssh. */
export function sshWordsIn(command: string): SshWords {
  return {
    intervalSeconds: secondsOf(find(command, 'ServerAliveInterval')?.value),
    countMax: secondsOf(find(command, 'ServerAliveCountMax')?.value),
  };
}

/**
 * The edits of a command (which begins at `at` in the text) that make it send a
 * keepalive every `seconds`; what is missing is put at `insertAt` of the command.
 */
export function setSshWords(
  command: string,
  seconds: number,
  places: { readonly at: number; readonly insertAt: number },
): readonly TextEdit[] {
  const { at, insertAt } = places;
  const edits: TextEdit[] = [];
  const missing: string[] = [];
  const wanted = [
    ['ServerAliveInterval', String(seconds)] as const,
    // 0 would end a healthy session that is quiet; absent, it is 3.
    ...(sshWordsIn(command).countMax ? [] : [['ServerAliveCountMax', '3'] as const]),
  ];
  for (const [key, value] of wanted) {
    const found = find(command, key);
    if (found === undefined) missing.push(`-o ${key}=${value}`);
    else if (found.value !== value)
      edits.push({
        startOffset: at + found.at,
        endOffset: at + found.at + found.value.length,
        insert: value,
      });
  }
  if (missing.length === 0) return edits;
  const before = command.slice(0, insertAt);
  const after = command.slice(insertAt);
  const insert = `${before === '' || /\s$/.test(before) ? '' : ' '}${missing.join(' ')}${after === '' || /^\s/.test(after) ? '' : ' '}`;
  return [...edits, { startOffset: at + insertAt, endOffset: at + insertAt, insert }];
}

/** The first `-oKEY=VALUE`, `-o KEY=VALUE`, `-o "KEY VALUE"`; the value with its place. */
function find(command: string, key: string): { readonly value: string; readonly at: number } | undefined {
  const option = new RegExp(
    String.raw`(?:^|[\s"'\\])-o[\s"'\\]*${key}(?:[\s"'\\]*=[\s"'\\]*|[\s\\]+)([0-9][0-9smhdwSMHDW]*)`,
    'i',
  );
  const found = option.exec(command);
  if (found === null) return undefined;
  const value = found[1] ?? '';
  return { value, at: found.index + found[0].length - value.length };
}

/** `90`, `1m30s` as ssh reads times; `undefined`: none. */
export function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '' || !/^(?:\d+[smhdw])*\d*$/i.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([smhdw]?)/gi)];
  return parts.reduce(
    (sum, [, digits, unit = '']) => sum + Number(digits) * (UNIT_SECONDS[unit.toLowerCase()] ?? 1),
    0,
  );
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
