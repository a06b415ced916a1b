/**
 * A session file of PuTTY on Unix: `Key=Value` from the first column, case
 * kept, the first of a key wins, everything else is skipped (unix/storage.c of
 * PuTTY 0.83; tried with plink 0.78).
 */
import { type Dialect, entriesIn, exactly, readKeyed, setValues, valueOf } from '../edit/keyed-lines.ts';
import type { ClientFormat } from './format.ts';
import { puttyInterval, puttySession } from './putty-settings.ts';

const DIALECT: Dialect = {
  section: () => undefined,
  entry(content) {
    const equals = content.indexOf('=');
    return equals < 1
      ? undefined
      : { key: content.slice(0, equals), valueAt: equals + 1, valueEnd: content.length };
  },
  same: exactly,
  duplicates: 'first',
  eol: '\n',
};

export const puttyFile: ClientFormat = {
  client: 'putty',
  fits: () => true,
  onlyEndsTyping: false,
  read(text) {
    const entries = entriesIn(readKeyed(text, DIALECT), undefined, DIALECT);
    return [puttySession(undefined, (key) => valueOf(entries, key, DIALECT))];
  },
  set(text, _sessions, seconds) {
    const wanted = puttyInterval(seconds).map(([key, value]) => ({
      key,
      value: String(value),
      newLine: `${key}=${value}`,
    }));
    return setValues(readKeyed(text, DIALECT), undefined, wanted, DIALECT);
  },
};

/** The session's name behind a file name: every other byte is `%XX` there. */
export function unescapedName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8: a code page of Windows.
    return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}
