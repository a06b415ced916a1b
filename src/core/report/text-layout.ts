/** Columns and lines: how wide text is on a terminal, where it breaks, where it is cut. */
import { type Line, type Span, say, type Tone } from './style.ts';

/** Columns that the text takes: 2 for East Asian wide and emoji, 0 for marks that sit on another character. */
export function widthOf(text: string): number {
  if (NARROW_ONLY.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** The text padded with blanks to `columns`; never cut. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/**
 * The text in lines of at most `columns`, broken at blanks, but never between a
 * number and its unit. A word that is
 * longer stands alone on its line and sticks out: a path or a command that was
 * broken could not be copied.
 */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const token of text.replace(NUMBER_AND_UNIT, '$1\u00a0$2').split(/ +/)) {
    const word = token.replaceAll('\u00a0', ' ');
    if (word === '') continue;
    if (current === '') current = word;
    else if (widthOf(current) + 1 + widthOf(word) <= columns) current += ` ${word}`;
    else {
      lines.push(current);
      current = word;
    }
  }
  if (current !== '') lines.push(current);
  return lines;
}

/** The line cut to `columns`, with an ellipsis where something is missing. */
export function clipped(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line;
  const kept: Span[] = [];
  let left = Math.max(0, columns - 1);
  for (const { text, tone } of line) {
    const part = prefixOf(text, left);
    kept.push(say(part, tone));
    left -= widthOf(part);
    if (part !== text) break;
  }
  return columns < 1 ? kept : [...kept, say('…')];
}

/** Lines under a label: the label stands beside the first one, all begin at the same column. */
export function labelled(label: string, lines: readonly Line[], tone: Tone = 'dim'): readonly Line[] {
  return lines.map((line, at) => [
    say(INDENT),
    say(padded(at === 0 ? label : '', LABEL_COLUMNS), tone),
    ...line,
  ]);
}

/** Prose under a label, wrapped so that it ends at `columns`. */
export function labelledProse(label: string, text: string, columns: number): readonly Line[] {
  const lines = wrapped(say(text).text, columns - LABELLED_AT).map((each) => [say(each)]);
  return labelled(label, lines);
}

function prefixOf(text: string, columns: number): string {
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > columns) return taken;
    taken += character;
  }
  return taken;
}

export const INDENT = '  ';
const LABEL_COLUMNS = 10;
/** The column at which labelled text begins. */
export const LABELLED_AT = INDENT.length + LABEL_COLUMNS;

const NUMBER_AND_UNIT = /(\d) (ms|s|min|h|d|%)(?![A-Za-z0-9])/g;
const NARROW_ONLY = /^[\u0020-\u02ff\u2010-\u2027\u2190-\u22ff\u2500-\u25cf\u2717]*$/;
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** The blocks of wide characters in Unicode's EastAsianWidth.txt (W and F), roughly. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
