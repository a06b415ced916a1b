/** The blocks of an ssh_config, and where each line stands: as much as an editor needs. What counts for a host is asked of ssh itself. */
import { readLines } from '../sshconfig/lines.ts';
import { matchesPattern } from '../sshconfig/patterns.ts';
import { lowered } from '../sshconfig/words.ts';
import { linesOf, type TextLine } from '../edit/text-edit.ts';

export interface ConfigDirective {
  /** In small letters. */
  readonly name: string;
  /** Words without their quotes; a trailing comment is left out. */
  readonly words: readonly string[];
  /** Where the first word stands, quotes included. */
  readonly startOffset: number;
  readonly endOffset: number;
  readonly line: TextLine;
  /** Counted from 1. */
  readonly lineNumber: number;
}

export interface ConfigBlock {
  /** Its `Host` or `Match` line; `undefined`: what stands before the first. */
  readonly head: ConfigDirective | undefined;
  readonly directives: readonly ConfigDirective[];
  /** The line where it begins, the comments that stand right above its head included. */
  readonly firstLine: number;
}

export interface ConfigText {
  readonly lines: readonly TextLine[];
  readonly blocks: readonly ConfigBlock[];
  /** Lines that another program generates and owns, by its markers: `[from, to]`, counted from 1. */
  readonly managed: readonly (readonly [number, number])[];
}

export function readConfigText(text: string): ConfigText {
  const lines = linesOf(text);
  const blocks: { head: ConfigDirective | undefined; directives: ConfigDirective[]; firstLine: number }[] = [
    { head: undefined, directives: [], firstLine: 1 },
  ];
  for (const [index, { content, number }] of readLines(text).entries()) {
    const line = lines[index];
    if (line === undefined || content.kind !== 'directive') continue;
    const words = content.words ?? [];
    const directive: ConfigDirective = {
      name: content.name,
      words: words.map((word) => word.text),
      startOffset: words[0]?.startOffset ?? content.rest.startOffset,
      endOffset: words.at(-1)?.endOffset ?? content.rest.endOffset,
      line,
      lineNumber: number,
    };
    if (directive.name === 'host' || directive.name === 'match')
      blocks.push({ head: directive, directives: [], firstLine: withComments(lines, index) + 1 });
    else blocks.at(-1)?.directives.push(directive);
  }
  return { lines, blocks, managed: managedLines(lines) };
}

/** Whether a block is for every host: `Host *`, `Match all`. */
export function isForAll({ head }: ConfigBlock): boolean {
  const only = head?.words.length === 1 ? head.words[0] : undefined;
  return head?.name === 'host' ? only === '*' : only?.toLowerCase() === 'all';
}

/** Whether the block is for this pattern and for nothing else. */
export function isExactly({ head }: ConfigBlock, pattern: string): boolean {
  return head?.name === 'host' && head.words.length === 1 && head.words[0] === pattern;
}

/** Names that the text speaks of, patterns filled in with names that they take: one host for each. */
export function hostsNamed({ blocks }: ConfigText): readonly string[] {
  const patterns = blocks.flatMap(({ head }) => {
    if (head === undefined) return [];
    if (head.name === 'host') return head.words;
    const at = head.words.findIndex((word) => /^(?:original)?host$/i.test(word));
    return at === -1 ? [] : (head.words[at + 1] ?? '').split(',');
  });
  return [...new Set(patterns.map(sampleOf))].filter((name) => /^(?!-)[^\s'"`$\\;&<>|(){}/]+$/.test(name));
}

/** A name that the pattern takes. */
export function sampleOf(pattern: string): string {
  return pattern.replace(/^!/, '').replaceAll('*', 'idletrace-any').replaceAll('?', 'x');
}

/** Whether a pattern of `Host` takes the name. */
export function takes(pattern: string, name: string): boolean {
  return matchesPattern(lowered(name), lowered(pattern));
}

/** The index of the first comment line that stands right above. */
function withComments(lines: readonly TextLine[], index: number): number {
  let first = index;
  while (first > 0 && /^\s*#/.test(lines[first - 1]?.content ?? '')) first -= 1;
  return first;
}

/** Between `# … BEGIN …` or `START` and the same words with `END`, as Ansible, Coder, gcloud and others mark what is theirs. */
function managedLines(lines: readonly TextLine[]): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let open: { readonly words: string; readonly line: number } | undefined;
  for (const [index, { content }] of lines.entries()) {
    if (!/^\s*#/.test(content)) continue;
    if (open === undefined && MARK_BEGIN.test(content))
      open = { words: content.replace(MARK_BEGIN, '').trim(), line: index + 1 };
    else if (
      open !== undefined &&
      content.replace(MARK_END, '').trim() === open.words &&
      MARK_END.test(content)
    ) {
      found.push([open.line, index + 1]);
      open = undefined;
    }
  }
  return found;
}

const MARK_BEGIN = /\b(?:BEGIN|START)\b/i;
const MARK_END = /\b(?:END|FINISH)\b/i;
