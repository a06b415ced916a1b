/** Text of somebody's files, for a terminal. */
import { printable } from '../core/report/printable.ts';

/** Line by line; tabs stay, since they are the indentation of many files. */
export function inPrint(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}
