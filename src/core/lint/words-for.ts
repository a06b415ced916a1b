/** How findings call things. */
import type { Place } from '../sshconfig/config-files.ts';
import { readableText } from '../sshconfig/lines.ts';

/** `line 4`, or `line 4 of OTHER` where it stands in another file. */
export function lineText(place: Place, file: string): string {
  return place.file === file ? `line ${place.line}` : `line ${place.line} of ${readableText(place.file)}`;
}

/** `a`, `a and b`, `a, b and 3 others`. */
export function listText(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map(readableText);
  const others = names.length - shown.length;
  const last = others > 0 ? `${others} ${others === 1 ? 'other' : 'others'}` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}
