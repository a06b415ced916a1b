/** Windows' INI files: `[Section]`, `Key=Value`, letter case ignored, `;` begins a comment line. */
import { caselessly, type Dialect } from '../edit/keyed-lines.ts';

export const INI: Dialect = {
  section: (content) => /^\s*\[(.*)\]\s*$/.exec(content)?.[1],
  entry(content) {
    const equals = content.indexOf('=');
    const key = content.slice(0, Math.max(0, equals)).trim();
    return key === '' || key.startsWith(';')
      ? undefined
      : { key, valueAt: equals + 1, valueEnd: content.length };
  },
  same: caselessly,
  duplicates: 'unknown',
  eol: '\r\n',
};
