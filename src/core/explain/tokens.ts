/** Text in words, as the matching sees it: lower case, without the marks around them. */

/** Escape sequences of a terminal (ECMA-48 CSI and OSC) and control characters, but for tab and line breaks. */
const ESCAPES = new RegExp(
  String.raw`\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]`,
  'g',
);
/** Letters and digits; inside a word also what holds addresses, names and options together. */
const WORD = /[\p{L}\p{N}_]+(?:[.@:+-]{1,2}[\p{L}\p{N}_]+)*/gu;

/** The words of a text, at most `most` of them, the first ones. Never throws, takes time proportional to the text. */
export function wordsOf(text: string, most: number): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.replace(ESCAPES, '').matchAll(WORD)) {
    words.push(word.toLowerCase());
    if (words.length >= most) break;
  }
  return words;
}

/** How alike two words are: 1 the same, less with a typing error or two in a word that is long enough, else 0. */
export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const longer = Math.max(a.length, b.length);
  const allowed = longer >= 8 ? 2 : longer >= 4 ? 1 : 0;
  if (allowed === 0 || Math.abs(a.length - b.length) > allowed) return 0;
  // Who mistypes a word gets its first or its last letter right.
  if (a[0] !== b[0] && a.at(-1) !== b.at(-1)) return 0;
  const errors = typingErrors(a, b, allowed);
  return errors > allowed ? 0 : 1 - 0.15 * errors;
}

/** Letters missing, added, wrong, or two swapped (Damerau's distance, adjacent letters), counted up to `most + 1`. */
function typingErrors(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let errors = Math.min((last[j - 1] ?? 0) + (same ? 0 : 1), (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        errors = Math.min(errors, (beforeLast[j - 2] ?? 0) + 1);
      row.push(errors);
      least = Math.min(least, errors);
    }
    if (least > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}
