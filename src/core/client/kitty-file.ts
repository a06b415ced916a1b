/**
 * A session file of KiTTY's portable mode: `Key\Value\` a line, the value
 * escaped with `%XX`; a line that does not end with a backslash goes on in the
 * next (kitty_store.c of KiTTY 0.76).
 */
import { type Dialect, entriesIn, exactly, readKeyed, setValues, valueOf } from '../edit/keyed-lines.ts';
import type { ClientFormat } from './format.ts';
import { unescapedName } from './putty-file.ts';
import { puttyInterval, puttySession } from './putty-settings.ts';

const DIALECT: Dialect = {
  section: () => undefined,
  entry(content) {
    const parts = LINE.exec(content);
    const [, key = '', value = ''] = parts ?? [];
    return parts === null
      ? undefined
      : { key, valueAt: key.length + 1, valueEnd: key.length + 1 + value.length };
  },
  same: exactly,
  duplicates: 'unknown',
  eol: '\n',
};

export const kittyFile: ClientFormat = {
  client: 'kitty',
  fits: (text) => /^[A-Za-z][^=\\\r\n]*\\.*\\\r?$/m.test(text) && !/^[A-Za-z][^=\\\r\n]*=/.test(text),
  onlyEndsTyping: false,
  read(text) {
    const entries = entriesIn(readKeyed(text, DIALECT), undefined, DIALECT);
    return [
      puttySession(undefined, (key) => {
        const value = valueOf(entries, key, DIALECT);
        return value === undefined ? undefined : unescapedName(value);
      }),
    ];
  },
  set(text, _sessions, seconds) {
    const wanted = puttyInterval(seconds).map(([key, value]) => ({
      key,
      value: String(value),
      newLine: `${key}\\${value}\\`,
    }));
    return setValues(readKeyed(text, DIALECT), undefined, wanted, DIALECT);
  },
};

const LINE = /^([A-Za-z][^=\\]*)\\(.*)\\$/;
