/** Findings for editors: `file:line:column: severity: message; cure [rule]`, one a line. */
import { printable } from '../../report/printable.ts';
import type { LintDocument } from '../document.ts';

export function unixText({ findings }: LintDocument): string {
  return findings
    .map(({ file, line, column, severity, message, fix, rule }) => {
      const text = `${file}:${line}:${column}: ${severity}: ${message}; ${fix} [${rule}]`;
      return `${printable(text)}\n`;
    })
    .join('');
}
