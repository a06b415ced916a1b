/** Changes of a text, as data: what stands outside an edit stays as it is, to the byte. */

/** Replace `text.slice(startOffset, endOffset)` by `insert`. */
export interface TextEdit {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly insert: string;
}

/** The text with all edits made; they do not overlap, and those at one place come in their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = edits.toSorted((a, b) => a.startOffset - b.startOffset);
  const parts: string[] = [];
  let at = 0;
  for (const { startOffset, endOffset, insert } of inOrder) {
    parts.push(text.slice(at, startOffset), insert);
    at = endOffset;
  }
  return parts.join('') + text.slice(at);
}

export interface TextLine {
  /** Without its line end. */
  readonly content: string;
  readonly startOffset: number;
  /** Where the content ends and the line end begins. */
  readonly contentEndOffset: number;
  /** `\n`, `\r\n`, or nothing at the end of a file. */
  readonly eol: '' | '\n' | '\r\n';
}

/** The lines of a text; joined with their line ends they are the text. A lone `\r` ends no line. */
export function linesOf(text: string): readonly TextLine[] {
  const lines: TextLine[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline + 1;
    const eol = newline === -1 ? '' : text[newline - 1] === '\r' && newline > at ? '\r\n' : '\n';
    const contentEndOffset = end - eol.length;
    lines.push({ content: text.slice(at, contentEndOffset), startOffset: at, contentEndOffset, eol });
    at = end;
  }
  return lines;
}

/** The line end that the text uses: that of its first line; `otherwise` where it has none. */
export function eolOf(lines: readonly TextLine[], otherwise: '\n' | '\r\n'): '\n' | '\r\n' {
  const first = lines.find(({ eol }) => eol !== '')?.eol;
  return first === '\r\n' || first === '\n' ? first : otherwise;
}

/** Puts lines after the given one (`undefined`: at the beginning), and leaves a missing last newline missing. */
export function insertAfter(
  line: TextLine | undefined,
  contents: readonly string[],
  eol: '\n' | '\r\n',
): TextEdit {
  if (line === undefined)
    return { startOffset: 0, endOffset: 0, insert: contents.map((content) => content + eol).join('') };
  const at = line.contentEndOffset + line.eol.length;
  const insert = contents.map((content) => (line.eol === '' ? eol + content : content + eol)).join('');
  return { startOffset: at, endOffset: at, insert };
}
